/** What a command loads before it can begin: counted, since every file costs time, and the machine's load does not count. */
import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';

afterEach(closeBenches);

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/src/main.cjs');
const PRELOAD = join(ROOT, 'test/support/loaded-modules.mjs');

interface Loaded {
  /** The files of ours, and how many characters Node had to read of them. */
  readonly own: readonly string[];
  readonly text: number;
  readonly packages: readonly string[];
  /** Parts of Node that are loaded when somebody asks for them. */
  readonly node: readonly string[];
}

async function loadedBy(args: readonly string[], cwd: string): Promise<Loaded> {
  const list = join(cwd, 'loaded.txt');
  await promisify(execFile)(process.execPath, ['--import', PRELOAD, MAIN, ...args], {
    cwd,
    env: { LOADED_MODULES: list },
  });
  const files = (await readFile(list, 'utf8')).split('\n');
  const own = files.filter((file) => file.startsWith(join(ROOT, 'dist')));
  const packages = files.flatMap(
    (file) => file.split('/node_modules/')[1]?.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? [],
  );
  const sizes = await Promise.all(own.map(async (file) => (await readFile(file, 'utf8')).length));
  return {
    own: own.map((file) => basename(file)),
    text: sizes.reduce((sum, size) => sum + size, 0),
    packages: [...new Set(packages)].sort(),
    node: files.flatMap((file) => (/^node:[^/]+$/.test(file) ? file : [])),
  };
}

test('--version loads one file, and little of Node', async () => {
  const bench = await openBench();
  const loaded = await loadedBy(['--version'], bench.folder);
  expect(loaded).toMatchObject({ own: ['main.cjs'], packages: [] });
  expect(loaded.text).toBeLessThan(120_000);
  for (const name of ['child_process', 'crypto', 'http', 'readline', 'tls', 'url', 'zlib'])
    expect(loaded.node).not.toContain(`node:${name}`);
});

test('validate loads what reads manifests, and nothing about mistakes in them', async () => {
  const bench = await openEstate();
  const loaded = await loadedBy(['validate'], bench.folder);
  expect(loaded).toMatchObject({
    own: ['main.cjs', 'main-manifests.cjs'],
    packages: [],
  });
  expect(loaded.text).toBeLessThan(850_000);
  for (const name of ['child_process', 'http', 'tls', 'zlib'])
    expect(loaded.node).not.toContain(`node:${name}`);
});

test('plan loads no package, no web server and nothing that watches', async () => {
  const bench = await openEstate();
  const { own, packages, text } = await loadedBy(['plan'], bench.folder);
  expect(packages).toEqual([]);
  expect(own).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/mistakes|service|start|watch-files/)]),
  );
  expect(text).toBeLessThan(1_600_000);
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
