/** What a run remembers of the manifests of an earlier one: it makes a difference to the time alone. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { SCHEMAS } from '../../src/manifests/schemas.ts';
import type { Clock } from '../../src/model/clock.ts';
import { type Bench, closeBenches } from '../support/bench.ts';
import { GROUP, openEstate } from '../support/estate.ts';
import { manifest } from '../support/manifests.ts';

afterEach(closeBenches);

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/src/main.cjs');
const PRELOAD = join(ROOT, 'test/support/counted-reads.mjs');

/** A minute after the manifests were written: what is younger is not remembered. */
const LATER: Clock = { now: () => Date.now() + 60_000, sleep: async () => {} };

async function validate(bench: Bench) {
  const { code, stdout, stderr } = await bench.cli(['validate', '-o', 'json'], { clock: LATER });
  expect(stderr).toBe('');
  return { code, ...JSON.parse(stdout) };
}

test('a mistake that comes with another file points into one that was not read again', async () => {
  const bench = await openEstate();
  await bench.write({ 'group.yaml': manifest('ServerGroup', 'orders', '{ servers: [mule-2] }') });
  await bench.write({
    'app.yaml': manifest(
      'Application',
      'x-api',
      '{ target: { serverGroup: orders }, artifact: { file: ./a.jar } }',
    ),
  });
  const before = await validate(bench);
  expect(before).toMatchObject({ code: 0, valid: true });
  expect(await validate(bench)).toEqual(before);
  await bench.write({ 'group.yaml': GROUP.replace('payments', 'other') });
  const { code, diagnostics } = await validate(bench);
  expect(code).toBe(1);
  expect(diagnostics).toContainEqual(
    expect.objectContaining({ origin: { file: 'app.yaml', line: 4, column: 32 } }),
  );
  await rm(bench.cache, { recursive: true });
  expect((await validate(bench)).diagnostics).toEqual(diagnostics);
});

/** The manifests and archives that the built command reads whole. */
async function readBy(bench: Bench, command = 'validate'): Promise<readonly string[]> {
  const list = `${bench.cache}-reads.txt`;
  await writeFile(list, '');
  await promisify(execFile)(process.execPath, ['--import', PRELOAD, MAIN, command], {
    cwd: bench.folder,
    env: { MULETEER_CACHE_DIR: bench.cache, COUNTED_READS: list },
  });
  const files = (await readFile(list, 'utf8')).split('\n').filter((file) => /\.(yaml|jar)$/.test(file));
  await rm(list);
  return files.map((file) => basename(file)).sort();
}

test('only what changed is read again', async () => {
  const bench = await openEstate();
  const others = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`s-${index}.yaml`, manifest('Server', `s-${index}`, '{}')]),
  );
  await bench.write(others);
  expect(await readBy(bench)).toHaveLength(21);
  await validate(bench);
  expect(await readBy(bench)).toEqual([]);
  await bench.write({ 's-7.yaml': manifest('Server', 's-77', '{}') });
  expect(await readBy(bench)).toEqual(['s-7.yaml']);
});

test('a plan after another reads no file of the repository, and asks seven times', async () => {
  const bench = await openEstate();
  expect(await readBy(bench, 'plan')).toEqual(['a.jar', 'a.jar', 'all.yaml']);
  await bench.cli(['plan'], { clock: LATER });
  const before = (await bench.log()).length;
  expect(await readBy(bench, 'plan')).toEqual([]);
  const asked = (await bench.log()).slice(before);
  expect(asked.map(({ method, path }) => `${method} ${path}`).length).toBe(7);
});

test('a plan is the same with it, without it, and with a damaged one', async () => {
  const bench = await openEstate();
  const plan = async () => {
    const { code, stdout } = await bench.cli(['plan', '-o', 'json'], { clock: LATER });
    return { code, plan: JSON.parse(stdout) };
  };
  const cold = await plan();
  expect(await plan()).toEqual(cold);
  for (const folder of ['files', 'archives']) {
    const names = await readdir(join(bench.cache, folder));
    expect(names).toHaveLength(1);
    for (const name of names) await writeFile(join(bench.cache, folder, name), 'damaged');
    expect(await plan()).toEqual(cold);
  }
});

test('which documents have the shape of their kind is not believed of other schemas', async () => {
  const bench = await openEstate();
  await bench.write({ 's.yaml': manifest('Server', 'mule-3', '{ expected: {} }') });
  expect(await validate(bench)).toMatchObject({ valid: false });
  const [name = ''] = await readdir(join(bench.cache, 'files'));
  const file = join(bench.cache, 'files', name);
  const [, json = ''] = (await readFile(file, 'utf8')).split('\n');
  const lying = json.replace('},false,', '},true,');
  await writeFile(file, `${createHash('sha256').update(lying).digest('hex')}\n${lying}`);
  expect(await validate(bench)).toMatchObject({ valid: true });
  Object.assign(SCHEMAS.Server, { $comment: 'another one' });
  onTestFinished(() => void Reflect.deleteProperty(SCHEMAS.Server, '$comment'));
  expect(await validate(bench)).toMatchObject({ valid: false });
});

test('an archive that changed is read again', async () => {
  const bench = await openEstate();
  const digest = async () => {
    const { stdout } = await bench.cli(['plan', '-o', 'json'], { clock: LATER });
    return [...new Set(stdout.match(/"sha1": "[0-9a-f]{40}"/g))];
  };
  const before = await digest();
  expect(before).toHaveLength(1);
  await bench.write({ 'a.jar': 'other' });
  expect(await digest()).not.toEqual(before);
});
