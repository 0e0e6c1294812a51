/** The four policies that the documents show: each denies what it should, and lets pass what it should. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, manifest } from '../support/manifests.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/policies');
const RECORD = ['--record', 'file:record'];

let bench: Bench;

afterEach(closeBenches);

beforeEach(async () => {
  bench = await openBench();
  await cp(EXAMPLE, bench.folder, { recursive: true });
  const applied = await cli('apply', '--yes', ...RECORD);
  expect(`${applied.code}\n${applied.stderr}`).toMatch(/^0\n/);
  await bench.clearLog();
});

function cli(...args: readonly string[]): Promise<CliResult> {
  const { sandbox } = bench;
  const env = {
    ANYPOINT_HOST: sandbox.url,
    ANYPOINT_CLIENT_ID: 'sandbox',
    ANYPOINT_CLIENT_SECRET: 'sandbox',
    MMC_URL: sandbox.mmc,
    MMC_USERNAME: 'admin',
    MMC_PASSWORD: 'admin',
  };
  return bench.cli(args, { env });
}

/** Nothing is written, and the line that caused it is named, in the refusal and in the plan above it. */
async function expectDenied(policy: string, place: string): Promise<void> {
  const result = await cli('apply', '--yes', ...RECORD);
  await expectFailure(
    result,
    { code: 3, error: new RegExp(`denied by (policy |policies .*)${policy}\\b`), hint: place },
    bench,
  );
  expect(result.stdout).toContain('apply will be refused: policies deny this');
  const planned = await cli('plan', '-o', 'json', ...RECORD);
  expect(planned.code).toBe(0);
  const { policies } = JSON.parse(planned.stdout) as {
    policies: readonly { policy: string; verdict: string }[];
  };
  expect(policies.map((one) => `${one.verdict} ${one.policy}`)).toContain(`deny ${policy}`);
}

async function expectApplied(): Promise<void> {
  const { code, stderr, stdout } = await cli('apply', '--yes', ...RECORD);
  expect(`${code}\n${stderr}`).toMatch(/^0\n/);
  expect(stdout).not.toMatch(/policies (deny|warn)/);
  expect(await bench.writes()).not.toEqual([]);
}

const ORDERS_CLUSTER =
  '{ multicast: false, servers: [{ name: mule-1, ip: 10.0.0.11 }, { name: mule-2, ip: 10.0.0.12 }] }';
const SERVERS = (...names: readonly string[]) => names.map((name) => manifest('Server', name));

describe('no irreversible effect outside a maintenance label', () => {
  const unregister = (metadata: string) =>
    documents(
      ...SERVERS('mule-1', 'mule-2'),
      manifest('Cluster', 'orders-cluster', ORDERS_CLUSTER),
      manifest(
        'Removed',
        'retire-mule-3',
        '{ resource: Server/mule-3, action: delete, reason: gone }',
        metadata,
      ),
    );

  test('a server is not unregistered without it', async () => {
    await bench.write({ 'servers.yaml': unregister('') });
    await expectDenied('no-irreversible-effects', 'servers.yaml:16');
  });

  test('with the label it is', async () => {
    await bench.write({ 'servers.yaml': unregister('labels: { maintenance: CHG-1 }') });
    await expectApplied();
  });

  test('what can be undone needs none', async () => {
    await bench.write({ 'user-groups.yaml': manifest('UserGroup', 'Deployers', '{ permissions: [] }') });
    await expectApplied();
  });
});

describe('no MANAGE_USERS grants', () => {
  const groups = (permissions: string) =>
    documents(
      manifest('UserGroup', 'Deployers', `{ description: Ships releases, permissions: [${permissions}] }`),
    );

  test('an update that grants it is denied, on its line', async () => {
    await bench.write({ 'user-groups.yaml': `---\n${groups('DEPLOYMENT_READ, MANAGE_USERS')}` });
    await expectDenied('no-manage-users', 'user-groups.yaml:2');
  });

  test('so is a new group that has it', async () => {
    await bench.write({ 'more.yaml': manifest('UserGroup', 'Owners', '{ permissions: [MANAGE_USERS] }') });
    await expectDenied('no-manage-users', 'mmc/UserGroup/Owners by no-manage-users (more.yaml:1)');
  });

  test('other permissions pass', async () => {
    await bench.write({ 'user-groups.yaml': groups('DEPLOYMENT_READ') });
    await expectApplied();
  });

  test('who has it already may be described anew, and may lose it', async () => {
    await bench.write({ 'policies/no-manage-users.yaml': '' });
    await bench.write({ 'user-groups.yaml': groups('DEPLOYMENT_READ, MANAGE_USERS') });
    await expectApplied();
    await cp(EXAMPLE, bench.folder, {
      recursive: true,
      filter: (path) => !path.endsWith('user-groups.yaml'),
    });
    await bench.write({ 'user-groups.yaml': groups('VIEW_ALERTS, MANAGE_USERS') });
    await expectApplied();
    await bench.write({ 'user-groups.yaml': groups('VIEW_ALERTS') });
    await expectApplied();
  });
});

