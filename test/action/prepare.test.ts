/** The step that builds the action from its own checkout. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderBeside } from '../commands/git-bench.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A checkout of the action, and an npm that only writes down what it was asked for. */
function openCheckout(): {
  readonly folder: string;
  run(...flags: string[]): { code: number | null; text: string };
} {
  const folder = folderBeside('muleteer');
  mkdirSync(join(folder, 'action'), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  for (const file of ['action/prepare.js', 'package.json']) cpSync(join(ROOT, file), join(folder, file));
  writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\necho "npm $*"\n[ "$NPM_FAILS" != "$1" ]\n');
  chmodSync(join(folder, 'bin/npm'), 0o755);
  return {
    folder,
    run: (...flags) => {
      const [fails = ''] = flags.filter((flag) => !flag.startsWith('-'));
      const { status, stdout } = spawnSync(
        process.execPath,
        [...flags.filter((flag) => flag.startsWith('-')), join(folder, 'action/prepare.js')],
        {
          env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`, NPM_FAILS: fails },
          encoding: 'utf8',
        },
      );
      return { code: status, text: stdout };
    },
  };
}

const BUILT = 'npm ci --include=dev --ignore-scripts --no-audit --no-fund\nnpm run build\n';

describe('the first step', () => {
  test('installs and builds, and does so once', () => {
    const { folder, run } = openCheckout();
    expect(run()).toEqual({ code: 0, text: BUILT });
    mkdirSync(join(folder, 'node_modules'));
    cpSync(join(ROOT, 'package.json'), join(folder, 'dist/package.json'), { recursive: true });
    expect(run(), 'half a build').toEqual({ code: 0, text: BUILT });
    mkdirSync(join(folder, 'dist/action'));
    writeFileSync(join(folder, 'dist/action/main.js'), '');
    expect(run()).toEqual({ code: 0, text: '' });
    writeFileSync(join(folder, 'dist/package.json'), '{ "version": "0.0.1" }');
    expect(run(), 'a build of another version').toEqual({ code: 0, text: BUILT });
  });

  test.each([
    ['ci', /::error::the packages of Muleteer could not be installed, see above\n$/],
    ['run', /::error::Muleteer could not be built, see above\n$/],
  ])('says that npm %s failed', (fails, message) => {
    expect(openCheckout().run(fails)).toMatchObject({ code: 1, text: expect.stringMatching(message) });
  });

  test('says so on a Node that is too old', () => {
    const old =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.1' } })";
    const flag = `--import=data:text/javascript,${encodeURIComponent(old)}`;
    expect(openCheckout().run(flag)).toEqual({
      code: 1,
      text: '::error::this is Node 20.18.1, Muleteer needs 20.19 or newer: add actions/setup-node before it\n',
    });
  });

  test('the build that the tests use is what it would build', () => {
    expect(existsSync(join(ROOT, 'dist/action/main.js'))).toBe(true);
    const { version } = JSON.parse(readFileSync(join(ROOT, 'dist/package.json'), 'utf8'));
    expect(
      execFileSync(process.execPath, [join(ROOT, 'dist/src/main.cjs'), '--version'], { encoding: 'utf8' }),
    ).toBe(`${version}\n`);
  });
});
