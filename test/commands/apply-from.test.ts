/** Where a target may be applied from: which branch, how clean, and never backwards. */
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ciCheckout, cloneOf, git } from '../git/work-trees.ts';
import { type Bench, type CliResult, closeBenches } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { commit, ENV, folderBeside, groupFiles, openWorkTree, publishBench } from './git-bench.ts';

afterEach(closeBenches);

function apply(bench: Bench, cwd = bench.folder, ...flags: readonly string[]): Promise<CliResult> {
  return bench.cli(['apply', '--yes', ...flags], { cwd, env: ENV });
}

async function expectRefused(result: CliResult, error: RegExp, hint: RegExp): Promise<void> {
  await expectFailure(result, { code: 3, error, hint });
  expect(result.stderr).toMatch(/nothing was written; .*\(env\.yaml:1\)/);
}

describe('forwardOnly', () => {
  test("last week's commit is refused, with nothing written; plan shows it all the same", async () => {
    const bench = await openWorkTree(1);
    const old = git(bench.folder, 'rev-parse', 'HEAD');
    await commit(bench, groupFiles(2));
    expect(await apply(bench)).toMatchObject({ code: 0 });
    git(bench.folder, 'checkout', '--quiet', old);
    await bench.clearLog();
    await expectRefused(
      await apply(bench),
      /commit \w{7} is older than \w{7}, which was applied last/,
      /revert/,
    );
    expect(await bench.writes()).toEqual([]);
    expect(await bench.cli(['plan'], { env: ENV })).toMatchObject({ code: 0 });
  });

  test('a revert is a new commit, and goes', async () => {
    const bench = await openWorkTree(1, 'prune: owned');
    await apply(bench);
    await commit(bench, groupFiles(2, 'prune: owned'), 'two');
    expect(await apply(bench)).toMatchObject({ code: 0 });
    git(bench.folder, 'revert', '--no-edit', 'HEAD');
    await bench.clearLog();
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([expect.stringMatching(/^DELETE /)]);
  });

  test('the same commit again is no step back', async () => {
    const bench = await openWorkTree(1);
    await apply(bench);
    expect(await apply(bench)).toMatchObject({ code: 0 });
  });

  test('a branch that does not hold what was applied is refused, unless the manifest says otherwise', async () => {
    const bench = await openWorkTree(1);
    git(bench.folder, 'checkout', '--quiet', '-b', 'feature');
    await commit(bench, groupFiles(2), 'feature');
    await apply(bench);
    git(bench.folder, 'checkout', '--quiet', 'main');
    await commit(bench, groupFiles(3), 'main goes on');
    await bench.clearLog();
    await expectRefused(await apply(bench), /does not follow/, /merge or rebase/);
    expect(await bench.writes()).toEqual([]);
    await commit(bench, groupFiles(3, 'applyFrom: { forwardOnly: false }'));
    expect(await apply(bench)).toMatchObject({ code: 0 });
  });

  test('a rewritten history, of which nobody can tell, is refused', async () => {
    const bench = await openWorkTree(1);
    await apply(bench);
    git(bench.folder, 'checkout', '--quiet', '--orphan', 'new');
    await commit(bench, {}, 'anew');
    git(bench.folder, 'branch', '-D', 'main');
    git(bench.folder, 'reflog', 'expire', '--expire=now', '--all');
    git(bench.folder, 'gc', '--quiet', '--prune=now');
    await expectRefused(await apply(bench), /does not follow|nobody can tell/, /forwardOnly: false/);
  });

  test('a shallow clone is deepened, whether it may go or not', async () => {
    const policy = 'record: { remote: origin }';
    const bench = await openWorkTree(1, policy);
    const old = git(bench.folder, 'rev-parse', 'HEAD');
    const bare = publishBench(bench);
    await apply(bench);
    for (const count of [2, 3, 4]) await commit(bench, groupFiles(count, policy));
    git(bench.folder, 'push', '--quiet', 'origin', 'main');
    const tip = git(bench.folder, 'rev-parse', 'HEAD');
    const runner = ciCheckout(bare, folderBeside('runner'), tip);
    expect(git(runner, 'rev-list', '--count', 'HEAD')).toBe('1');
    expect(await apply(bench, runner)).toMatchObject({ code: 0 });
    await bench.clearLog();
    const late = ciCheckout(bare, folderBeside('late'), old);
    await expectRefused(await apply(bench, late), /is older than/, /revert/);
    expect(await bench.writes()).toEqual([]);
  });
});

