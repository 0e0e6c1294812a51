// `node upload.js URL FILE SHA1`: sends a file as Muleteer does, which reads it, hashes it and withholds its last bytes.
import { statSync } from 'node:fs';
import { growthOf, plainTransport } from '../../test/support/memory-growth.mjs';

const [url, path, sha1] = process.argv.slice(2);
const transport = await plainTransport(url, 'read-write');
const send = (file) =>
  transport.send({ method: 'POST', path: '/', headers: {}, body: { type: 'multipart', fields: {}, file } });

// What the first request loads is not the upload's.
await send(null);
const file = { path, fileName: 'large.jar', sha1, size: statSync(path).size };
const { result, grown } = await growthOf(() => send(file));
await transport.close();
process.stdout.write(JSON.stringify({ ...JSON.parse(result.text), grown }));
