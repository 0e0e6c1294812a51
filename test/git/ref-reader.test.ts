import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRefReader } from '../../src/git/ref-reader.ts';
import { createGit, type Git } from '../../src/git/run-git.ts';

const ENV = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.test',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.test',
};

let folder = '';
let trace = '';
let git: Git;
const run = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: folder, env: ENV, encoding: 'utf8' }).trim();
const starts = (): number => readFileSync(trace, 'utf8').match(/"event":"start"/g)?.length ?? 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muleteer-test-'));
  trace = `${folder}-trace`;
  writeFileSync(trace, '');
  run('init', '--quiet');
  run('commit', '--quiet', '--allow-empty', '--message=one');
  git = createGit(folder, { ...ENV, GIT_TRACE2_EVENT: trace });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(trace);
});

test('many who ask at once start git twice at most', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `refs/muleteer/applied/t-${index}`);
  for (const name of names) run('update-ref', name, 'HEAD');
  const read = createRefReader(git);
  const first = read('refs/muleteer/applied/t-0');
  const answers = await Promise.all([first, ...names.map(read)]);
  expect(new Set(answers)).toEqual(new Set([run('rev-parse', 'HEAD')]));
  expect(starts()).toBeLessThanOrEqual(2);
});

test('a ref that is not there is null, and so is one whose name only begins like that of others', async () => {
  run('update-ref', 'refs/muleteer/applied/a/b', 'HEAD');
  const read = createRefReader(git);
  expect(await Promise.all([read('refs/muleteer/applied/none'), read('refs/muleteer/applied/a')])).toEqual([
    null,
    null,
  ]);
});

test('who asks after a change is told of it, also while another one is answered', async () => {
  const read = createRefReader(git);
  const ref = 'refs/muleteer/applied/moving';
  run('update-ref', ref, 'HEAD');
  const before = run('rev-parse', 'HEAD');
  const early = read(ref);
  await Promise.resolve();
  await Promise.resolve();
  run('commit', '--quiet', '--allow-empty', '--message=two');
  run('update-ref', ref, 'HEAD');
  const late = read(ref);
  expect([await late, [before, run('rev-parse', 'HEAD')].includes((await early) ?? '')]).toEqual([
    run('rev-parse', 'HEAD'),
    true,
  ]);
});

test('a name that git takes for none disturbs nobody else', async () => {
  run('update-ref', 'refs/muleteer/applied/good', 'HEAD');
  const read = createRefReader(git);
  const [bad, good] = await Promise.allSettled([read('--nonsense'), read('refs/muleteer/applied/good')]);
  expect(bad).toEqual({ status: 'fulfilled', value: null });
  expect(good).toEqual({ status: 'fulfilled', value: run('rev-parse', 'HEAD') });
});
