import { spawn } from 'node:child_process';
import { join } from 'node:path';

const USAGE = join(import.meta.dirname, 'usage.cjs');

const running = new Set();

/** For the end, however it comes: what still ran would write into folders that are gone. */
export async function stopCommands() {
  await Promise.all([...running].map((stop) => stop()));
}

/**
 * Runs a script to its end and measures it: milliseconds from its start (`wall`) and of the processors (`cpu`), and the
 * most bytes that it held (`rss`).
 */
export async function runNode(args, { cwd, env, codes = [0] } = {}) {
  const started = performance.now();
  const child = spawn(process.execPath, ['--require', USAGE, ...args], {
    cwd,
    env: env ?? plainEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const exited = new Promise((ended, failed) => child.once('exit', ended).once('error', failed));
  const stop = () => {
    child.kill('SIGKILL');
    return exited;
  };
  running.add(stop);
  const [stdout, stderr, usage, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    textOf(child.stdio[3]),
    exited,
  ]).finally(() => running.delete(stop));
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
