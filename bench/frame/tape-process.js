// `node tape-process.js URL LATENCY`: passes requests on to URL and remembers the answers of GET, byte by byte. The
// sandbox makes each answer anew, which takes it longer than a client takes to read it: two processes that are measured
// beside it on few cores would be measured with it. Each answer leaves after LATENCY milliseconds. Whatever writes
// makes it forget.
import { createServer } from 'node:http';
import { bodyOf, passOn } from './pass-on.js';

const [url, latency] = [process.argv[2], Number(process.argv[3])];
const SIGN_IN = '/accounts/api/v2/oauth2/token';
let log = [];
let known = new Map();

const server = createServer(async (asked, answer) => {
  if (asked.url === '/__tape/log') return control(asked, answer);
  const { method } = asked;
  log.push(`${method} ${asked.url}`);
  const [{ status, headers, body }] = await Promise.all([
    answerTo(asked),
    latency === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, latency)),
  ]);
  answer.writeHead(status, headers).end(body);
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`),
);
process.once('SIGTERM', () => process.exit(0));

function control({ method }, answer) {
  const text = JSON.stringify(log);
  if (method === 'DELETE') log = [];
  answer.writeHead(200, { 'content-type': 'application/json' }).end(text);
}

async function answerTo(asked) {
  const sent = await bodyOf(asked);
  if (asked.method !== 'GET') {
    if (asked.url !== SIGN_IN) known = new Map();
    return passOn(url, asked, sent);
  }
  const key = `${asked.headers['x-anypnt-env-id'] ?? ''} ${asked.url}`;
  const kept = known.get(key) ?? passOn(url, asked, sent);
  known.set(key, kept);
  return kept;
}
