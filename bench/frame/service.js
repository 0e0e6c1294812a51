// `muleteer reconcile` as a service, in a process of its own, that makes a round whenever it is told of a push.
import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { MAIN } from './muleteer.js';
import { startNode } from './processes.js';

const USAGE = join(import.meta.dirname, 'usage.cjs');
const SECRET = randomBytes(32).toString('hex');

/** Resolves when it has taken its first revision, and all of its targets had their first turn. */
export async function startService({ cwd, env, targets }) {
  const args = ['reconcile', '--interval', '24h', '--listen', '127.0.0.1:0'];
  const { child, exited, stop } = startNode(['--expose-gc', '--require', USAGE, MAIN, ...args], {
    cwd,
    env: { ...env, MULETEER_WEBHOOK_SECRET: SECRET },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const started = performance.now();
  const log = followLines(child.stderr, exited);
  const usages = followLines(child.stdio[3], exited);
  let taken = 0;
  const ends = async (count) => {
    const found = [];
    while (found.length < count) {
      const line = JSON.parse(await log.next());
      if (line.msg === 'a revision is taken') taken = performance.now();
      if (line.outcome !== undefined) found.push(line);
    }
    return found;
  };
  const { url } = JSON.parse(await log.next());
  const first = await ends(targets);
  return {
    /** Milliseconds: until the manifests were read, and from there to the end of the first turns. */
    first: { read: taken - started, turns: performance.now() - taken, outcomes: outcomesOf(first) },
    async usage() {
      child.kill('SIGUSR2');
      return JSON.parse(await usages.next());
    },
    async round() {
      await restAfterPush();
      const began = performance.now();
      await tellPush(url);
      const turns = await ends(targets);
      return { wall: performance.now() - began, outcomes: outcomesOf(turns) };
    },
    stop,
  };
}

/** How the turns ended, each way once, with the words of those that failed. */
function outcomesOf(turns) {
  return [
    ...new Set(turns.map(({ outcome, code, msg }) => (code === undefined ? outcome : `${outcome} ${msg}`))),
  ];
}

/** Lines as they come, one for whoever asks; what went wrong is told with the last of them. */
function followLines(stream, exited) {
  const lines = [];
  const waiting = [];
  createInterface({ input: stream }).on('line', (line) => {
    const first = waiting.shift();
    if (first === undefined) lines.push(line);
    else first.resolve(line);
  });
  let last = '';
  void exited.then((code) => {
    for (const { reject } of waiting) reject(new Error(`the service ended with ${code}: ${last}`));
  });
  return {
    next() {
      const line = lines.shift();
      last = line ?? last;
      if (line !== undefined) return Promise.resolve(line);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
  };
}

/** No two pushes of one second may be the same: that would be a replay. */
let pushes = 0;
let lastPush = Number.NEGATIVE_INFINITY;
/** Sooner after another one a push waits. */
const BETWEEN_MS = 5_200;

/** Resolves when the next push will be heeded at once. */
function restAfterPush() {
  return wait(Math.max(0, lastPush + BETWEEN_MS - performance.now()));
}

async function tellPush(url) {
  pushes += 1;
  lastPush = performance.now();
  const body = JSON.stringify({ ref: 'refs/heads/main', repository: `acme/estate-${pushes}` });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex');
  const { status } = await fetch(`${url}/hooks/git`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-muleteer-timestamp': timestamp,
      'x-muleteer-signature': `sha256=${signature}`,
    },
  });
  if (status !== 202) throw new Error(`the push was answered with ${status}`);
}
