/** What a command loads before it can begin: counted, since every file costs time, and the machine's load does not count. */
import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';

afterEach(closeBenches);

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/src/main.js');
const PRELOAD = join(ROOT, 'test/support/loaded-modules.mjs');

interface Loaded {
  /** How many files of ours. */
  readonly own: number;
  readonly packages: readonly string[];
}

async function loadedBy(args: readonly string[], cwd: string): Promise<Loaded> {
  const list = join(cwd, 'loaded.txt');
  await promisify(execFile)(process.execPath, ['--import', PRELOAD, MAIN, ...args], {
    cwd,
    env: { LOADED_MODULES: list },
  });
  const files = [...new Set((await readFile(list, 'utf8')).split('\n'))].filter((file) => file !== '');
  const packages = files.flatMap(
    (file) => file.split('/node_modules/')[1]?.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? [],
  );
  return {
    own: files.filter((file) => file.startsWith(join(ROOT, 'dist'))).length,
    packages: [...new Set(packages)].sort(),
  };
}

test('--version loads the command line, and no command', async () => {
  const bench = await openBench();
  const loaded = await loadedBy(['--version'], bench.folder);
  expect(loaded).toEqual({ own: 3, packages: [] });
});

test('validate loads what reads manifests', async () => {
  const bench = await openEstate();
  const loaded = await loadedBy(['validate'], bench.folder);
  expect(loaded.packages).toEqual([]);
  expect(loaded.own).toBeLessThanOrEqual(5);
});

test('plan loads no web server, and no compiler of schemas', async () => {
  const bench = await openEstate();
  const { packages } = await loadedBy(['plan'], bench.folder);
  expect(packages).toContain('undici');
  expect(
    packages.filter((name) => ['ajv', 'fastify', 'pino', 'chokidar', 'prom-client', 'diff'].includes(name)),
  ).toEqual([]);
});

test('the validators that were compiled ahead say what Ajv says', async () => {
  const bench = await openBench();
  await cp(join(ROOT, 'test/fixtures/broken'), bench.folder, { recursive: true });
  const here = await bench.cli(['validate', '-o', 'json']);
  const built = await promisify(execFile)(process.execPath, [MAIN, 'validate', '-o', 'json'], {
    cwd: bench.folder,
    env: {},
    maxBuffer: 2 ** 26,
  }).catch((error: { readonly stdout: string }) => error);
  const { diagnostics } = JSON.parse(built.stdout);
  expect(diagnostics.length).toBeGreaterThan(100);
  expect(diagnostics).toEqual(JSON.parse(here.stdout).diagnostics);
});
