/** `metadata.lifecycle` of what is live: what is ignored, held, observed and protected, and what is only reported. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { byHand } from '../commands/by-hand.ts';
import { Lab } from '../sandbox/support.ts';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const RECORD = ['--record', 'file:record'];
const HOLD = 'reason: INC-7, owner: Ada';
const DAY = 86_400_000;
/** When a bench's clock starts. */
const NOW = Date.UTC(2024, 5, 1);

interface JsonChange {
  readonly address: string;
  readonly status: string;
  readonly reason: string | null;
  readonly fields: readonly { readonly path: string }[];
  readonly effects: readonly object[];
}

interface JsonPlan {
  readonly resource_changes: readonly JsonChange[];
  readonly calls: readonly { readonly address: string; readonly path: string }[];
  readonly diagnostics: readonly { readonly code: string; readonly severity: string }[];
  readonly summary: object;
  readonly fingerprint: string;
}

async function planOf(bench: Bench, after = 0): Promise<JsonPlan> {
  const { stdout, stderr, code } = await bench.cli(['plan', '-o', 'json', ...RECORD], { after });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as JsonPlan;
}

async function changeOf(bench: Bench, address: string, after = 0): Promise<JsonChange | undefined> {
  return (await planOf(bench, after)).resource_changes.find((one) => one.address === `production/${address}`);
}

async function apply(bench: Bench, after = 0): Promise<CliResult> {
  const result = await bench.cli(['apply', '--yes', ...RECORD], { after });
  expect(result).toMatchObject({ code: 0 });
  await bench.settle();
  return result;
}

const lifecycle = (text: string): string => (text === '' ? '' : `lifecycle: { ${text} }`);

interface App {
  readonly status?: string;
  readonly policy?: string;
  readonly life?: string;
  readonly jar?: string;
  readonly properties?: string;
}

async function writeApp(bench: Bench, app: App = {}): Promise<void> {
  const { status = 'STARTED', policy = '', life = '', jar = 'v1', properties } = app;
  const more = properties === undefined ? '' : `, properties: { ${properties} }`;
  const spec = `{ target: { server: mule-1 }, artifact: { file: ./a.jar }, desiredStatus: ${status}${more} }`;
  await bench.write({
    'all.yaml': documents(
      policy === '' ? ENVIRONMENT : `${ENVIRONMENT}  ${policy}\n`,
      servers('mule-1'),
      manifest('Application', 'ord-api', spec, lifecycle(life)),
    ),
    'a.jar': jar,
  });
}

const APP = 'Application/ord-api@mule-1';
const STOP = { desiredStatus: 'STOPPED' };

async function openApp(app: App = {}): Promise<Bench> {
  const bench = await openBench();
  await writeApp(bench, app);
  await apply(bench);
  await bench.clearLog();
  return bench;
}

/** The bodies of all writes since the log was cleared. */
async function sent(bench: Bench): Promise<string> {
  const log = await bench.log();
  return log
    .filter(({ write, service }) => write && service !== 'accounts')
    .map(({ body }) => JSON.stringify(body))
    .join('\n');
}

describe('ignore: [spec.desiredStatus]', () => {
  const IGNORED = { life: 'ignore: [spec.desiredStatus]' };

  test('what was stopped by hand is nothing', async () => {
    const bench = await openApp(IGNORED);
    await (await byHand(bench)).change('/applications', 'ord-api', STOP);
    expect(await planOf(bench)).toMatchObject({ resource_changes: [], calls: [] });
    await apply(bench);
    expect(await bench.writes()).toEqual([]);
    const { stdout } = await bench.cli(['drift', '-o', 'json', ...RECORD]);
    expect(JSON.parse(stdout)).toMatchObject({ resource_changes: [] });
  });

  test('it is still used when created', async () => {
    const bench = await openApp({ ...IGNORED, status: 'STOPPED' });
    await writeApp(bench, { status: 'STARTED' });
    // Without `ignore` the difference shows: it was made stopped.
    expect(await changeOf(bench, APP)).toMatchObject({ fields: [{ path: 'spec.desiredStatus' }] });
  });

  test('other fields go on, and what somebody stopped stays stopped', async () => {
    const bench = await openApp(IGNORED);
    await (await byHand(bench)).change('/applications', 'ord-api', STOP);
    await writeApp(bench, { ...IGNORED, jar: 'v2' });
    expect(await changeOf(bench, APP)).toMatchObject({
      status: 'planned',
      reason: null,
      fields: [{ path: 'spec.artifact' }],
    });
    await apply(bench);
    expect(await bench.writes()).not.toEqual([]);
    await writeApp(bench, { jar: 'v2' });
    expect(await changeOf(bench, APP)).toMatchObject({ fields: [{ path: 'spec.desiredStatus' }] });
  });
});