describe('teams/x/** may touch only applications labelled team: x', () => {
  const app = (labels: string, name = 'billing-api') =>
    manifest(
      'Application',
      name,
      '{ target: { server: mule-3 }, artifact: { file: ./artifacts/orders-api-1.2.0-mule-application.jar } }',
      labels,
    );

  test.each([
    ['another team', 'labels: { team: y }'],
    ['no label', ''],
    ['another label', 'labels: { tier: x }'],
  ])('%s', async (_, labels) => {
    await bench.write({ 'teams/x/billing.yaml': app(labels) });
    await expectDenied('team-x-touches-its-own', 'teams/x/billing.yaml:1');
  });

  test('another kind', async () => {
    await bench.write({
      'teams/x/deep/group.yaml': manifest('ServerGroup', 'g-1', '{ servers: [] }', 'labels: { team: x }'),
    });
    await expectDenied('team-x-touches-its-own', 'teams/x/deep/group.yaml:1');
  });

  test('a goodbye to what another file declared, even one that says that it is theirs', async () => {
    await bench.write({
      'servers.yaml': documents(...SERVERS('mule-1', 'mule-2', 'mule-3')),
      'teams/x/bye.yaml': manifest(
        'Removed',
        'bye',
        '{ resource: Cluster/orders-cluster, action: delete, reason: mine }',
        'labels: { team: x, maintenance: now }',
      ),
    });
    await rm(join(bench.folder, 'teams/x/orders-api.yaml'));
    await expectDenied('team-x-touches-its-own', 'by team-x-touches-its-own (teams/x/bye.yaml:1)');
  });

  test('its own applications come and go, and others do as they like elsewhere', async () => {
    await bench.write({ 'teams/x/billing.yaml': app('labels: { team: x }') });
    await expectApplied();
    await rm(join(bench.folder, 'teams/x/billing.yaml'));
    await bench.clearLog();
    await bench.write({ 'teams/y/group.yaml': manifest('ServerGroup', 'g-1', '{ servers: [] }') });
    await expectApplied();
    expect((await bench.writes()).map((line) => line.split(' ')[0]).sort()).toEqual(['DELETE', 'POST']);
  });
});

describe('no production restart without an approval file', () => {
  const RESTART = 'production/Application/orders-api@orders-cluster';
  const changed = (port: string) =>
    manifest(
      'Application',
      'orders-api',
      `{ target: { cluster: orders-cluster }, artifact: { file: ./artifacts/orders-api-1.2.0-mule-application.jar }, desiredStatus: STARTED, properties: { http.port: "${port}" } }`,
      'labels: { team: x }',
    );
  const approval = (changes: string, until: string) =>
    manifest(
      'Approval',
      'restart-now',
      `{ policies: [no-production-restart], changes: [${changes}], until: ${until}, reason: CHG-1234 }`,
    );
  /** The bench's clock stands on the first of June 2024. */
  const FILE = 'policies/approvals/restart-orders.yaml';

  beforeEach(() => bench.write({ 'teams/x/orders-api.yaml': changed('8082') }));

  test('is denied without one', async () => {
    await expectDenied(
      'no-production-restart',
      `${RESTART} by no-production-restart (teams/x/orders-api.yaml:1)`,
    );
  });

  test('passes with one, which the plan names', async () => {
    await bench.write({ [FILE]: approval(`"${RESTART}"`, '2024-06-01') });
    const { code, stdout } = await cli('apply', '--yes', ...RECORD);
    expect(code).toBe(0);
    expect(stdout).toContain('policies warn of this');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `a restart in production needs an approval; approved until 2024-06-02T00:00:00Z: CHG-1234 (${FILE}:1)`,
    );
    expect(await bench.writes()).toHaveLength(1);
  });

  test('last month’s lifts nothing any more, and is named', async () => {
    await bench.write({ [FILE]: approval(`"${RESTART}"`, '2024-05-31') });
    await expectDenied('no-production-restart', 'teams/x/orders-api.yaml:1');
    const { stdout } = await cli('plan', ...RECORD);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`the approval ended 2024-06-01T00:00:00Z (${FILE}:1)`);
  });

  test('one for another application lifts nothing', async () => {
    await bench.write({ [FILE]: approval('"production/Application/stock-api@*"', '2024-06-30') });
    await expectDenied('no-production-restart', 'teams/x/orders-api.yaml:1');
  });

  test('one for the change’s fingerprint lifts that change, and not the next one', async () => {
    const { stdout } = await cli('plan', '-o', 'json', ...RECORD);
    const plan = JSON.parse(stdout) as { resource_changes: readonly { fingerprint: string }[] };
    const [change] = plan.resource_changes;
    await bench.write({ [FILE]: approval(`"${change?.fingerprint}"`, '2024-06-30') });
    await bench.write({ 'teams/x/orders-api.yaml': changed('8083') });
    await expectDenied('no-production-restart', 'teams/x/orders-api.yaml:1');
    await bench.write({ 'teams/x/orders-api.yaml': changed('8082') });
    expect(await cli('apply', '--yes', ...RECORD)).toMatchObject({ code: 0 });
  });

  test('one in another file is a mistake', async () => {
    await bench.write({ 'policies/restart.yaml': approval(`"${RESTART}"`, '2024-06-30') });
    const { code, stderr } = await cli('validate');
    expect(code).toBe(1);
    expect(stderr).toContain('the policy no-production-restart takes no approval from policies/restart.yaml');
  });
});
