import { join } from 'node:path';
import { startNode } from './processes.js';

const USAGE = join(import.meta.dirname, 'usage.cjs');

/**
 * Runs a script to its end and measures it: milliseconds from its start (`wall`) and of the processors (`cpu`), and the
 * most bytes that it held (`rss`).
 */
export async function runNode(args, { cwd, env, codes = [0] } = {}) {
  const started = performance.now();
  const { child, exited } = startNode(['--require', USAGE, ...args], {
    signal: 'SIGKILL',
    cwd,
    env: env ?? plainEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [stdout, stderr, usage, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    textOf(child.stdio[3]),
    exited,
  ]);
  const wall = performance.now() - started;
  if (!codes.includes(code)) throw new Error(`${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  return { wall, ...JSON.parse(usage), stdout, stderr };
}

/** Nothing of whoever runs it: no settings, no credentials, no proxy. */
export function plainEnvironment(more = {}) {
  return {
    PATH: process.env.PATH,
    NO_COLOR: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((who) => [
        [`GIT_${who}_NAME`, 'Bench'],
        [`GIT_${who}_EMAIL`, 'bench@example.test'],
      ]),
    ),
    ...more,
  };
}

async function textOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