describe('branch', () => {
  const MAIN = 'applyFrom: { branch: main }';

  test('another one is refused, a checkout of one of its commits is not', async () => {
    const bench = await openWorkTree(1, MAIN);
    const bare = publishBench(bench);
    git(bench.folder, 'checkout', '--quiet', '-b', 'feature');
    await expectRefused(await apply(bench), /is not of branch main/, /apply from main/);
    expect(await bench.writes()).toEqual([]);
    const tip = git(bench.folder, 'rev-parse', 'HEAD');
    const runner = ciCheckout(bare, folderBeside('runner'), tip);
    expect(await apply(bench, runner, '--record-remote', 'origin')).toMatchObject({ code: 0 });
    const clone = cloneOf(bare, folderBeside('clone'));
    expect(await apply(bench, clone, '--record-remote', 'origin')).toMatchObject({ code: 0 });
  });

  test('where there is no git, nobody can tell', async () => {
    const bench = await openEstate();
    appendFileSync(join(bench.folder, 'all.yaml'), '');
    await bench.write({ 'env.yaml': groupFiles(0, MAIN)['env.yaml'] ?? '', 'all.yaml': '# nothing\n' });
    await expectRefused(await bench.cli(['apply', '--yes']), /there is no commit/, /git clone/);
  });
});

describe('clean', () => {
  const CLEAN = 'applyFrom: { clean: true }';

  test('uncommitted changes are refused, a plan of them is not', async () => {
    const bench = await openWorkTree(1, CLEAN);
    await bench.write({
      'groups/g-0.yaml': groupFiles(1)['groups/g-0.yaml']?.replace('group-0', 'group-9') ?? '',
    });
    await expectRefused(await apply(bench), /not committed/, /commit or stash/);
    expect(await bench.writes()).toEqual([]);
    expect(await bench.cli(['plan'], { env: ENV })).toMatchObject({ code: 0 });
    await commit(bench, {});
    expect(await apply(bench)).toMatchObject({ code: 0 });
  });

  test('a report of ours beside the manifests is no change', async () => {
    const bench = await openWorkTree(1, CLEAN);
    expect(await apply(bench, bench.folder, '-o', 'json=report.json', '-o', 'text')).toMatchObject({
      code: 0,
    });
  });

  test('nor are the plan that was reviewed, and what an earlier command left', async () => {
    const bench = await openWorkTree(1, CLEAN);
    const plan = ['plan', '-o', 'json=out/plan.json'];
    expect(await bench.cli(plan, { env: ENV })).toMatchObject({ code: 0 });
    expect(await bench.cli(plan, { env: ENV })).toMatchObject({ code: 0 });
    const reviewed = ['apply', '--plan', 'out/plan.json', '-o', 'json=out/report.json'];
    await bench.write({ 'out/other.json': '{}' });
    await expectRefused(await bench.cli(reviewed, { env: ENV }), /not committed/, /commit or stash/);
    expect(await bench.writes()).toEqual([]);
    rmSync(join(bench.folder, 'out/other.json'));
    expect(await bench.cli(reviewed, { env: ENV })).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(1);
  });

  test('without it they may be applied, and the record says so', async () => {
    const bench = await openWorkTree(1);
    await bench.write({ 'groups/g-1.yaml': groupFiles(2)['groups/g-1.yaml'] ?? '' });
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(git(bench.folder, 'log', '-1', '--format=%s', 'refs/muleteer/applied/production')).toContain(
      '-dirty',
    );
  });
});