describe('hold', () => {
  test('of the whole resource: shown with who and why, and nothing is sent', async () => {
    const bench = await openApp();
    const life = `hold: { ${HOLD}, until: '2024-06-10' }`;
    await writeApp(bench, { life, jar: 'v2', status: 'STOPPED' });
    expect(await changeOf(bench, APP)).toMatchObject({ status: 'held', reason: 'hold' });
    expect(await planOf(bench)).toMatchObject({ calls: [], summary: { held: 1, update: 0 } });
    const { stdout } = await bench.cli(['plan', ...RECORD]);
    expect(stdout.replace(/\s+/g, ' ')).toContain('held: by Ada until 2024-06-10: INC-7');
    await apply(bench);
    expect(await bench.writes()).toEqual([]);
  });

  test('of what is not there yet', async () => {
    const bench = await openBench();
    await writeApp(bench, { life: `hold: { ${HOLD}, until: '2024-06-10' }` });
    expect(await changeOf(bench, APP)).toMatchObject({ status: 'held', reason: 'hold' });
    await apply(bench);
    expect(await bench.writes()).toEqual([]);
  });

  test.each<readonly [string, number, 'held' | 'planned']>([
    ["'2024-06-01'", DAY - 1, 'held'],
    ["'2024-06-01'", DAY, 'planned'],
    ["'2024-05-31'", 0, 'planned'],
    ["'2024-06-01T08:00:00Z'", DAY / 3 - 1, 'held'],
    ["'2024-06-01T08:00:00Z'", DAY / 3, 'planned'],
    ["'2024-06-01T02:00:00+02:00'", 0, 'planned'],
  ])('until %s, %i ms after the first of June began: %s', async (until, after, status) => {
    const bench = await openApp();
    await writeApp(bench, { life: `hold: { ${HOLD}, until: ${until} }`, jar: 'v2' });
    expect(await changeOf(bench, APP, after)).toMatchObject({ status });
    await apply(bench, after);
    expect((await bench.writes()).length).toBe(status === 'held' ? 0 : 1);
  });

  test('of one field: that one alone, and no call touches it', async () => {
    const bench = await openApp({ properties: 'level: info' });
    const life = `hold: { fields: [spec.desiredStatus], ${HOLD}, until: '2024-06-10' }`;
    await writeApp(bench, { life, jar: 'v2', status: 'STOPPED', properties: 'level: debug' });
    const change = await changeOf(bench, APP);
    expect(change).toMatchObject({ status: 'planned', reason: 'hold' });
    expect(change?.fields.map(({ path }) => path).sort()).toEqual([
      'spec.artifact',
      'spec.desiredStatus',
      'spec.properties',
    ]);
    await apply(bench);
    const bodies = await sent(bench);
    expect(bodies).toContain('configuration');
    expect(bodies).not.toContain('desiredStatus');
    expect(bodies).not.toContain('STOPPED');
    // Still there, still held.
    expect(await changeOf(bench, APP)).toMatchObject({
      status: 'held',
      reason: 'hold',
      fields: [{ path: 'spec.desiredStatus' }],
    });
    // And done when the time has come.
    await bench.clearLog();
    await apply(bench, 10 * DAY);
    expect(await sent(bench)).toContain('STOPPED');
    expect(await planOf(bench, 10 * DAY)).toMatchObject({ resource_changes: [] });
  });

  test('of properties, while new bytes go on', async () => {
    const bench = await openApp({ properties: 'level: info' });
    const life = `hold: { fields: [spec.properties], ${HOLD}, until: '2024-06-10' }`;
    await writeApp(bench, { life, jar: 'v2', properties: 'level: debug' });
    expect(await changeOf(bench, APP)).toMatchObject({ status: 'planned', reason: 'hold' });
    await apply(bench);
    expect(await bench.writes()).toHaveLength(1);
    expect(await sent(bench)).not.toContain('configuration');
    expect(await changeOf(bench, APP)).toMatchObject({
      status: 'held',
      reason: 'hold',
      fields: [{ path: 'spec.properties' }],
    });
  });

  test('of the members of a group, while its rename goes on', async () => {
    const bench = await openBench({ serverGroups: [{ name: 'old', id: 501, servers: ['mule-1'] }] });
    const life = `renamedFrom: old, lifecycle: { hold: { fields: [spec.servers], ${HOLD}, until: '2024-06-10' } }`;
    await bench.write({
      'all.yaml': documents(
        ENVIRONMENT,
        servers('mule-1', 'mule-2'),
        manifest('ServerGroup', 'new', '{ servers: [mule-2] }', life),
      ),
    });
    await apply(bench);
    expect(await bench.writes()).toEqual(['PATCH /hybrid/api/v1/serverGroups/501']);
  });
});

