// `node replay-process.js URL LATENCY`: passes the requests of a first run on to URL, and answers those of later ones by
// itself, byte by byte: a write as the same write was answered then, a read as it was answered before the first write,
// or last of all. Whoever makes 500 resources is measured on few cores, and the sandbox would be measured with it.
// Each answer leaves LATENCY milliseconds after its request was there.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { bodyOf, passOn } from './pass-on.js';

const [url, latency] = [process.argv[2], Number(process.argv[3])];
const SIGN_IN = '/accounts/api/v2/oauth2/token';
/** Of writes by what they say; of reads, what there was before the first write and what there is in the end. */
const known = { writes: new Map(), before: new Map(), after: new Map() };
let isFirstRun = true;
let writes = [];

const server = createServer(async (asked, answer) => {
  const arrived = performance.now();
  if (asked.url === '/__replay/writes') return endRun(answer);
  const isWrite = asked.method !== 'GET' && asked.url !== SIGN_IN;
  const write = isWrite ? { first: arrived, last: null } : null;
  if (write !== null) writes.push(write);
  const held = setTimeout(latency);
  const { status, headers, body } = await answerTo(asked, await bodyOf(asked));
  await held;
  answer.writeHead(status, headers).end(body);
  if (write !== null) write.last = performance.now();
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`),
);
process.once('SIGTERM', () => process.exit(0));

/** Tells when each write of the run began to arrive and was answered, in milliseconds. */
function endRun(answer) {
  answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(writes));
  writes = [];
  isFirstRun = false;
}

async function answerTo(asked, sent) {
  const [kept, key] =
    asked.method !== 'GET'
      ? [known.writes, saidBy(asked, sent)]
      : [writes.length > 0 ? known.after : known.before, asked.url];
  if (isFirstRun) kept.set(key, await passOn(url, asked, sent));
  const found = kept.get(key);
  if (found === undefined) throw new Error(`${asked.method} ${asked.url} was not asked in the first run`);
  return found;
}

/** The same for the same write, whatever boundary its parts have. */
function saidBy({ method, url: path, headers }, sent) {
  const boundary = /boundary=(.*)$/.exec(headers['content-type'] ?? '')?.[1];
  const text = sent.toString('latin1');
  const plain = boundary === undefined ? text : text.replaceAll(boundary, '');
  return createHash('sha1').update(`${method} ${path} ${plain}`).digest('hex');
}
