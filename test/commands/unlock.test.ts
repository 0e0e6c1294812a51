/** `unlock`: the lock of a run that never came back. */
import { afterEach, describe, expect, test } from 'vitest';
import { cloneOf, git } from '../git/work-trees.ts';
import { type Bench, type CliOptions, type CliResult, closeBenches } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { type DeadRun, leaveLock } from './dead-run.ts';
import { ENV, folderBeside, openWorkTree, publishBench } from './git-bench.ts';

afterEach(closeBenches);

const RECORD = ['--record', 'file:record'];
const LEASE = 900_000;

const DEAD = { host: 'bench', process: 1, isAlive: () => false };
const ALIVE = { host: 'bench', process: 1, isAlive: () => true };
const HERE: DeadRun = { host: 'bench', process: 4711, author: 'Ada Ops <ada@example.test>', leaseMs: LEASE };
const ELSEWHERE: DeadRun = { ...HERE, host: 'runner-7' };

async function openLocked(run: DeadRun): Promise<Bench> {
  const bench = await openEstate();
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  await leaveLock(bench, run);
  await bench.clearLog();
  return bench;
}

function unlock(bench: Bench, options: CliOptions = {}, ...flags: readonly string[]): Promise<CliResult> {
  return bench.cli(['unlock', 'production', ...RECORD, ...flags], options);
}

function apply(bench: Bench, options: CliOptions = {}): Promise<CliResult> {
  return bench.cli(['apply', '--yes', ...RECORD], options);
}

const UNLOCKED =
  /^Unlocked production: the run of Ada Ops <ada@example\.test> on \S+, process 4711 held it; 0 of its 2 calls were recorded as done\.\n$/;

test('nothing is locked: it says so', async () => {
  const bench = await openEstate();
  const nothing = { code: 0, stdout: 'Nothing to do: production is not locked.\n', stderr: '' };
  expect(await unlock(bench)).toEqual(nothing);
  await apply(bench);
  expect(await unlock(bench)).toEqual(nothing);
});

describe('a run that is certainly dead needs no question', () => {
  test('its process is gone', async () => {
    const bench = await openLocked(HERE);
    const { code, stdout } = await unlock(bench, { runner: DEAD });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(UNLOCKED) });
    expect(await unlock(bench, { runner: DEAD })).toMatchObject({
      stdout: expect.stringContaining('not locked'),
    });
    expect(await bench.log(), 'no service is asked').toEqual([]);
  });

  test('elsewhere, and its lease is over', async () => {
    const bench = await openLocked(ELSEWHERE);
    const { code, stdout } = await unlock(bench, { after: LEASE + 60_000 });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(UNLOCKED) });
  });
});

describe.each<readonly [string, DeadRun, RegExp]>([
  ['its process is there', HERE, /process 4711 is running on this host/],
  ['elsewhere, and its lease goes on', ELSEWHERE, /its lease ends at 2024-06-01T00:1\d:\d\dZ/],
])('a run that may be alive (%s)', (_, run, doubt) => {
  test('is kept where nobody can be asked', async () => {
    const bench = await openLocked(run);
    await expectFailure(await unlock(bench, { runner: ALIVE }), { error: doubt, hint: /unlock with --yes/ });
    await expectFailure(await apply(bench, { runner: ALIVE }), {
      code: 3,
      error: /Ada Ops .* is applying/,
      hint: /unlock/,
    });
  });

  test('is kept where the answer is no', async () => {
    const bench = await openLocked(run);
    const result = await unlock(bench, { runner: ALIVE, answer: 'y' });
    expect(result).toEqual({ code: 1, stdout: '', stderr: 'Not unlocked.\n' });
    expect(await apply(bench, { runner: ALIVE })).toMatchObject({ code: 3 });
  });

  test('is not what was asked about when another has begun meanwhile, which is kept', async () => {
    const bench = await openLocked(run);
    const answer = async (): Promise<string> => {
      await unlock(bench, { runner: ALIVE }, '--yes');
      await leaveLock(bench, { ...run, id: 'next-run' });
      return 'yes';
    };
    await expectFailure(await unlock(bench, { runner: ALIVE, answer }), {
      code: 3,
      error: /has changed just now/,
      hint: /another has begun/,
    });
    expect(await apply(bench, { runner: ALIVE })).toMatchObject({ code: 3 });
  });

  test.each<readonly [string, readonly string[], CliOptions]>([
    ['the answer is yes', [], { answer: 'yes' }],
    ['of --yes', ['--yes'], {}],
  ])('goes because %s', async (_unused, flags, options) => {
    const bench = await openLocked(run);
    const { code, stdout } = await unlock(bench, { runner: ALIVE, ...options }, ...flags);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(UNLOCKED) });
    expect(await apply(bench, { runner: ALIVE })).toMatchObject({ code: 0 });
  });
});

test('the machine is named as people call it, without what tells its starts apart', async () => {
  const bench = await openLocked({ ...ELSEWHERE, host: 'runner-7 0a1b2c3d pid:[4026531836]' });
  const { stderr } = await apply(bench, { runner: ALIVE });
  expect(stderr).toContain(' on runner-7 is applying production ');
  const { stdout } = await unlock(bench, { runner: ALIVE }, '--yes');
  expect(stdout).toContain(' on runner-7, process 4711 held it');
});

test('at the remote that keeps the record, for everybody', async () => {
  const bench = await openWorkTree(1, 'record: { remote: origin }');
  const bare = publishBench(bench);
  // A run that dies at its first call: its lock is at the remote by then.
  const ref = 'refs/muleteer/applied/production';
  await bench.cli(['apply', '--yes'], { env: ENV });
  const chain = git(bare, 'log', '--format=%H %s', ref).split('\n');
  const begin = chain.find((line) => line.includes(' begin '))?.slice(0, 40) ?? '';
  git(bare, 'update-ref', ref, begin);
  git(bench.folder, 'update-ref', ref, begin);
  const clone = cloneOf(bare, folderBeside('clone'));
  const elsewhere = { host: 'other', process: 1, isAlive: () => true };
  const options = { cwd: clone, env: ENV, runner: elsewhere };
  expect(await bench.cli(['apply', '--yes'], options)).toMatchObject({ code: 3 });
  expect(await bench.cli(['unlock', 'production', '--yes'], options)).toMatchObject({ code: 0 });
  expect(git(bare, 'log', '-1', '--format=%s', ref)).toMatch(/^unlock/);
  expect(await bench.cli(['apply', '--yes'], options)).toMatchObject({ code: 0 });
});
