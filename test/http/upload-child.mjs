// Uploads one file with the built transport and prints, as JSON, how far the memory grew meanwhile. A process of
// its own, so that nothing but the upload is measured. Arguments: the server's URL, the file, its SHA-1 and size.
import { createTransport } from '../../dist/src/http/transport.js';

const [origin, path, sha1, size] = process.argv.slice(2);
const transport = await createTransport({
  origin,
  access: 'read-write',
  signInPaths: [],
  tls: { ca: null, clientCert: null, clientKey: null },
  env: {},
  newId: () => 'id',
  requestIdHeader: null,
  trace: () => {},
  learn: () => {},
  limits: { connect: 10_000, read: 60_000, write: 300_000 },
});
const send = (file) =>
  transport.send({ method: 'POST', path: '/', headers: {}, body: { type: 'multipart', fields: {}, file } });

// What the first request loads is not the upload's.
await send(null);
globalThis.gc?.();
const before = process.memoryUsage.rss();
let most = before;
const sampling = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 5);
const { status } = await send({ path, fileName: 'large.jar', sha1, size: Number(size) });
most = Math.max(most, process.memoryUsage.rss());
clearInterval(sampling);
await transport.close();
process.stdout.write(JSON.stringify({ status, grown: most - before }));
