import { afterEach, describe, expect, it } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { APPLICATIONS, GROUP as ENV_GROUP, fault, openEstate, SERVER_GROUPS } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const GROUP = manifest('UserGroup', 'Deployers', '{ permissions: [VIEW_ALERTS] }', 'console: mmc');

async function openTwoTargets() {
  const bench = await openBench();
  await bench.write({
    'env.yaml': documents(ENVIRONMENT, servers('mule-1')),
    'group.yaml': ENV_GROUP,
    'mmc.yaml': documents(CONSOLE, GROUP),
  });
  return bench;
}

describe('reconcile --once', () => {
  it('brings all targets in line without asking, and then finds them so', async () => {
    const bench = await openTwoTargets();
    const first = await bench.cli(['reconcile', '--once']);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/production +applied\nmmc +applied\n$/);
    expect(first.stdout).toContain('Applied: 1 of 1 call done');
    expect(await bench.writes()).toEqual(
      expect.arrayContaining([`POST ${SERVER_GROUPS}`, expect.stringContaining('/mmc/api/usergroups')]),
    );
    await bench.clearLog();
    const second = await bench.cli(['reconcile', '--once']);
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout).toMatch(/production +in sync\nmmc +in sync\n$/);
    expect(await bench.writes()).toEqual([]);
  });

  it.each([
    ['--interval', '1h'],
    ['--listen', 'none'],
  ])('refuses %s, which is for a service, and takes it from the environment of one', async (flag, value) => {
    const bench = await openTwoTargets();
    const refused = await bench.cli(['reconcile', '--once', flag, value]);
    await expectFailure(
      refused,
      { error: `${flag} is for a service`, hint: 'leave one of the two out' },
      bench,
    );
    const env = { [`MULETEER_${flag.slice(2).toUpperCase()}`]: value };
    expect(await bench.cli(['reconcile', '--once'], { env })).toMatchObject({ code: 0 });
  });

  it('goes on with the others when one target is down, and ends as the worst of them', async () => {
    const bench = await openTwoTargets();
    await fault(bench, { path: '^/mmc/' }, { type: 'respond', status: 503, body: {} }, 100);
    const { code, stdout, stderr } = await bench.cli(['reconcile', '--once']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/production +applied\nmmc +failed: .*503/);
    expect(stderr).toMatch(/^error: .*503/m);
    expect(await bench.writes()).toEqual([`POST ${SERVER_GROUPS}`]);
  });

  it('refuses what a guard forbids, for that target alone', async () => {
    const bench = await openTwoTargets();
    await bench.write({
      'env.yaml': documents(ENVIRONMENT, '  guards: { maxUpdates: 0 }\n', servers('mule-1')).replace(
        '---\n  guards',
        '  guards',
      ),
    });
    await bench.cli(['apply', '--yes', '--record', 'file:record']);
    await bench.write({ 'group.yaml': ENV_GROUP.replace('[mule-1]', '[]') });
    await bench.write({ 'mmc.yaml': documents(CONSOLE, GROUP.replace('VIEW_ALERTS', 'DEPLOYMENT_READ')) });
    const { code, stdout } = await bench.cli(['reconcile', '--once', '--record', 'file:record']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/production +refused: the plan is beyond a guard: maxUpdates/);
    expect(stdout).toMatch(/mmc +applied/);
  });

  it('looks at no target where the manifests are broken', async () => {
    const bench = await openTwoTargets();
    await bench.write({ 'group.yaml': ENV_GROUP.replace('servers', 'server') });
    await expectFailure(await bench.cli(['reconcile', '--once']), { error: /server/, hint: null }, bench);
    expect(await bench.log()).toEqual([]);
  });

  it('takes two targets for one estate for a mistake, and writes there for one of them at most', async () => {
    const bench = await openBench();
    const twin = ENVIRONMENT.replace('name: production', 'name: twin');
    const group = (name: string, environment: string) =>
      manifest('ServerGroup', name, '{ servers: [] }', `environment: ${environment}`);
    await bench.write({
      'all.yaml': documents(ENVIRONMENT, twin, group('group-a', 'production'), group('group-b', 'twin')),
    });
    const { code, stdout, stderr } = await bench.cli(['reconcile', '--once', '--turns', '1']);
    expect(code, stderr).toBe(1);
    expect(stdout, stderr).toMatch(
      /production +applied\ntwin +failed: production and twin are one and the same/,
    );
    expect(await bench.writes()).toHaveLength(1);
  });

  it('says what waits and what did not become healthy', async () => {
    const bench = await openEstate({}, servers('mule-99'));
    await fault(
      bench,
      { method: 'POST', path: APPLICATIONS },
      { type: 'respond', status: 400, body: { message: 'no such jar' } },
    );
    const first = await bench.cli(['reconcile', '--once']);
    expect(first).toMatchObject({ code: 4 });
    expect(first.stdout).toMatch(/production +stopped part-way\n$/);
    const second = await bench.cli(['reconcile', '--once']);
    expect(second).toMatchObject({ code: 0 });
    const third = await bench.cli(['reconcile', '--once']);
    expect(third.stdout).toMatch(/production +waits\n$/);
  });

  it('tells what happens as events, of each target', async () => {
    const bench = await openTwoTargets();
    const { stdout } = await bench.cli(['reconcile', '--once', '-o', 'ndjson']);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(
      events
        .filter(({ type }) => type === 'call_complete')
        .map(({ call }) => call.addr)
        .sort(),
    ).toEqual(['mmc/UserGroup/Deployers', 'production/ServerGroup/payments']);
  });

  it('writes nothing when it is stopped before it began', async () => {
    const bench = await openEstate();
    const stop = new AbortController();
    stop.abort();
    const { code, stdout } = await bench.cli(['reconcile', '--once'], { signal: stop.signal });
    expect(code).toBe(130);
    expect(stdout).toMatch(/production +failed: Interrupted/);
    expect(await bench.writes()).toEqual([]);
  });
});
