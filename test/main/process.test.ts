/** The built command as a process: what it does when nobody reads it any more, or when it is told to stop. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { type Bench, closeBenches } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { startHttpServer } from '../support/http-server.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const MAIN = join(import.meta.dirname, '../../dist/src/main.cjs');

function start(
  bench: Bench,
  args: readonly string[],
  { env = {}, node = [] }: { readonly env?: Record<string, string>; readonly node?: readonly string[] } = {},
) {
  const child = spawn(process.execPath, [...node, MAIN, ...args], { cwd: bench.folder, env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((exit) => child.on('close', exit));
  return { child, ended };
}

/** A clock that runs, for there is nobody to move it for a process. */
const REAL_TIME = { clock: { mode: 'real' } } as const;

test.each([
  ['stdout', []],
  ['stderr', []],
  ['stdout', ['-o', 'json']],
] as const)('an apply whose %s is closed early goes on to its end (%j)', async (name, flags) => {
  const bench = await openEstate(REAL_TIME);
  const { child, ended } = start(bench, ['apply', '--yes', ...flags]);
  child[name].destroy();
  child[name === 'stdout' ? 'stderr' : 'stdout'].resume();
  expect(await ended).toBe(0);
  expect(await bench.writes()).toHaveLength(3);
});

test('a command that fails keeps its code when nobody reads why', async () => {
  const bench = await openEstate();
  const { child, ended } = start(bench, ['plan', '--target', 'nowhere']);
  child.stdout.destroy();
  child.stderr.destroy();
  expect(await ended).toBe(1);
});

/** A control plane that never answers, and the moment when it is asked. */
async function startSilent() {
  let asked: () => void = () => {};
  const waiting = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const server = await startHttpServer(() => {
    asked();
    return new Promise(() => {});
  });
  return { server, waiting };
}

/** What nobody expected: an error that is thrown outside of everything that is waited for. */
const CRASH = `data:text/javascript,process.on('SIGUSR2', () => { throw new Error('boom ' + process.env.DB) })`;

test.each([
  ['plan', 1],
  ['apply', 4],
] as const)('a crash of %s has no stack trace and no secret', async (command, code) => {
  const bench = await openEstate();
  const { server, waiting } = await startSilent();
  const spec = '{ target: { server: mule-1 }, artifact: { file: ./a.jar }, properties: { db: "${env:DB}" } }';
  const environment = ENVIRONMENT.replace('$URL', server.url);
  const app = manifest('Application', 'pay-api', spec);
  await bench.write({ 'all.yaml': documents(environment, servers('mule-1'), app) });
  const env = { DB: 'hunter2-hunter2' };
  const { child, ended } = start(bench, [command], { env, node: ['--import', CRASH] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  await waiting;
  child.kill('SIGUSR2');
  expect(await ended).toBe(code);
  expect(output).toBe(
    'error: this is a bug in Muleteer: boom (secret)\n  please report it, with the command that you ran\n',
  );
});

test('a signal while planning ends it at once', async () => {
  const bench = await openEstate();
  const { server: silent, waiting } = await startSilent();
  await bench.write({ 'all.yaml': documents(ENVIRONMENT.replace('$URL', silent.url), servers('mule-1')) });
  const { child, ended } = start(bench, ['plan']);
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  await waiting;
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(stderr).toBe('Interrupted, nothing was written\n');
});
