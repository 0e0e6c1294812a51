/** What is published, installed into an empty folder as its users do, and run there. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GROUP } from '../support/estate.ts';
import { documents, ENVIRONMENT, servers } from '../support/manifests.ts';

const ROOT = join(import.meta.dirname, '../..');
const LIMIT_MS = 180_000;
const NO_REGISTRY = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|ENETUNREACH/;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  const windows = process.platform === 'win32';
  return new Promise((resolve) => {
    const child = execFile(command, [...args], { cwd, shell: windows }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

/** Without a registry the package is unpacked, and the packages that it needs are those of this repository. */
async function install(tarball: string, folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries=0'];
  const installed = await run('npm', ['install', ...flags, tarball], folder);
  if (installed.code === 0) return;
  if (!NO_REGISTRY.test(installed.stderr)) throw new Error(installed.stderr);
  await run('tar', ['-xzf', tarball], folder);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'package/node_modules'));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', './package'], folder);
}

let outer: string;
let folder: string;
let contents: readonly string[];

beforeAll(async () => {
  outer = await mkdtemp(join(tmpdir(), 'muleteer-package-'));
  folder = await mkdtemp(join(outer, 'installed-'));
  // As it was built before the tests: building it again would pull it away from under the others.
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', outer], ROOT);
  const [about] = JSON.parse(packed.stdout) as [{ filename: string; files: readonly { path: string }[] }];
  contents = about.files.map(({ path }) => path);
  await install(join(outer, about.filename), folder);
}, LIMIT_MS);

afterAll(() => rm(outer, { recursive: true, force: true }));

describe('the package', () => {
  test('holds the program, the schemas and the examples, and nothing to build them from', () => {
    expect(contents).toContain('dist/src/main.cjs');
    expect(contents).toContain('schemas/application.schema.json');
    expect(contents).toContain('LICENSE');
    expect(contents.filter((path) => path.startsWith('examples/manifests/'))).not.toEqual([]);
    const unwanted = /^(src|sandbox|test|scripts|docs|bench|node_modules|\.)|\.(ts|map)$|\.(key|pem)$/;
    expect(contents.filter((path) => unwanted.test(path))).toEqual([]);
  });

  test(
    'says its version',
    async () => {
      const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
      expect(await run('npx', ['muleteer', '--version'], folder)).toMatchObject({
        code: 0,
        stdout: `${version}\n`,
      });
    },
    LIMIT_MS,
  );

  test(
    'writes a repository, from the examples and schemas that it holds',
    async () => {
      const flags = ['--organization', 'Acme', '--environment', 'Sandbox', '--ci', 'gitlab'];
      expect(await run('npx', ['muleteer', 'init', 'begun', ...flags], folder)).toMatchObject({ code: 0 });
      expect(await run('npx', ['muleteer', 'validate', '-q', 'begun'], folder)).toMatchObject({ code: 0 });
    },
    LIMIT_MS,
  );

  test(
    'plans against its own sandbox',
    async () => {
      const main = join(folder, 'node_modules/muleteer/dist/src/main.cjs');
      const sandbox = spawn(process.execPath, [main, 'sandbox', '--port', '0']);
      const ended = once(sandbox, 'exit');
      try {
        const [line] = (await once(createInterface({ input: sandbox.stdout }), 'line')) as [string];
        const { url } = JSON.parse(line) as { readonly url: string };
        const text = documents(ENVIRONMENT.replace('$URL', url), servers('mule-1'), GROUP);
        await writeFile(join(folder, 'estate.yaml'), text);
        expect(await run('npx', ['muleteer', 'plan', 'estate.yaml'], folder)).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('+ ServerGroup payments'),
        });
      } finally {
        sandbox.kill('SIGTERM');
        await ended;
      }
    },
    LIMIT_MS,
  );
});