describe('manage: observe', () => {
  const OBSERVED = lifecycle('manage: observe');
  const theirs = `---\napiVersion: muleteer/v1\nkind: ServerGroup\nmetadata: { name: theirs, ${OBSERVED} }\n`;
  const app = manifest(
    'Application',
    'ord-api',
    '{ target: { serverGroup: theirs }, artifact: { file: ./a.jar } }',
  );
  const OWNED = `${ENVIRONMENT}  prune: all\n  guards: { allowEmpty: true, maxDeletes: 9 }\n`;

  async function openTheirs(): Promise<Bench> {
    const bench = await openBench({
      serverGroups: [{ name: 'theirs', id: 501, servers: ['mule-1', 'mule-2'] }],
    });
    await bench.write({ 'all.yaml': `${documents(OWNED, app)}${theirs}`, 'a.jar': 'v1' });
    return bench;
  }

  test("another team's group, without a spec: deployed to, never touched", async () => {
    const bench = await openTheirs();
    expect((await planOf(bench)).resource_changes.map(({ address }) => address)).toEqual([
      'production/Application/ord-api@theirs',
    ]);
    await apply(bench);
    expect(await bench.writes()).toEqual(['POST /hybrid/api/v1/applications']);
    expect(await planOf(bench)).toMatchObject({ resource_changes: [], calls: [] });
    await bench.clearLog();
    await apply(bench);
    expect(await bench.writes()).toEqual([]);
  });

  test('and when git no longer names it, it stays: it was never ours', async () => {
    const bench = await openTheirs();
    await apply(bench);
    await bench.clearLog();
    await bench.write({
      'all.yaml': documents(OWNED.replace('prune: all', 'prune: owned'), servers('mule-3')),
    });
    const plan = await planOf(bench);
    expect(plan.resource_changes.map(({ address }) => address)).toEqual([
      'production/Application/ord-api@theirs',
    ]);
    await apply(bench);
    expect((await bench.writes()).filter((one) => one.includes('/serverGroups'))).toEqual([]);
    expect(await (await byHand(bench)).names('/serverGroups')).toEqual(['theirs']);
  });

  test('with a spec that differs: held, and nothing is sent', async () => {
    const bench = await openBench({
      serverGroups: [{ name: 'theirs', servers: ['mule-1'] }],
    });
    await bench.write({
      'all.yaml': documents(
        ENVIRONMENT,
        servers('mule-1', 'mule-2'),
        manifest('ServerGroup', 'theirs', '{ servers: [mule-1, mule-2] }', OBSERVED),
      ),
    });
    expect(await changeOf(bench, 'ServerGroup/theirs')).toMatchObject({
      status: 'held',
      reason: 'observe',
      fields: [{ path: 'spec.servers' }],
    });
    await apply(bench);
    expect(await bench.writes()).toEqual([]);
  });

  test('one that is not there is not made', async () => {
    const bench = await openBench();
    await bench.write({ 'all.yaml': `${documents(ENVIRONMENT, app)}${theirs}`, 'a.jar': 'v1' });
    expect(await changeOf(bench, 'ServerGroup/theirs')).toMatchObject({ status: 'held', reason: 'observe' });
    expect(await changeOf(bench, 'Application/ord-api@theirs')).toMatchObject({ status: 'blocked' });
    await bench.cli(['apply', '--yes', ...RECORD]);
    expect(await bench.writes()).toEqual([]);
  });
});

