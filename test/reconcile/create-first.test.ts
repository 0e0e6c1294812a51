/** An application that changes its place: there first, and gone from here afterwards, where no server gets it twice. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, type CliOptions, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { type PlanJson, RECORD } from '../support/rollouts.ts';

afterEach(closeBenches);

const SERVERS = ['mule-1', 'mule-2', 'mule-3', 'mule-4', 'mule-5', 'mule-6'];
const EAST = manifest('ServerGroup', 'east', '{ servers: [mule-1, mule-2] }');
const WEST = manifest('ServerGroup', 'west', '{ servers: [mule-3] }');

function pay(place: string, more = '', rollout = '{ replace: createFirst }'): string {
  return manifest(
    'Application',
    'pay-api',
    `{ target: { ${place} }, artifact: { file: ./v1.jar }, rollout: ${rollout}${more} }`,
  );
}

async function declare(bench: Bench, ...texts: readonly string[]): Promise<void> {
  const text = documents(ENVIRONMENT, servers(...SERVERS), ...texts);
  await bench.write({ 'all.yaml': text, 'v1.jar': 'one', 'v2.jar': 'two' });
}

async function apply(bench: Bench, options: CliOptions = {}) {
  await bench.clearLog();
  const { code, stdout, stderr } = await bench.cli(['apply', '--yes', ...RECORD], options);
  const writes = (await bench.writes()).map((write) => write.replace(/ .*\/([a-zA-Z]+)(\/\d+)?$/, ' $1'));
  return { code, stdout, stderr, writes };
}

async function openWith(...texts: readonly string[]): Promise<Bench> {
  const bench = await openBench();
  await declare(bench, ...texts);
  const first = await apply(bench);
  expect(`${first.code} ${first.stderr}`).toMatch(/^0 /);
  return bench;
}

async function plan(bench: Bench): Promise<PlanJson> {
  const { code, stdout, stderr } = await bench.cli(['plan', '-o', 'json', ...RECORD]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as PlanJson;
}

/** Where it runs: the sandbox's names of the places. */
async function places(bench: Bench): Promise<readonly string[]> {
  await bench.settle();
  const world = (await bench.control('GET', 'world')) as {
    readonly applications: readonly { readonly name: string; readonly targetId: number }[];
  } & Record<'servers' | 'groups', readonly { readonly id: number; readonly name: string }[]>;
  const all = [...world.servers, ...world.groups];
  return world.applications.map(({ targetId }) => all.find(({ id }) => id === targetId)?.name ?? '?');
}

it('says of the former place that it is deleted there', async () => {
  const bench = await openWith(pay('server: mule-1'));
  await declare(bench, pay('server: mule-2'));
  expect((await apply(bench)).stderr).toContain('pay-api@mule-2: delete on mule-1');
});

describe('a move', () => {
  it.each([
    ['from server to server', 'server: mule-1', 'server: mule-2', []],
    ['from server to group', 'server: mule-4', 'serverGroup: east', [EAST]],
    ['from group to group', 'serverGroup: east', 'serverGroup: west', [EAST, WEST]],
    ['from group to server', 'serverGroup: east', 'server: mule-3', [EAST]],
  ])('%s deploys first', async (_, from, to, groups) => {
    const bench = await openWith(...groups, pay(from));
    await declare(bench, ...groups, pay(to));
    const { resource_changes: changes, calls, summary, diagnostics } = await plan(bench);
    expect(diagnostics).toEqual([]);
    expect(changes.map(({ change }) => change.actions)).toEqual([['create', 'delete']]);
    expect(calls.map(({ method, waits_for }) => [method, ...waits_for])).toEqual([
      ['POST'],
      ['DELETE', 'c1'],
    ]);
    expect(summary).toMatchObject({ replace: 1, calls: 2, app_interruptions: 1 });
    const text = await bench.cli(['plan', ...RECORD]);
    expect(text.stdout).toMatch(/^ {2}\+\/- Application pay-api @ \S+ {2}from \S+/m);
    expect(await apply(bench)).toMatchObject({
      code: 0,
      writes: ['POST applications', 'DELETE applications'],
    });
    expect(await places(bench)).toEqual([to.split(': ')[1]]);
    expect(await plan(bench)).toMatchObject({ resource_changes: [], calls: [] });
  });

  it('to a group that is made in the same plan waits for it', async () => {
    const bench = await openWith(EAST, pay('serverGroup: east'));
    await declare(bench, EAST, WEST, pay('serverGroup: west'));
    const { writes, code } = await apply(bench);
    expect([code, ...writes]).toEqual([0, 'POST serverGroups', 'POST applications', 'DELETE applications']);
    expect(await plan(bench)).toMatchObject({ resource_changes: [], calls: [] });
  });

  it('of a stopped application stops it there before it is gone from here', async () => {
    const stopped = ', desiredStatus: STOPPED';
    const bench = await openWith(pay('server: mule-1', stopped));
    await declare(bench, pay('server: mule-2', stopped));
    const { writes, code } = await apply(bench);
    expect([code, ...writes]).toEqual([0, 'POST applications', 'PATCH applications', 'DELETE applications']);
  });

  it('deletes first where the manifest does not say otherwise', async () => {
    const bench = await openWith(pay('server: mule-1', '', '{}'));
    await declare(bench, pay('server: mule-2', '', '{ replace: deleteFirst }'));
    const { resource_changes: changes, diagnostics } = await plan(bench);
    expect([changes[0]?.change.actions, diagnostics]).toEqual([['delete', 'create'], []]);
    expect((await apply(bench)).writes).toEqual(['DELETE applications', 'POST applications']);
  });
});

