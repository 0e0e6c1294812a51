// Uploads one file with the built transport and prints, as JSON, how far the memory grew meanwhile. A process of
// its own, so that nothing but the upload is measured. Arguments: the server's URL, the file, its SHA-1 and size.
import { growthOf, plainTransport } from '../support/memory-growth.mjs';

const [origin, path, sha1, size] = process.argv.slice(2);
const transport = await plainTransport(origin, 'read-write');
const send = (file) =>
  transport.send({ method: 'POST', path: '/', headers: {}, body: { type: 'multipart', fields: {}, file } });

// What the first request loads is not the upload's.
await send(null);
const large = { path, fileName: 'large.jar', sha1, size: Number(size) };
const { result, grown } = await growthOf(() => send(large));
await transport.close();
process.stdout.write(JSON.stringify({ status: result.status, grown }));