describe('protect: true', () => {
  interface Protected {
    readonly cluster?: string;
    readonly app?: string;
    readonly multicast?: boolean;
  }

  async function write(bench: Bench, { cluster = '', app = '', multicast = true }: Protected): Promise<void> {
    const members = multicast ? 'mule-1' : '{ name: mule-1, ip: 10.0.0.11 }';
    await bench.write({
      'all.yaml': documents(
        ENVIRONMENT,
        servers('mule-1'),
        manifest(
          'Cluster',
          'orders',
          `{ multicast: ${multicast}, servers: [${members}] }`,
          lifecycle(cluster),
        ),
        manifest(
          'Application',
          'ord-api',
          '{ target: { cluster: orders }, artifact: { file: ./a.jar }, properties: { region: eu } }',
          lifecycle(app),
        ),
        manifest('ServerGroup', 'other', '{ servers: [] }'),
      ),
      'a.jar': 'v1',
    });
  }

  async function openCluster(one: Protected): Promise<Bench> {
    const bench = await openBench();
    await write(bench, one);
    await apply(bench);
    await write(bench, { ...one, multicast: false });
    await bench.clearLog();
    return bench;
  }

  test('a cluster is not made anew, its applications are left alone, and the rest goes on', async () => {
    const bench = await openCluster({ cluster: 'protect: true' });
    await (await byHand(bench)).remove('/serverGroups', 'other');
    expect((await planOf(bench)).resource_changes).toMatchObject([
      { address: 'production/ServerGroup/other', status: 'planned' },
      { address: 'production/Cluster/orders', status: 'retained', reason: 'protected' },
    ]);
    await apply(bench);
    expect(await bench.writes()).toEqual(['POST /hybrid/api/v1/serverGroups']);
  });

  test('a protected application keeps its cluster', async () => {
    const bench = await openCluster({ app: 'protect: true' });
    expect(await changeOf(bench, 'Cluster/orders')).toMatchObject({
      status: 'blocked',
      reason: 'holds_applications',
    });
    await bench.cli(['apply', '--yes', ...RECORD]);
    expect(await bench.writes()).toEqual([]);
  });

  test('what is made anew gets its properties too, though they are ignored', async () => {
    const bench = await openCluster({ app: 'ignore: [spec.properties]' });
    await apply(bench);
    expect(await bench.control('GET', 'world')).toMatchObject({
      applications: [
        { configuration: { 'mule.agent.application.properties.service': { properties: { region: 'eu' } } } },
      ],
    });
    expect((await planOf(bench)).resource_changes).toEqual([]);
  });

  test('without protection both are made anew', async () => {
    const bench = await openCluster({});
    const { resource_changes } = await planOf(bench);
    expect(resource_changes).toHaveLength(2);
    expect(resource_changes.map(({ status }) => status)).toEqual(['planned', 'planned']);
  });
});

describe('what is only reported of a server', () => {
  const server = (spec: string): string =>
    `apiVersion: muleteer/v1\nkind: Server\nmetadata: { name: mule-1 }\nspec:\n  expect: ${spec}\n`;

  test('another version than expected: a warning with its place, and no change', async () => {
    const bench = await openBench({ servers: [{ name: 'mule-1', muleVersion: '4.3.0' }] });
    await bench.write({
      'env.yaml': ENVIRONMENT,
      'server.yaml': server('{ muleVersion: 4.4.0, agentVersion: 2.5.4 }'),
    });
    const plan = await planOf(bench);
    expect(plan).toMatchObject({ resource_changes: [], calls: [] });
    expect(plan.diagnostics).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'version_differs',
        address: 'production/Server/mule-1',
        message: expect.stringMatching(/runs Mule 4\.3\.0, expected is 4\.4\.0/),
      }),
    ]);
    const { stdout, stderr, code } = await bench.cli(['plan', '--detailed-exitcode', ...RECORD]);
    expect(code).toBe(0);
    expect(`${stdout}\n${stderr}`).toMatch(/server\.yaml:\d+/);
    await apply(bench);
    expect(await bench.writes()).toEqual([]);
  });

  test.each<readonly [string, number, number, readonly string[]]>([
    ['in 31 days', 31, 31, []],
    ['in 30 days', 30, 30, ['certificate_expires', 'license_expires']],
    ['tomorrow and yesterday', 1, -1, ['certificate_expires', 'license_expired']],
    ['yesterday and tomorrow', -1, 1, ['certificate_expired', 'license_expires']],
    ['just now', 0, 0, ['certificate_expired', 'license_expired']],
  ])('certificate and licence %s', async (_, certificate, license, codes) => {
    const bench = await openBench({
      servers: [
        {
          name: 'mule-1',
          certificateExpirationDate: NOW + certificate * DAY,
          licenseExpirationDate: NOW + license * DAY,
        },
      ],
    });
    await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1')) });
    const { diagnostics, resource_changes } = await planOf(bench);
    expect(diagnostics.map(({ code }) => code).sort()).toEqual(codes);
    expect(diagnostics.every(({ severity }) => severity === 'warning')).toBe(true);
    expect(resource_changes).toEqual([]);
  });

  test('a plan with such warnings has the fingerprint of the one without', async () => {
    const bench = await openBench({
      servers: [
        {
          name: 'mule-1',
          certificateExpirationDate: NOW + 40 * DAY,
          licenseExpirationDate: NOW + 45 * DAY,
        },
      ],
    });
    await writeApp(bench);
    const plans = [await planOf(bench), await planOf(bench, 20 * DAY), await planOf(bench, 50 * DAY)];
    expect(plans.map(({ diagnostics }) => diagnostics.map(({ code }) => code).sort())).toEqual([
      [],
      ['certificate_expires', 'license_expires'],
      ['certificate_expired', 'license_expired'],
    ]);
    expect(plans[0]?.calls).toHaveLength(1);
    expect(new Set(plans.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });
});

