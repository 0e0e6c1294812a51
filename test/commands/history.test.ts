/** `history`: who applied what, and when, newest first. */
import { afterEach, describe, expect, test } from 'vitest';
import { cloneOf, git } from '../git/work-trees.ts';
import { closeBenches } from '../support/bench.ts';
import { fault, openEstate, SERVER_GROUPS } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { ADA, commit, ENV, folderBeside, groupFiles, openWorkTree, publishBench } from './git-bench.ts';

afterEach(closeBenches);

const HOUR = 3_600_000;

/** Three runs: one group is made; two more, and one of them fails; the rest. */
async function openThreeRuns() {
  const bench = await openWorkTree(1);
  const first = git(bench.folder, 'rev-parse', 'HEAD');
  await bench.cli(['apply', '--yes'], { env: ADA });
  const second = await commit(bench, groupFiles(3));
  await fault(bench, { method: 'POST', path: `${SERVER_GROUPS}$` }, { type: 'respond', status: 400 });
  await bench.cli(['apply', '--yes', '--parallelism', '1'], { env: ADA, after: HOUR });
  await bench.cli(['apply', '--yes'], { env: ENV, after: 2 * HOUR });
  return { bench, first, second };
}

describe('tells every run, newest first', () => {
  test('as a table', async () => {
    const { bench, first, second } = await openThreeRuns();
    const { code, stdout, stderr } = await bench.cli(['history', 'production'], { env: ENV });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^TIME +COMMIT +AUTHOR +DONE$/);
    const [a, b] = [first.slice(0, 7), second.slice(0, 7)];
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(new RegExp(`^2024-06-01T02:00:\\d\\dZ +${b} +\\S.* 1 created · 1 call$`));
    expect(rows[1]).toMatch(
      new RegExp(`^2024-06-01T01:00:\\d\\dZ +${b} +Ada Ops +1 created · 1 call · stopped part-way$`),
    );
    expect(rows[2]).toMatch(new RegExp(`^2024-06-01T00:00:\\d\\dZ +${a} +Ada Ops +1 created · 1 call$`));
    // The columns stand below each other.
    expect(new Set(rows.map((row) => /\d created/.exec(row)?.index)).size).toBe(1);
  });

  test('as JSON', async () => {
    const { bench, second } = await openThreeRuns();
    const { stdout } = await bench.cli(['history', 'production', '-o', 'json'], { env: ENV });
    const told = JSON.parse(stdout) as { runs: readonly object[] };
    expect(told).toMatchObject({ target: 'production', record: 'refs/muleteer/applied/production' });
    expect(told.runs[1]).toEqual({
      time: expect.stringMatching(/^2024-06-01T01:00:\d\dZ$/),
      commit: second,
      author: 'Ada Ops <ada@example.test>',
      state: 'partial',
      created: 1,
      updated: 0,
      replaced: 0,
      deleted: 0,
      calls: 1,
    });
  });

  test('from the remote that keeps the record, whatever this clone knows', async () => {
    const bench = await openWorkTree(1, 'record: { remote: origin }');
    const bare = publishBench(bench);
    expect(await bench.cli(['apply', '--yes'], { env: ADA })).toMatchObject({ code: 0 });
    const clone = cloneOf(bare, folderBeside('clone'));
    const { stdout } = await bench.cli(['history', 'production'], { cwd: clone, env: ENV });
    expect(stdout).toContain('Ada Ops');
    await bench.clearLog();
    await bench.cli(['history', 'production'], { env: ENV });
    expect(await bench.log(), 'no service is asked').toEqual([]);
  });

  test('out of a file, where the record is one', async () => {
    const bench = await openEstate();
    const record = ['--record', 'file:record'];
    await bench.cli(['apply', '--yes', ...record]);
    const { stdout } = await bench.cli(['history', 'production', ...record]);
    expect(stdout).toMatch(/\n2024-06-01T00:00:\d\dZ +- +- +3 created · 3 calls\n$/);
  });
});

describe('of a target', () => {
  test('to which nothing was applied: it says so', async () => {
    const bench = await openWorkTree(1);
    const told = await bench.cli(['history', 'production'], { env: ENV });
    expect(told).toEqual({ code: 0, stdout: 'Nothing was applied to production yet.\n', stderr: '' });
    const { stdout } = await bench.cli(['history', 'production', '-o', 'json'], { env: ENV });
    expect(JSON.parse(stdout)).toMatchObject({ runs: [] });
  });

  test('that nobody declares: an error that names the others', async () => {
    const bench = await openWorkTree(1);
    const failure = { error: /no manifest declares the target prod\b/, hint: /production/ };
    for (const command of ['history', 'unlock']) {
      await expectFailure(await bench.cli([command, 'prod'], { env: ENV }), failure);
      const near = await bench.cli([command, 'prodution'], { env: ENV });
      await expectFailure(near, { error: /the target prodution/, hint: /did you mean production\?/ });
    }
  });

  test('that is not declared any more: what was applied is history all the same', async () => {
    const bench = await openWorkTree(1);
    await bench.cli(['apply', '--yes'], { env: ADA });
    await commit(bench, {
      'env.yaml': (groupFiles(0)['env.yaml'] ?? '').replace('name: production', 'name: live'),
    });
    const { code, stdout } = await bench.cli(['history', 'production'], { env: ENV });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Ada Ops') });
  });

  test('whose manifests lie elsewhere, and have mistakes', async () => {
    const bench = await openWorkTree(1);
    await bench.cli(['apply', '--yes'], { env: ADA });
    await bench.write({
      'groups/broken.yaml': (groupFiles(1)['groups/g-0.yaml'] ?? '').replace('servers', 'server'),
    });
    const outside = await openEstate();
    const args = ['history', 'production', '--path', bench.folder];
    const { code, stdout } = await bench.cli(args, { cwd: outside.folder, env: ENV });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Ada Ops') });
  });

  test('without any record: an error that says how to keep one', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['history', 'production']);
    await expectFailure(result, { error: /no record is kept/, hint: /--record file:PATH/ });
  });
});
