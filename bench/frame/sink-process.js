// Takes uploads and keeps nothing. It answers with the milliseconds from the first byte of a body to the last.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  let first = null;
  let bytes = 0;
  request.on('data', (chunk) => {
    first ??= performance.now();
    bytes += chunk.length;
  });
  request.on('end', () => {
    const milliseconds = performance.now() - (first ?? performance.now());
    response.writeHead(202).end(JSON.stringify({ bytes, milliseconds }));
  });
});
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`),
);
process.once('SIGTERM', () => process.exit(0));
