/** Where the record is, whose it is, and in which order apply finds reasons not to write. */
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { git } from '../git/work-trees.ts';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { openConsole } from '../support/console.ts';
import { openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { commit, ENV, groupFiles, openWorkTree, publishBench } from './git-bench.ts';

afterEach(closeBenches);

const CI = { ...ENV, CI: 'true' };
const REF = 'refs/muleteer/applied/production';

function apply(bench: Bench, flags: readonly string[] = [], env = ENV): Promise<CliResult> {
  return bench.cli(['apply', '--yes', ...flags], { env });
}

describe('in CI', () => {
  test('a record that would stay on the runner is refused, with nothing written', async () => {
    const bench = await openWorkTree(1);
    const refusal = {
      code: 3,
      error: /would stay on this runner/,
      hint: /--record-remote origin, --record file:PATH, or --record none/,
    };
    await expectFailure(await apply(bench, [], CI), refusal, bench);
    expect(await bench.cli(['plan'], { env: CI })).toMatchObject({ code: 0 });
    expect(await bench.cli(['drift'], { env: CI })).toMatchObject({ code: 0 });
  });

  test.each<readonly [string, readonly string[], string]>([
    ['--record none', ['--record', 'none'], ''],
    ['--record file:PATH', ['--record', 'file:record'], ''],
    ['--record-remote', ['--record-remote', 'origin'], ''],
    ['the manifest', [], 'record: { remote: origin }'],
  ])('%s is a word', async (_, flags, policy) => {
    const bench = await openWorkTree(1, policy);
    publishBench(bench);
    expect(await apply(bench, flags, CI)).toMatchObject({ code: 0 });
  });

  test.each([
    ['', 0],
    ['false', 0],
    ['0', 0],
    ['1', 3],
  ])('CI=%j', async (value, code) => {
    const bench = await openWorkTree(1);
    expect(await apply(bench, [], { ...ENV, CI: value as string })).toMatchObject({ code });
  });

  test('outside git there is none to lose', async () => {
    const bench = await openEstate();
    expect(await bench.cli(['apply', '--yes'], { env: CI })).toMatchObject({ code: 0 });
  });
});

test.each<readonly [string, readonly string[], string]>([
  ['the manifest', [], '  record: { remote: origin }\n'],
  ['a flag', ['--record-remote', 'origin'], ''],
])('a remote that %s names is missed outside git', async (_, flags, policy) => {
  const bench = await openBench();
  await bench.write({ 'all.yaml': documents(`${ENVIRONMENT}${policy}`, servers('mule-1')) });
  for (const command of ['plan', 'drift', 'apply']) {
    const result = await bench.cli([command, ...flags]);
    await expectFailure(result, { code: 1, error: /git/, hint: /--record file:PATH/ }, bench);
  }
});

describe('by default', () => {
  test("it is in the work tree's own repository, and touches nothing else there", async () => {
    const bench = await openWorkTree(1);
    const before = git(bench.folder, 'status', '--porcelain', '--branch');
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(git(bench.folder, 'for-each-ref', '--format=%(refname)')).toBe(
      ['refs/heads/main', REF].join('\n'),
    );
    expect(git(bench.folder, 'status', '--porcelain', '--branch')).toBe(before);
    const files = git(bench.folder, 'ls-tree', '-r', '--name-only', REF).split('\n');
    expect(files).toContain('resources/ServerGroup/group-0.json');
    expect(git(bench.folder, 'show', `${REF}:resources/ServerGroup/group-0.json`)).toContain(
      '"file": "groups/g-0.yaml"',
    );
  });

  test('plan and drift leave no trace', async () => {
    const bench = await openWorkTree(1);
    await bench.cli(['plan'], { env: ENV });
    await bench.cli(['drift'], { env: ENV });
    expect(git(bench.folder, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  test('from a subfolder it is the same one', async () => {
    const bench = await openWorkTree(2);
    await apply(bench);
    await bench.clearLog();
    const cwd = join(bench.folder, 'groups');
    expect(await bench.cli(['apply', '--yes'], { cwd, env: ENV })).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
    expect(git(bench.folder, 'show', `${REF}:resources/ServerGroup/group-1.json`)).toContain(
      '"groups/g-1.yaml"',
    );
  });
});

describe('a record of another estate stops', () => {
  const commands = ['plan', 'drift', 'apply'];

  test.each(commands)('%s, for an Environment', async (command) => {
    const world = { organizations: [{ name: 'Acme', environments: ['Sandbox', 'Live'] }] };
    const bench = await openBench(world);
    const file = (environment: string): string =>
      documents(
        ENVIRONMENT.replace('environment: Sandbox', `environment: ${environment}`),
        servers('mule-1'),
        manifest('ServerGroup', 'grp', '{ servers: [] }'),
      );
    await bench.write({ 'all.yaml': file('Sandbox') });
    expect(await apply(bench, ['--record', 'file:record'])).toMatchObject({ code: 0 });
    await bench.write({ 'all.yaml': file('Live') });
    await bench.clearLog();
    const result = await bench.cli([command, '--record', 'file:record']);
    await expectFailure(
      result,
      { code: 3, error: /record of production belongs to/, hint: /another name/ },
      bench,
    );
  });

  test.each(commands)('%s, for a Console', async (command) => {
    const bench = await openConsole([manifest('UserGroup', 'Ops', '{ permissions: [SERVER_VIEW] }')]);
    expect(await apply(bench, ['--record', 'file:record'])).toMatchObject({ code: 0 });
    const other = await openConsole([manifest('UserGroup', 'Ops', '{ permissions: [] }')]);
    const result = await other.cli([command, '--record', `file:${join(bench.folder, 'record')}`]);
    await expectFailure(result, { code: 3, error: /record of mmc belongs to/, hint: /another name/ }, other);
  });
});

test('apply finds its reasons in one order, and writes nothing for any of them', async () => {
  const policy = 'prune: owned';
  const bench = await openWorkTree(5, policy);
  expect(await apply(bench)).toMatchObject({ code: 0 });
  const reviewed = await bench.cli(['plan', '-o', 'json=../reviewed.json'], { env: ENV });
  expect(reviewed.code).toBe(0);
  git(bench.folder, 'checkout', '--quiet', '--orphan', 'other');
  const files = groupFiles(1, 'prune: owned');
  git(bench.folder, 'rm', '--quiet', '-r', '--cached', 'groups');
  for (const index of [1, 2, 3, 4])
    git(bench.folder, 'clean', '--quiet', '--force', `groups/g-${index}.yaml`);
  await commit(bench, files);
  await bench.clearLog();
  const all = ['--plan', '../reviewed.json', '--fail-on', 'guard'];
  const steps: readonly (readonly [RegExp, readonly string[], typeof ENV])[] = [
    [/--fail-on refuses/, all, CI],
    [/would stay on this runner/, all.slice(0, 2), CI],
    [/beyond a guard/, all.slice(0, 2), ENV],
    [/may not be applied from here/, [...all.slice(0, 2), '--allow-deletes', '9'], ENV],
  ];
  for (const [error, flags, env] of steps) {
    const result = await bench.cli(['apply', ...flags], { env });
    await expectFailure(result, { code: 3, error, hint: null }, bench);
    expect(result.stdout, 'the plan is shown first').toContain('- ServerGroup group-4');
  }
  await commit(bench, groupFiles(1, 'prune: owned, applyFrom: { forwardOnly: false }'.replace(', ', '\n  ')));
  const open = ['--allow-deletes', '9'];
  const stale = await bench.cli(['apply', ...open, '--plan', '../reviewed.json'], { env: ENV });
  await expectFailure(stale, { code: 3, error: /not the one that was reviewed/, hint: /group-4/ }, bench);
  const asked = await bench.cli(['apply', ...open], { env: ENV });
  await expectFailure(asked, { code: 1, error: /no terminal to ask on/, hint: /--yes/ }, bench);
});
