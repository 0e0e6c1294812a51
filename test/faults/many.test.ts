/** A thousand deployments against a service that throttles at random: all arrive, in little memory. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { effectiveWrites, plannedWrites, RECORD } from './effective-writes.ts';

afterEach(closeBenches);

const COUNT = 1_000;
const MOST_KB = 300 * 1_024;
const MAIN = join(import.meta.dirname, '../../dist/src/main.cjs');
const PRINT_MEMORY = join(import.meta.dirname, 'print-memory.mjs');

test(`${COUNT} deployments`, { timeout: 300_000 }, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const bench = await openBench({ clock: { mode: 'real' }, switches: { deployMs: 5, commandMs: 1 } });
  const applications = Array.from({ length: COUNT }, (_, index) =>
    manifest('Application', `api-${index}`, '{ target: { serverGroup: all }, artifact: { file: a.jar } }'),
  );
  const group = manifest('ServerGroup', 'all', '{ servers: [mule-1] }');
  await bench.write({
    'all.yaml': documents(ENVIRONMENT, servers('mule-1'), group, ...applications),
    'a.jar': Buffer.alloc(50_000, 'x'),
  });
  for (const [chance, headers] of [
    [0.1, { 'retry-after': '0' }],
    [0.1, {}],
  ] as const) {
    const action = { type: 'respond', status: 429, headers, body: 'slow down' };
    await bench.control('POST', 'faults', { match: {}, times: 1e9, chance, seed, action });
  }
  const { code, stderr } = await applyAsProcess(bench);
  const memory = Number(/max-rss (\d+)/.exec(stderr)?.[1]);
  await bench.control('DELETE', 'faults');
  const throttled = (await bench.log()).filter(({ status }) => status === 429).length;
  process.stdout.write(`${COUNT} deployments, seed ${seed}: ${throttled} requests throttled, ${memory} KB\n`);
  expect(code, stderr.slice(-2_000)).toBe(0);
  expect(throttled).toBeGreaterThan(COUNT / 10);
  expect(await effectiveWrites(bench)).toHaveLength(COUNT + 1);
  expect(await plannedWrites(bench)).toEqual([]);
  expect(memory).toBeLessThan(MOST_KB);
});

async function applyAsProcess(bench: Bench): Promise<{ code: number | null; stderr: string }> {
  const args = ['--import', PRINT_MEMORY, MAIN, 'apply', '--yes', '--quiet', ...RECORD];
  const child = spawn(process.execPath, args, { cwd: bench.folder, env: {} });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdout.resume();
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((exit) => child.on('close', exit));
  return { code, stderr };
}
