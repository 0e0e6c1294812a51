/** `apply --plan FILE` again, after the first one broke off. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Lab } from '../sandbox/support.ts';
import { type Bench, closeBenches } from '../support/bench.ts';
import { group, openConsole } from '../support/console.ts';
import { fault, openEstate, SERVER_GROUPS } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { applyReviewed, declareGroups, expectStale, RECORD, REFUSED, review } from './review.ts';

afterEach(closeBenches);

describe('the rest of it, where its own run broke off', () => {
  /** Three groups of a console, one call after the other; the second one is refused once. */
  async function openBroken(): Promise<Bench> {
    const bench = await openConsole(['one', 'two', 'three'].map((name) => group(name, 'VIEW_ALERTS')));
    await review(bench);
    await fault(bench, { method: 'POST', path: 'usergroups' }, { type: 'respond', status: 400 }, 1);
    expect(await applyReviewed(bench)).toMatchObject({ code: 4 });
    await bench.clearLog();
    return bench;
  }

  test('goes on, as often as it needs to', async () => {
    const bench = await openConsole(['one', 'two', 'three'].map((name) => group(name, 'VIEW_ALERTS')));
    await review(bench);
    for (const code of [4, 4, 0, 0]) {
      const skip = { match: { method: 'POST', path: 'usergroups' }, skip: 1, times: 9 };
      if (code !== 0)
        await bench.control('POST', 'faults', { ...skip, action: { type: 'respond', status: 400 } });
      expect(await applyReviewed(bench)).toMatchObject({ code });
      await bench.control('DELETE', 'faults');
    }
    const made = (await bench.log()).filter(({ write, status }) => write && status < 300);
    expect(made, 'each was made once').toHaveLength(3);
  });

  test('but not with something else in it', async () => {
    const bench = await openBroken();
    await declareGroups(bench, {
      one: 'VIEW_ALERTS',
      two: 'VIEW_ALERTS',
      three: 'VIEW_ALERTS',
      four: 'VIEW_ALERTS',
    });
    await expectStale(bench, /new: mmc\/UserGroup\/four;/);
  });

  test('and not what it had done, and somebody undid', async () => {
    const bench = await openBroken();
    expect(await new Lab(bench.sandbox).mmc('DELETE', '/usergroups/two')).toMatchObject({ status: 200 });
    await bench.clearLog();
    await expectStale(bench, /; not as reviewed: mmc\/UserGroup\/two; plan again/);
  });

  test('and not of another review', async () => {
    const bench = await openBroken();
    await review(bench);
    const { stdout } = await bench.cli(['plan', '-o', 'json', ...RECORD]);
    const plan = JSON.parse(stdout) as { fingerprint: string };
    const other = JSON.parse(await readFile(join(bench.folder, 'reviewed.json'), 'utf8')) as object;
    await bench.write({
      'reviewed.json': JSON.stringify({
        ...other,
        fingerprint: `sha256:${'0'.repeat(64)}`,
        resource_changes: [],
      }),
    });
    expect(plan.fingerprint).toMatch(/^sha256:/);
    await expectStale(bench, /new: /);
  });

  test('each target by itself', async () => {
    const bench = await openEstate();
    await declareGroups(bench, { one: 'VIEW_ALERTS' });
    await review(bench);
    await fault(bench, { method: 'POST', path: SERVER_GROUPS }, { type: 'respond', status: 400 });
    expect(await applyReviewed(bench)).toMatchObject({ code: 4 });
    await bench.settle();
    await bench.clearLog();
    await declareGroups(bench, { one: 'VIEW_ALERTS', two: 'VIEW_ALERTS' });
    await expectStale(bench, /; new: mmc\/UserGroup\/two; plan again/);
    await declareGroups(bench, { one: 'VIEW_ALERTS' });
    expect(await applyReviewed(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(2);
  });

  test('without a record nobody can tell', async () => {
    const bench = await openConsole(['one', 'two', 'three'].map((name) => group(name, 'VIEW_ALERTS')));
    await bench.cli(['plan', '-o', 'json=reviewed.json']);
    await fault(bench, { method: 'POST', path: 'usergroups' }, { type: 'respond', status: 400 }, 1);
    expect(await bench.cli(['apply', '--plan', 'reviewed.json'])).toMatchObject({ code: 4 });
    await bench.clearLog();
    const again = await bench.cli(['apply', '--plan', 'reviewed.json']);
    await expectFailure(again, { code: 3, error: REFUSED, hint: /no longer to be done/ }, bench);
  });
});
