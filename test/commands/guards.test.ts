/** Guards: what `apply` does not do on one person's word. `plan` shows it all the same. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const RECORD = ['--record', 'file:record'];

/** A target with a policy: `withPolicy(CONSOLE, 'prune: owned')`. */
function withPolicy(target: string, policy: string): string {
  if (policy === '') return target;
  return target === CONSOLE ? target.replace(/ \}\n$/, `, ${policy} }\n`) : `${target}  ${policy}\n`;
}

interface Groups {
  readonly policy?: string;
  readonly count: number;
  /** So many of them have another description than the others. */
  readonly changed?: number;
  readonly more?: readonly string[];
}

/** A console whose manifests declare so many user groups. */
async function declareGroups(
  bench: Bench,
  { policy = '', count, changed = 0, more = [] }: Groups,
): Promise<void> {
  const groups = Array.from({ length: count }, (_, index) =>
    manifest(
      'UserGroup',
      `g-${index}`,
      `{ description: ${index < changed ? 'new' : 'old'}, permissions: [] }`,
    ),
  );
  await bench.write({ 'mmc.yaml': documents(withPolicy(CONSOLE, policy), ...groups, ...more) });
}

/** So many groups, applied. */
async function openGroups(count: number, policy: string): Promise<Bench> {
  const bench = await openBench();
  await declareGroups(bench, { count, policy });
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  await bench.clearLog();
  return bench;
}

function apply(bench: Bench, ...flags: readonly string[]): Promise<CliResult> {
  return bench.cli(['apply', '--yes', ...RECORD, ...flags]);
}

async function expectBlocked(
  bench: Bench,
  rule: string,
  flag: string,
  ...flags: readonly string[]
): Promise<void> {
  const error = new RegExp(`beyond a guard: .*${rule} of `);
  await expectFailure(await apply(bench, ...flags), { code: 3, error, hint: flag }, bench);
}

async function guardsOf(bench: Bench): Promise<readonly unknown[]> {
  const { stdout, code } = await bench.cli(['plan', '-o', 'json', ...RECORD]);
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { guards: readonly unknown[] }).guards;
}

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

describe('restarts of servers', () => {
  const NAMES = ['mule-1', 'mule-2', 'mule-3', 'mule-4', 'mule-5', 'mule-6'];

  /** Four unicast servers run together; a fifth joins, which restarts them. */
  async function openCluster(policy: string): Promise<Bench> {
    const members = (count: number): string =>
      NAMES.slice(0, count)
        .map((name, index) => `{ name: ${name}, ip: 10.0.0.${11 + index} }`)
        .join(', ');
    const bench = await openBench({
      clusters: [
        {
          name: 'orders',
          multicast: false,
          servers: NAMES.slice(0, 4).map((name, index) => ({ name, ip: `10.0.0.${11 + index}` })),
        },
      ],
    });
    const cluster = manifest('Cluster', 'orders', `{ multicast: false, servers: [${members(5)}] }`);
    await bench.write({ 'all.yaml': documents(withPolicy(ENVIRONMENT, policy), servers(...NAMES), cluster) });
    return bench;
  }

  test('a quarter of the declared servers, two at least', async () => {
    const bench = await openCluster('');
    await expectBlocked(bench, 'maxRestarts', '--allow-restarts 4');
    expect(await guardsOf(bench)).toContainEqual({
      target: 'production',
      rule: 'maxRestarts',
      limit: 2,
      actual: 4,
      verdict: 'block',
    });
  });

  test.each<readonly [string, string, readonly string[]]>([
    ['a flag', '', ['--allow-restarts', '4']],
    ['the manifest, 67 % of six', 'guards: { maxRestarts: 67% }', []],
  ])('are raised by %s', async (_, policy, flags) => {
    const bench = await openCluster(policy);
    expect(await apply(bench, ...flags)).toMatchObject({ code: 0 });
  });
});

describe('what cannot be undone', () => {
  /** A cluster that has to be made anew, which takes its alert along. */
  async function openAlert(policy: string): Promise<Bench> {
    const bench = await openBench({
      clusters: [{ name: 'orders', multicast: true, servers: ['mule-1'] }],
      alerts: [{ name: 'down', resources: ['orders'], resourceType: 'cluster' }],
    });
    const cluster = manifest(
      'Cluster',
      'orders',
      '{ multicast: false, servers: [{ name: mule-1, ip: 10.0.0.11 }] }',
    );
    await bench.write({ 'all.yaml': documents(withPolicy(ENVIRONMENT, policy), servers('mule-1'), cluster) });
    return bench;
  }

  test('is not let through', async () => {
    await expectBlocked(await openAlert(''), 'maxIrreversible', '--allow-irreversible 1');
  });

  test.each<readonly [string, string, readonly string[]]>([
    ['a flag', '', ['--allow-irreversible', '1']],
    ['the manifest', 'guards: { maxIrreversible: 1 }', []],
  ])('but with %s', async (_, policy, flags) => {
    expect(await apply(await openAlert(policy), ...flags)).toMatchObject({ code: 0 });
  });

  test('and with a reviewed goodbye, which counts all the same', async () => {
    const bench = await openBench();
    const bye = manifest('Removed', 'bye', '{ resource: Server/mule-2, action: delete, reason: returned }');
    await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1'), bye) });
    expect(await guardsOf(bench)).toContainEqual({
      target: 'production',
      rule: 'maxIrreversible',
      limit: 1,
      actual: 1,
      verdict: 'allow',
    });
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(1);
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
