// `node upload.js URL FILE`: sends a file as it comes from the disk.
import { createReadStream, statSync } from 'node:fs';
import { request } from 'undici';
import { growthOf } from '../../test/support/memory-growth.mjs';

const [url, file] = process.argv.slice(2);

async function send(body, length) {
  const headers = { 'content-length': String(length) };
  const answer = await request(url, { method: 'POST', headers, body });
  return answer.body.json();
}

// What the first request loads is not the upload's.
await send('', 0);
const { result, grown } = await growthOf(() => send(createReadStream(file), statSync(file).size));
process.stdout.write(JSON.stringify({ ...result, grown }));