describe('where the rules do not allow it', () => {
  it.each([
    [
      'a server would get it twice',
      [EAST, pay('server: mule-1')],
      [EAST, pay('serverGroup: east')],
      'the two places share a server, and a server runs one application of a name',
    ],
    [
      'its servers move in the same plan',
      [EAST, WEST, pay('serverGroup: east')],
      [
        manifest('ServerGroup', 'east', '{ servers: [mule-1] }'),
        manifest('ServerGroup', 'west', '{ servers: [mule-3, mule-2] }'),
        pay('serverGroup: west'),
      ],
      'the servers of east change in the same plan',
    ],
  ])('%s: it deletes first, and says why', async (_, before, after, why) => {
    const bench = await openWith(...before);
    await declare(bench, ...after);
    const { resource_changes: changes, diagnostics } = await plan(bench);
    expect(changes.find(({ address }) => address.includes('pay-api'))?.change.actions).toEqual([
      'delete',
      'create',
    ]);
    expect(diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'create_first_impossible',
        message: `createFirst not possible: ${why}`,
        origin: { file: 'all.yaml' },
      },
    ]);
    const { writes, code } = await apply(bench);
    expect(code).toBe(0);
    expect(writes.indexOf('DELETE applications')).toBeLessThan(writes.indexOf('POST applications'));
    expect(await plan(bench)).toMatchObject({ resource_changes: [], calls: [] });
  });

  it('a replaced cluster is no move: what runs on it goes first, without a word', async () => {
    const cluster = (multicast: boolean) =>
      manifest(
        'Cluster',
        'core',
        `{ multicast: ${multicast}, servers: [${multicast ? 'mule-1' : '{ name: mule-1, ip: 10.0.0.1 }'}] }`,
      );
    const bench = await openWith(cluster(true), pay('cluster: core'));
    await declare(bench, cluster(false), pay('cluster: core'));
    const { resource_changes: changes, diagnostics } = await plan(bench);
    expect(changes.map(({ change }) => change.actions)).toEqual([
      ['delete', 'create'],
      ['delete', 'create'],
    ]);
    expect(diagnostics).toEqual([]);
  });
});

describe('a move that is not finished', () => {
  it('keeps what runs until the new one is healthy, and then deletes it, whatever is pruned', async () => {
    const bench = await openWith(pay('server: mule-1'));
    await declare(bench, pay('server: mule-2'));
    await bench.control('POST', 'deployments/fail', { application: 'pay-api', server: 'mule-2', times: 1 });
    const first = await apply(bench);
    expect([first.code, ...first.writes]).toEqual([4, 'POST applications']);
    expect(await places(bench)).toEqual(['mule-1', 'mule-2']);

    const waits = await plan(bench);
    expect(waits.calls).toEqual([]);
    expect(waits.resource_changes).toMatchObject([{ status: 'blocked', reason: 'not_healthy' }]);

    // Somebody repairs it there.
    await declare(bench, pay('server: mule-2').replace('v1.jar', 'v2.jar'));
    const then = await apply(bench);
    expect([then.code, ...then.writes]).toEqual([0, 'PATCH applications', 'DELETE applications']);
    expect(await places(bench)).toEqual(['mule-2']);
    expect(await plan(bench)).toMatchObject({ resource_changes: [], calls: [] });
  });

  it('goes on where it was interrupted', async () => {
    const bench = await openWith(pay('server: mule-1'));
    await declare(bench, pay('server: mule-2'));
    const stop = new AbortController();
    const clock = bench.clock.bind(bench);
    bench.clock = (after) => {
      const own = clock(after);
      // The first wait is for the deployment.
      return { ...own, sleep: async (ms) => own.sleep(ms).then(() => stop.abort()) };
    };
    const first = await apply(bench, { signal: stop.signal });
    expect([first.code, ...first.writes]).toEqual([130, 'POST applications']);
    bench.clock = clock;
    await bench.settle();
    const next = await plan(bench);
    expect(next.resource_changes.map(({ change }) => change.actions)).toEqual([['create', 'delete']]);
    expect(next.calls.map(({ method }) => method)).toEqual(['DELETE']);
    expect(await apply(bench)).toMatchObject({ code: 0, writes: ['DELETE applications'] });
    expect(await places(bench)).toEqual(['mule-2']);
    expect(await plan(bench)).toMatchObject({ resource_changes: [], calls: [] });
  });

  it('is taken back with its manifest, and what it left stays known', async () => {
    const bench = await openWith(pay('server: mule-1'));
    await declare(bench, pay('server: mule-2'));
    await bench.control('POST', 'deployments/fail', { application: 'pay-api', server: 'mule-2' });
    expect((await apply(bench)).code).toBe(4);
    await declare(bench, pay('server: mule-1'));
    const { resource_changes: changes, calls } = await plan(bench);
    expect(calls).toEqual([]);
    expect(changes).toMatchObject([
      { address: 'production/Application/pay-api@mule-2', status: 'retained', reason: 'not_pruned' },
    ]);
  });
});
