/** `apply --plan FILE`: what was reviewed, and nothing else. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Lab } from '../sandbox/support.ts';
import { closeBenches } from '../support/bench.ts';
import { group, openConsole } from '../support/console.ts';
import { openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { applyReviewed, declareGroups, expectStale, RECORD, REFUSED, review } from './review.ts';

afterEach(closeBenches);

describe('the same plan', () => {
  test('is carried out, without a question', async () => {
    const bench = await openEstate();
    await review(bench);
    expect(await applyReviewed(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(3);
  });

  test('is the same with other flags that change no call, and a report may go into its file', async () => {
    const bench = await openEstate();
    await review(bench, '--all');
    expect(await applyReviewed(bench, '--parallelism', '1', '-o', 'json=reviewed.json')).toMatchObject({
      code: 0,
    });
    const report = JSON.parse(await readFile(join(bench.folder, 'reviewed.json'), 'utf8'));
    expect(report).toMatchObject({ complete: true });
  });

  test('whatever else is live', async () => {
    const bench = await openEstate();
    await review(bench);
    await bench.control('POST', 'servers/mule-6', { status: 'DISCONNECTED' });
    expect(await applyReviewed(bench)).toMatchObject({ code: 0 });
  });

  test('with nothing left to do is done', async () => {
    const bench = await openEstate();
    await review(bench);
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    await bench.settle();
    await bench.clearLog();
    expect(await applyReviewed(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
  });
});

describe('another plan is refused, with nothing written, and told apart', () => {
  test.each<readonly [string, Readonly<Record<string, string>>, RegExp]>([
    ['changed', { one: 'SERVER_VIEW', two: 'VIEW_ALERTS' }, /not as reviewed: mmc\/UserGroup\/one;/],
    [
      'new',
      { one: 'VIEW_ALERTS', two: 'VIEW_ALERTS', three: 'VIEW_ALERTS' },
      /; new: mmc\/UserGroup\/three;/,
    ],
    ['gone', { two: 'VIEW_ALERTS' }, /no longer to be done: mmc\/UserGroup\/one;/],
    [
      'all of it',
      { one: 'SERVER_VIEW', three: 'VIEW_ALERTS' },
      /not as reviewed: mmc\/UserGroup\/one; new: mmc\/UserGroup\/three; no longer to be done: mmc\/UserGroup\/two;/,
    ],
  ])('%s', async (_, now, hint) => {
    const bench = await openConsole([group('one', 'VIEW_ALERTS'), group('two', 'VIEW_ALERTS')]);
    await review(bench);
    await declareGroups(bench, now);
    await expectStale(bench, hint);
  });

  test('what is live moved on', async () => {
    const bench = await openConsole([group('Ops', 'VIEW_ALERTS')]);
    await review(bench);
    await new Lab(bench.sandbox).mmc('PUT', '/usergroups/Ops', {
      name: 'Ops',
      description: '',
      permissions: [],
    });
    await bench.clearLog();
    await expectStale(bench, /not as reviewed: mmc\/UserGroup\/Ops;/);
  });

  test('what moved there and back is as it was reviewed', async () => {
    const bench = await openConsole([group('Ops', 'VIEW_ALERTS')]);
    await review(bench);
    await bench.cli(['apply', '--yes', ...RECORD]);
    await bench.control('POST', 'reset');
    await bench.clearLog();
    expect(await applyReviewed(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(1);
  });

  test('many: the first three, and how many more', async () => {
    const bench = await openConsole([group('one', 'VIEW_ALERTS')]);
    await review(bench);
    const names = ['a', 'b', 'c', 'd', 'e'];
    await declareGroups(bench, {
      one: 'VIEW_ALERTS',
      ...Object.fromEntries(names.map((name) => [name, 'VIEW_ALERTS'])),
    });
    await expectStale(bench, /new: mmc\/UserGroup\/a, mmc\/UserGroup\/b, mmc\/UserGroup\/c and 2 more;/);
  });

  test('another selection, and one path less', async () => {
    const bench = await openEstate();
    await review(bench);
    const only = ['--only', 'production/ServerGroup/payments'];
    await expectFailure(
      await applyReviewed(bench, ...only),
      { code: 3, error: REFUSED, hint: /no longer/ },
      bench,
    );
  });
});

test('the help says what a person who comes from elsewhere has to know', async () => {
  const bench = await openConsole([]);
  const { stdout } = await bench.cli(['apply', '--help']);
  expect(stdout.replace(/\s+/g, ' ')).toMatch(
    /--plan <file> [^-]*`plan -o json=FILE` wrote, without asking.* the same paths and selection/,
  );
});
