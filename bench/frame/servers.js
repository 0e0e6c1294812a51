// What answers, each as a process of its own on a free port: the sandbox, and in front of it the tape.
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startNode } from './processes.js';
import { plainEnvironment } from './run-node.js';

/** @param input the shape of an estate; `start: 'servers'` for one in which the rest is still to be made */
export async function startSandbox(input) {
  const started = await start('sandbox-process.js', [JSON.stringify(input)]);
  return { ...started, ...controlOf(started.url, '/__sandbox/') };
}

/** Answers what was asked before as it was answered then, so that the sandbox's work is not measured. */
export async function startTape(url, latency = 0) {
  const started = await start('tape-process.js', [url, String(latency)]);
  return { ...started, ...controlOf(started.url, '/__tape/') };
}

/** Answers a second run as it passed on the first, so that the sandbox's work is not measured, of writes either. */
export async function startReplay(url, latency) {
  const started = await start('replay-process.js', [url, String(latency)]);
  return { ...started, ...controlOf(started.url, '/__replay/') };
}

/** Takes uploads, and times them. */
export function startSink() {
  return start('sink-process.js', []);
}

async function start(script, args) {
  const { child, exited, stop } = startNode([join(import.meta.dirname, script), ...args], {
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([first]) => first),
    exited.then(() => null),
  ]);
  if (line === null) throw new Error(`${script} ended before it answered`);
  return { url: JSON.parse(line).url, stop };
}

function controlOf(url, at) {
  return {
    async control(method, path, body) {
      const answer = await fetch(`${url}${at}${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
  };
}
