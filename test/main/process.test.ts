/** The built command as a process: what it does when nobody reads it any more, or when it is told to stop. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { type Bench, closeBenches } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { startHttpServer } from '../support/http-server.ts';
import { documents, ENVIRONMENT, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const MAIN = join(import.meta.dirname, '../../dist/src/main.js');

function start(bench: Bench, args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: bench.folder, env: {} });
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

test('a signal while planning ends it at once', async () => {
  const bench = await openEstate();
  let asked: () => void = () => {};
  const waiting = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const silent = await startHttpServer(() => {
    asked();
    return new Promise(() => {});
  });
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
