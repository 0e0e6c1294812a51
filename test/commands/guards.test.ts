/** Guards that count resources: what `apply` does not do on one person's word. `plan` shows it all the same. */
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { manifest } from '../support/manifests.ts';
import { apply, declareGroups, expectBlocked, type Groups, guardsOf, openGroups, RECORD } from './guarded.ts';

afterEach(closeBenches);

describe('deletions', () => {
  const OWNED = 'prune: owned';

  test('three are let through, a fourth is not; the plan shows them either way', async () => {
    const bench = await openGroups(6, OWNED);
    await declareGroups(bench, { count: 2, policy: OWNED });
    await expectBlocked(bench, 'maxDeletes', '--allow-deletes 4');
    expect(await guardsOf(bench)).toEqual([
      { target: 'mmc', rule: 'maxDeletes', limit: 3, actual: 4, verdict: 'block' },
    ]);
    const { stdout, code } = await bench.cli(['plan', '--detailed-exitcode', ...RECORD]);
    expect(code).toBe(2);
    expect(stdout).toContain('- UserGroup g-5');
    expect(stdout).toMatch(/apply will be refused/);
    await declareGroups(bench, { count: 3, policy: OWNED });
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(3);
  });

  test.each<readonly [string, Omit<Groups, 'count'>, readonly string[]]>([
    ['a flag', { policy: OWNED }, ['--allow-deletes', '4']],
    ['a number in the manifest', { policy: `${OWNED}, guards: { maxDeletes: 4 }` }, []],
    ['a share in the manifest', { policy: `${OWNED}, guards: { maxDeletes: 70% }` }, []],
    [
      'a reviewed goodbye to one of them',
      {
        policy: OWNED,
        more: [manifest('Removed', 'bye', '{ resource: UserGroup/g-5, action: delete, reason: gone }')],
      },
      [],
    ],
  ])('are raised by %s', async (_, groups, flags) => {
    const bench = await openGroups(6, OWNED);
    await declareGroups(bench, { count: 2, ...groups });
    expect(await apply(bench, ...flags)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(4);
  });

  test.each<readonly [share: string, left: number, blocked: boolean]>([
    // Ten managed resources, declared or recorded: 39 % are 3.9, and so three.
    ['39%', 7, false],
    ['39%', 6, true],
    ['40%', 6, false],
    // At least two, so that a small estate can be worked on.
    ['1%', 8, false],
    ['1%', 7, true],
  ])('a share of %s of ten, %i left', async (share, left, blocked) => {
    const policy = `${OWNED}, guards: { maxDeletes: ${share} }`;
    const bench = await openGroups(10, policy);
    await declareGroups(bench, { count: left, policy });
    if (blocked) await expectBlocked(bench, 'maxDeletes', `--allow-deletes ${10 - left}`);
    else expect(await apply(bench)).toMatchObject({ code: 0 });
  });

  test('one flag raises one guard only', async () => {
    const bench = await openGroups(8, OWNED);
    await declareGroups(bench, { count: 4, policy: OWNED });
    await expectBlocked(bench, 'maxDeletes', '--allow-deletes 4', '--allow-updates', '9', '--allow-empty');
  });
});

describe('updates', () => {
  test('half of the target, and not one more', async () => {
    const bench = await openGroups(6, '');
    await declareGroups(bench, { count: 6, changed: 4 });
    await expectBlocked(bench, 'maxUpdates', '--allow-updates 4');
    await declareGroups(bench, { count: 6, changed: 3 });
    expect(await apply(bench)).toMatchObject({ code: 0 });
  });

  test.each<readonly [string, string, readonly string[]]>([
    ['a flag', '', ['--allow-updates', '4']],
    ['the manifest', 'guards: { maxUpdates: 4 }', []],
  ])('are raised by %s', async (_, policy, flags) => {
    const bench = await openGroups(6, '');
    await declareGroups(bench, { count: 6, changed: 4, policy });
    expect(await apply(bench, ...flags)).toMatchObject({ code: 0 });
  });
});

describe('the empty desired set', () => {
  const OWNED = 'prune: owned';

  test('is refused, however little there was', async () => {
    const bench = await openGroups(1, OWNED);
    await declareGroups(bench, { count: 0, policy: OWNED });
    await expectBlocked(bench, 'allowEmpty', '--allow-empty');
    // Not to be had with the flag for deletions.
    await expectBlocked(bench, 'allowEmpty', '--allow-empty', '--allow-deletes', '9');
  });

  test.each<readonly [string, string, readonly string[]]>([
    ['a flag', OWNED, ['--allow-empty']],
    ['the manifest', `${OWNED}, guards: { allowEmpty: true }`, []],
  ])('but with %s', async (_, policy, flags) => {
    const bench = await openGroups(2, OWNED);
    await declareGroups(bench, { count: 0, policy });
    expect(await apply(bench, ...flags)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(2);
  });

  test('a target that never had anything is legal', async () => {
    const bench = await openBench();
    await declareGroups(bench, { count: 0, policy: 'prune: all' });
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
  });
});
