/** `hold`: an incident's hold without a commit, and what plans, applies and drifts make of it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { cloneOf, git } from '../git/work-trees.ts';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { byHand } from './by-hand.ts';
import { ADA, commit, ENV, folderBeside, openWorkTree, publishBench } from './git-bench.ts';
import { withPolicy } from './guarded.ts';
import { RECORD } from './review.ts';
import { bothPlans, expectSame } from './snapshots.ts';

afterEach(closeBenches);

const HOUR = 3_600_000;
const ORDERS = 'production/Application/ord-api@mule-2';
const ADA_HOLDS = ['--reason', 'INC-42', '--until', '4h', '--owner', 'Ada'];

interface Told {
  readonly targets: readonly { readonly holds: readonly object[] }[];
  readonly resource_changes: readonly {
    readonly address: string;
    readonly status: string;
    readonly waiting: readonly object[];
  }[];
  readonly calls: readonly { readonly address: string }[];
  readonly summary: Readonly<Record<string, number>>;
}

function json<T = Told>({ code, stdout, stderr }: CliResult): T {
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

async function planOf(bench: Bench, after = 0): Promise<Told> {
  return json(await bench.cli(['plan', '-o', 'json', ...RECORD], { after }));
}

async function hold(bench: Bench, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await bench.cli(['hold', ...args, '-q', ...RECORD]);
  expect(code, stderr).toBe(0);
  return stdout;
}

function statuses({ resource_changes }: Told): Readonly<Record<string, string>> {
  return Object.fromEntries(resource_changes.map(({ address, status }) => [address, status]));
}

describe('a resource that is held', () => {
  test('is shown and left alone, by plan and apply, and the rest goes on', async () => {
    const bench = await openEstate();
    expect(await hold(bench, ORDERS, ...ADA_HOLDS)).toBe(
      `Held ${ORDERS} until 2024-06-01T04:00:00Z, by Ada: INC-42\n`,
    );
    const told = await planOf(bench);
    expect(told.resource_changes.find(({ address }) => address === ORDERS)).toMatchObject({
      status: 'held',
      waiting: [
        {
          reason: 'hold',
          message: 'held by Ada until 2024-06-01T04:00:00Z: INC-42',
          until: '2024-06-01T04:00:00Z',
        },
      ],
    });
    expect(told).toMatchObject({ summary: { held: 1, create: 2, calls: 2 } });
    const { stdout } = await bench.cli(['apply', '--yes', ...RECORD]);
    expect(stdout.replace(/\s+/g, ' ')).toContain('held: by Ada until 2024-06-01T04:00:00Z: INC-42');
    expect(await bench.writes()).toHaveLength(2);
  });

  test('goes when the hold is over', async () => {
    const bench = await openEstate();
    await hold(bench, ORDERS, ...ADA_HOLDS);
    expect((await planOf(bench, 4 * HOUR - 1)).summary).toMatchObject({ held: 1 });
    const after = await planOf(bench, 4 * HOUR);
    expect(after).toMatchObject({ targets: [{ holds: [] }], summary: { held: 0, calls: 3 } });
  });

  test('is named where it would not change', async () => {
    const bench = await openEstate();
    await bench.cli(['apply', '--yes', ...RECORD]);
    await bench.settle();
    await hold(bench, ORDERS, ...ADA_HOLDS);
    const told = {
      address: ORDERS,
      reason: 'INC-42',
      owner: 'Ada',
      since: '2024-06-01T00:00:00Z',
      until: '2024-06-01T04:00:00Z',
    };
    const text = 'Application/ord-api@mule-2 held by Ada until 2024-06-01T04:00:00Z: INC-42';
    for (const command of ['plan', 'drift']) {
      const result = await bench.cli([command, '-o', 'json', ...RECORD]);
      expect(json(result), command).toMatchObject({ targets: [{ holds: [told] }], resource_changes: [] });
      const { stdout } = await bench.cli([command, ...RECORD]);
      expect(stdout.replace(/\s+/g, ' '), command).toContain(`on hold: ${text}`);
      const markdown = await bench.cli([command, '-o', 'markdown', ...RECORD]);
      expect(markdown.stdout, command).toMatch(/\*\*On hold:\*\*\n\n- .*ord-api.*held by Ada/);
    }
  });

  test('keeps its place from going, which would take it along', async () => {
    const members = (ip: string) => `{ multicast: true, servers: [{ name: mule-1${ip} }] }`;
    const bench = await openBench();
    const write = (spec: string) =>
      bench.write({
        'all.yaml': documents(
          withPolicy(ENVIRONMENT, 'guards: { maxIrreversible: 9, maxRestarts: 100% }'),
          servers('mule-1'),
          manifest('Cluster', 'orders', spec),
          manifest('Application', 'ord-api', '{ target: { cluster: orders }, artifact: { file: ./a.jar } }'),
        ),
        'a.jar': 'bytes',
      });
    await write(members(''));
    await bench.cli(['apply', '--yes', ...RECORD]);
    await bench.settle();
    // Another multicast: the cluster is made anew.
    await write(members(', ip: 10.0.0.11').replace('multicast: true', 'multicast: false'));
    expect((await planOf(bench)).summary).toMatchObject({ replace: 2, held: 0 });
    await hold(bench, 'production/Application/ord-api@orders', ...ADA_HOLDS);
    const told = await planOf(bench);
    expect(told).toMatchObject({ calls: [], summary: { replace: 0, held: 2 } });
    expect(told.resource_changes.find(({ address }) => address.includes('Cluster'))).toMatchObject({
      waiting: [{ message: expect.stringMatching(/^it goes with .*ord-api@orders: held by Ada/) }],
    });
  });

  test('keeps its place from being deleted, with which it would go', async () => {
    const bench = await openBench();
    const target = withPolicy(ENVIRONMENT, 'prune: owned');
    await bench.write({
      'all.yaml': documents(
        target,
        servers('mule-1'),
        manifest('Cluster', 'orders', '{ multicast: true, servers: [{ name: mule-1 }] }'),
        manifest('Application', 'ord-api', '{ target: { cluster: orders }, artifact: { file: ./a.jar } }'),
      ),
      'a.jar': 'bytes',
    });
    await bench.cli(['apply', '--yes', ...RECORD]);
    await bench.settle();
    await bench.write({ 'all.yaml': documents(target, servers('mule-1')) });
    expect((await planOf(bench)).calls).toMatchObject([{ address: 'production/Cluster/orders' }]);
    await hold(bench, 'production/Application/ord-api@orders', ...ADA_HOLDS);
    expect(await planOf(bench)).toMatchObject({ calls: [], summary: { delete: 0, held: 2 } });
  });

  test('is held under its old name, too', async () => {
    const group = (name: string, more = '') =>
      documents(ENVIRONMENT, servers('mule-1'), manifest('ServerGroup', name, '{ servers: [mule-1] }', more));
    const bench = await openBench();
    await bench.write({ 'all.yaml': group('one') });
    await bench.cli(['apply', '--yes', ...RECORD]);
    await hold(bench, 'production/ServerGroup/one', ...ADA_HOLDS);
    await bench.write({ 'all.yaml': group('two', 'renamedFrom: one') });
    expect(await planOf(bench)).toMatchObject({ calls: [], summary: { held: 1 } });
  });

  test('that drifted stays as somebody made it', async () => {
    const bench = await openEstate();
    await bench.cli(['apply', '--yes', ...RECORD]);
    await bench.settle();
    await (await byHand(bench)).change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
    expect((await planOf(bench)).calls).toHaveLength(1);
    await hold(bench, ORDERS, ...ADA_HOLDS);
    expect((await planOf(bench)).calls).toEqual([]);
    expect(json(await bench.cli(['drift', '-o', 'json', ...RECORD])).resource_changes).toHaveLength(1);
  });
});

test('a target that is held is left alone as a whole', async () => {
  const bench = await openEstate();
  expect(await hold(bench, 'production', ...ADA_HOLDS)).toMatch(/^Held production until/);
  expect(await planOf(bench)).toMatchObject({
    targets: [{ holds: [{ address: 'production', owner: 'Ada' }] }],
    calls: [],
    summary: { held: 3, create: 0 },
  });
  const { stdout, code } = await bench.cli(['apply', '--yes', ...RECORD]);
  expect(code).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toContain('all of production is held by Ada until');
  expect(await bench.writes()).toEqual([]);
});

describe('--release', () => {
  test('takes it back', async () => {
    const bench = await openEstate();
    await hold(bench, ORDERS, ...ADA_HOLDS);
    expect(await hold(bench, ORDERS, '--release')).toBe(`Released ${ORDERS}, held by Ada: INC-42\n`);
    expect((await planOf(bench)).summary).toMatchObject({ held: 0 });
    expect(await hold(bench, ORDERS, '--release')).toBe(`Nothing to do: nobody holds ${ORDERS}\n`);
  });

  test('of two asks whose, and the other one goes on', async () => {
    const bench = await openEstate();
    await hold(bench, ORDERS, ...ADA_HOLDS);
    expect(
      await hold(bench, ORDERS, '--reason', 'tests', '--until', '2024-06-01', '--owner', 'Ben'),
    ).toContain('It is held by Ada until 2024-06-01T04:00:00Z: INC-42');
    const unclear = await bench.cli(['hold', ORDERS, '--release', ...RECORD]);
    await expectFailure(unclear, { error: /held by Ada and Ben/, hint: /--owner NAME/ }, bench);
    expect(await hold(bench, ORDERS, '--release', '--owner', 'Ben')).toMatch(
      /^Released .*held by Ben: tests\nIt is held by Ada/,
    );
    expect((await planOf(bench)).summary).toMatchObject({ held: 1 });
  });

  test('of what git declares no more', async () => {
    const bench = await openEstate();
    await hold(bench, ORDERS, ...ADA_HOLDS);
    await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1')) });
    expect(await hold(bench, ORDERS, '--release')).toMatch(/^Released/);
  });
});

test('who holds a second time says until when, not how often', async () => {
  const bench = await openEstate();
  await hold(bench, ORDERS, ...ADA_HOLDS);
  await hold(bench, ORDERS, '--reason', 'still INC-42', '--until', '8h', '--owner', 'Ada');
  const [listed] = json<{ targets: { holds: object[] }[] }>(
    await bench.cli(['hold', 'production', '--list', '-o', 'json', ...RECORD]),
  ).targets;
  expect(listed?.holds).toMatchObject([{ reason: 'still INC-42', until: '2024-06-01T08:00:00Z' }]);
});

test('--list shows what is held, on every target, and nothing that is over', async () => {
  const bench = await openEstate();
  expect(await hold(bench, '--list')).toBe('Nothing is held on production.\n');
  await hold(bench, ORDERS, ...ADA_HOLDS);
  await hold(bench, 'production', '--reason', 'freeze', '--until', '1h', '--owner', 'Ben');
  expect(await hold(bench, '--list')).toBe(
    [
      'HELD                                   UNTIL                 OWNER  REASON',
      'production/Application/ord-api@mule-2  2024-06-01T04:00:00Z  Ada    INC-42',
      'production                             2024-06-01T01:00:00Z  Ben    freeze',
      '',
    ].join('\n'),
  );
  const later = await bench.cli(['hold', '--list', ...RECORD], { after: 2 * HOUR });
  expect(later.stdout).not.toContain('Ben');
});

describe('in git', () => {
  test('it stands beside the record, and touches nothing else', async () => {
    const bench = await openWorkTree(1);
    const env = ADA;
    const result = await bench.cli(['hold', 'production', '--reason', 'INC-42', '--until', '4h'], { env });
    expect(result).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Only who plans in this clone'),
    });
    expect(result.stdout).toBe('Held production until 2024-06-01T04:00:00Z, by Ada Ops: INC-42\n');
    expect(git(bench.folder, 'status', '--porcelain')).toBe('');
    expect(git(bench.folder, 'log', '--format=%an: %s', 'refs/muleteer/holds/production')).toBe(
      'Ada Ops: hold everything until 2024-06-01T04:00:00Z: INC-42',
    );
    expect(json(await bench.cli(['plan', '-o', 'json'], { env }))).toMatchObject({ calls: [] });
    await bench.cli(['hold', 'production', '--release'], { env });
    expect(json(await bench.cli(['plan', '-o', 'json'], { env })).calls).not.toEqual([]);
    expect(git(bench.folder, 'log', '--format=%s', 'refs/muleteer/holds/production').split('\n')[0]).toBe(
      'release everything, held by Ada Ops',
    );
  });

  async function openShared(): Promise<{
    readonly bench: Bench;
    readonly clones: readonly string[];
    readonly bare: string;
  }> {
    const bench = await openWorkTree(2, 'record: { remote: origin }');
    const bare = publishBench(bench);
    return { bench, bare, clones: ['ada', 'ben'].map((name) => cloneOf(bare, folderBeside(name))) };
  }

  test('with a remote everybody sees it, and two who hold at once lose nothing', async () => {
    const { bench, clones } = await openShared();
    const [ada = '', ben = ''] = clones;
    const holding = (cwd: string, group: string, owner: string) =>
      bench.cli(
        ['hold', `production/ServerGroup/${group}`, '--reason', 'INC', '--until', '4h', '--owner', owner],
        { cwd, env: ENV },
      );
    const results = await Promise.all([
      holding(ada, 'group-0', 'Ada'),
      holding(ben, 'group-1', 'Ben'),
      holding(ada, 'group-1', 'Cyd'),
    ]);
    expect(results.map(({ code, stderr }) => `${code} ${stderr}`)).toEqual(['0 ', '0 ', '0 ']);
    const told = json(await bench.cli(['plan', '-o', 'json'], { env: ENV }));
    expect(told.targets[0]?.holds).toHaveLength(3);
    expect(statuses(told)).toEqual({
      'production/ServerGroup/group-0': 'held',
      'production/ServerGroup/group-1': 'held',
    });
  });

  test('a lock of somebody who applies is no reason not to hold', async () => {
    const { bench, clones } = await openShared();
    const env = ENV;
    expect(await bench.cli(['apply', '--yes'], { env })).toMatchObject({ code: 0 });
    const before = git(bench.folder, 'rev-parse', 'refs/muleteer/applied/production');
    await bench.cli(['hold', 'production', ...ADA_HOLDS], { env, cwd: clones[0] ?? '' });
    expect(git(bench.folder, 'ls-remote', 'origin', 'refs/muleteer/applied/production')).toContain(before);
  });

  test('what the remote does not take is not held here either', async () => {
    const { bench, bare } = await openShared();
    writeFileSync(join(bare, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const result = await bench.cli(['hold', 'production', ...ADA_HOLDS], { env: ENV });
    await expectFailure(result, {
      error: /git remote origin does not take refs\/muleteer\/holds/,
      hint: /push/,
    });
    rmSync(join(bare, 'hooks', 'pre-receive'));
    expect(json(await bench.cli(['plan', '-o', 'json'], { env: ENV })).targets).toMatchObject([
      { holds: [] },
    ]);
  });

  test('on a CI runner it may not stay', async () => {
    const bench = await openWorkTree(1);
    const env = { ...ENV, CI: 'true' };
    const result = await bench.cli(['hold', 'production', ...ADA_HOLDS], { env });
    await expectFailure(result, {
      code: 3,
      error: /would stay on this runner/,
      hint: /--record-remote origin/,
    });
  });

  test('damaged holds keep everybody from planning as if there were none', async () => {
    const bench = await openWorkTree(1);
    await bench.cli(['hold', 'production', ...ADA_HOLDS], { env: ENV });
    git(bench.folder, 'update-ref', 'refs/muleteer/holds/production', await commit(bench, {}, 'no holds'));
    const result = await bench.cli(['plan'], { env: ENV });
    await expectFailure(result, {
      error: /refs\/muleteer\/holds\/production cannot be read/,
      hint: /nothing is held/,
    });
  });
});

test('in a file it stands beside the record; one that is damaged stops a plan', async () => {
  const bench = await openEstate();
  await hold(bench, ORDERS, ...ADA_HOLDS);
  const file = join(bench.folder, 'record/holds/production.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    target: 'production',
    holds: [{ resource: 'Application/ord-api@Server:mule-2', owner: 'Ada', until: '2024-06-01T04:00:00Z' }],
  });
  writeFileSync(file, '{ "format": 1, "target": "production", "holds": [{}] }');
  const result = await bench.cli(['plan', ...RECORD]);
  await expectFailure(
    result,
    { error: /cannot be read: hold 1 has no resource/, hint: /remove the file/ },
    bench,
  );
});

test('a snapshot takes it along', async () => {
  const bench = await openEstate();
  await hold(bench, ORDERS, ...ADA_HOLDS);
  const plans = await bothPlans(bench, RECORD);
  expect(statuses(plans.snapshot as unknown as Told)).toMatchObject({ [ORDERS]: 'held' });
  expectSame(plans);
});

describe('refuses', () => {
  test.each<readonly [string, readonly string[], RegExp, RegExp]>([
    ['nothing', [], /needs the address/, /--list/],
    ['no reason', ['production', '--until', '4h'], /needs --reason/, /shows it/],
    ['no end', ['production', '--reason', 'x'], /needs --until/, /4h/],
    ['no owner', ['production', '--reason', 'x', '--until', '4h'], /needs --owner/, /who you are/],
    [
      'what is no time',
      ['production', '--reason', 'x', '--until', 'noon'],
      /error: --until noon is not a date/,
      /90m/,
    ],
    [
      'a time without a zone',
      ['production', '--reason', 'x', '--until', '2024-07-01T12:00'],
      /no zone/,
      /zone/,
    ],
    ['what is over', ['production', '--reason', 'x', '--until', '2024-05-31'], /over already/, /future/],
    ['an unknown target', ['productoin', ...ADA_HOLDS], /no manifest declares the target/, /production/],
    [
      'an unknown resource',
      ['production/Application/ord-ap@mule-2', ...ADA_HOLDS],
      /no resource has the address/,
      /did you mean production\/Application\/ord-api@mule-2/,
    ],
  ])('%s', async (_, args, error, hint) => {
    const bench = await openEstate();
    await expectFailure(await bench.cli(['hold', ...args, ...RECORD]), { error, hint }, bench);
  });

  test('where no record is kept', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['hold', 'production', ...ADA_HOLDS, '--record', 'none']);
    await expectFailure(result, { error: /no record is kept/, hint: /lifecycle.hold/ }, bench);
  });

  test('a hold and a release at once', async () => {
    const bench = await openEstate();
    const { code, stderr } = await bench.cli(['hold', 'production', '--release', '--reason', 'x', ...RECORD]);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be used with'),
    });
  });
});