test('heal: off with both in one resource: drift is held, intent is done', async () => {
  const policy = 'heal: off';
  const bench = await openApp({ policy, properties: 'level: info' });
  await (await byHand(bench)).change('/applications', 'ord-api', STOP);
  await writeApp(bench, { policy, jar: 'v2', properties: 'level: debug' });
  expect(await changeOf(bench, APP)).toMatchObject({
    status: 'planned',
    reason: 'heal_off',
    cause: 'intent',
  });
  await apply(bench);
  const bodies = await sent(bench);
  expect(bodies).toContain('configuration');
  // Starting it is what is held: what the new bytes may start is stopped again.
  expect(bodies).not.toContain('STARTED');
  expect(await changeOf(bench, APP)).toMatchObject({
    status: 'held',
    reason: 'heal_off',
    cause: 'drift',
    fields: [{ path: 'spec.desiredStatus' }],
  });
});

test.each(['ignore: [spec.artifact]', `hold: { fields: [spec.artifact], ${HOLD}, until: '2024-06-10' }`])(
  'new properties without the artifact that is left alone go with the one that is there: %s',
  async (life) => {
    const bench = await openApp({ properties: 'level: info' });
    const lab = new Lab(bench.sandbox);
    await lab.signIn();
    const { body } = await lab.arm('GET', '/applications');
    const theirs = { name: 'b.jar', contents: 'from elsewhere' };
    await lab.upload('PATCH', `/applications/${body.data[0].id}`, {}, theirs);
    await bench.settle();
    await bench.clearLog();
    await writeApp(bench, { life, properties: 'level: debug' });
    await apply(bench);
    const [{ artifact }] = (await lab.arm('GET', '/applications')).body.data;
    const sha1 = createHash('sha1').update(theirs.contents).digest('hex');
    expect(artifact).toMatchObject({ fileChecksum: sha1, fileName: 'b.jar' });
    expect(await sent(bench)).toContain('configuration');
    expect((await planOf(bench)).calls).toEqual([]);
  },
);

test('new properties wait where the artifact that is left alone came from Exchange', async () => {
  const asset = { artifactId: 'orders', version: '1.0.0', contents: 'of Exchange' };
  const bench = await openBench({ exchange: [asset] });
  const declare = (level: string, life = '') => {
    const artifact =
      '{ exchange: { groupId: a1b2c3d4-0000-4000-8000-000000000001, artifactId: orders, version: 1.0.0 } }';
    const spec = `{ target: { server: mule-1 }, artifact: ${artifact}, properties: { level: ${level} } }`;
    const app = manifest('Application', 'ord-api', spec, lifecycle(life));
    return bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1'), app) });
  };
  await declare('info');
  await apply(bench);
  await declare('debug', 'ignore: [spec.artifact]');
  expect(await changeOf(bench, APP)).toMatchObject({ status: 'blocked', reason: 'artifact_not_here' });
});

test.each(['ignore: [spec.properties]', `hold: { fields: [spec.properties], ${HOLD}, until: '2024-06-10' }`])(
  'new bytes without the properties that are left alone may lose them, and the plan says so: %s',
  async (life) => {
    const bench = await openApp({ properties: 'level: info' });
    await writeApp(bench, { life, jar: 'v2', properties: 'level: debug' });
    const { resource_changes } = await planOf(bench);
    expect(resource_changes).toMatchObject([{ address: `production/${APP}` }]);
    expect(resource_changes.flatMap(({ effects }) => effects)).toContainEqual(
      expect.objectContaining({ class: 'config-loss' }),
    );
  },
);

test('what was ignored was not applied: without the ignoring it is git that asks, not somebody who drifted', async () => {
  const bench = await openBench();
  await writeApp(bench, { life: 'ignore: [spec.desiredStatus]' });
  await apply(bench);
  await writeApp(bench, { status: 'STOPPED', life: 'ignore: [spec.desiredStatus]' });
  await apply(bench);
  await writeApp(bench, { status: 'STOPPED' });
  const change = await changeOf(bench, 'Application/ord-api@mule-1');
  expect(change).toMatchObject({ status: 'planned', cause: 'intent' });
});
