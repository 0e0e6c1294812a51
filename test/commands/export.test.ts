import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

const WORLD: WorldInput = {
  serverGroups: [{ name: 'payments', servers: ['mule-1', 'mule-2'] }],
  clusters: [
    { name: 'orders', multicast: false, servers: [{ name: 'mule-3', ip: '10.0.0.3' }] },
    { name: 'stock', multicast: true, servers: ['mule-4'] },
  ],
  applications: [
    {
      name: 'pay-api',
      target: 'payments',
      contents: 'pay',
      fileName: 'api.jar',
      desiredStatus: 'STARTED',
      properties: { a: '1' },
    },
    { name: 'ord-api', target: 'orders', contents: 'ord', fileName: 'api.jar', desiredStatus: 'STOPPED' },
    { name: 'pay-api', target: 'mule-6', contents: 'pay', fileName: 'api.jar', desiredStatus: 'STARTED' },
  ],
};

async function variables(bench: Bench): Promise<Record<string, string>> {
  return {
    ANYPOINT_HOST: bench.sandbox.url,
    ANYPOINT_ORG: 'Acme',
    ANYPOINT_ENV: 'Sandbox',
    ANYPOINT_CLIENT_ID: 'sandbox',
    ANYPOINT_CLIENT_SECRET: 'sandbox',
    MMC_URL: `${bench.sandbox.url}/mmc`,
    MMC_USERNAME: 'admin',
    MMC_PASSWORD: 'admin',
  };
}

async function openWorld(world = WORLD): Promise<Bench> {
  const bench = await openBench(world);
  await bench.settle();
  await bench.clearLog();
  return bench;
}

async function filesBelow(bench: Bench, folder = 'live'): Promise<readonly string[]> {
  const found = await readdir(join(bench.folder, folder), { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files.map((file) => file.slice(join(bench.folder, folder).length + 1)).sort();
}

async function textOf(bench: Bench, file: string): Promise<string> {
  return readFile(join(bench.folder, file), 'utf8');
}

async function expectEmptyPlan(bench: Bench, env = {}, ...paths: readonly string[]): Promise<void> {
  const planned = await bench.cli(
    ['plan', '--detailed-exitcode', '--fail-on', 'blocked,held,guard', ...paths],
    { env },
  );
  expect(`${planned.code} ${planned.stdout}${planned.stderr}`).toMatch(/^0 /);
  expect(await bench.writes()).toEqual([]);
}

function ok({ code, stderr, stdout }: CliResult): string {
  expect(`${code} ${stderr}`).toMatch(/^0 /);
  return stdout;
}

afterEach(closeBenches);

describe('export', () => {
  it('writes a repository from the variables alone, and the plan after it is empty', async () => {
    const bench = await openWorld();
    const env = await variables(bench);
    expect(ok(await bench.cli(['export', '--out', 'live'], { env }))).toBe(
      'live: 16 resources of 2 targets in 18 files\n',
    );
    expect(await filesBelow(bench)).toEqual([
      'mmc/console.yaml',
      ...['Administrators', 'Deployers', 'Monitors', 'Server%20Administrators'].map(
        (name) => `mmc/user-groups/${name}.yaml`,
      ),
      'sandbox/applications/ord-api@orders.yaml',
      'sandbox/applications/pay-api@mule-6.yaml',
      'sandbox/applications/pay-api@payments.yaml',
      'sandbox/clusters/orders.yaml',
      'sandbox/clusters/stock.yaml',
      'sandbox/environment.yaml',
      'sandbox/server-groups/payments.yaml',
      ...[1, 2, 3, 4, 5, 6].map((number) => `sandbox/servers/mule-${number}.yaml`),
    ]);
    expect(await textOf(bench, 'live/sandbox/applications/ord-api@orders.yaml')).toMatch(
      /^# Properties cannot be read back: .*\napiVersion: muleteer\/v1\nkind: Application\nmetadata: { name: ord-api }\nspec:\n {2}target: { cluster: orders }\n {2}artifact: { deployed: { sha1: [0-9a-f]{40}, fileName: api.jar } }\n {2}desiredStatus: STOPPED\n$/,
    );
    expect(await textOf(bench, 'live/sandbox/clusters/orders.yaml')).toBe(`apiVersion: muleteer/v1
kind: Cluster
metadata: { name: orders }
spec:
  multicast: false
  servers:
    - { name: mule-3, ip: 10.0.0.3 }
`);
    await expectEmptyPlan(bench, env);
  });

  it('leaves nothing to send: an apply after it records all, and calls nobody', async () => {
    const bench = await openWorld();
    const env = await variables(bench);
    ok(await bench.cli(['export', '--out', 'live'], { env }));
    const apply = ['apply', '--yes', '--record', 'file:record'];
    ok(await bench.cli(apply, { env }));
    expect(await bench.writes()).toEqual([]);
    const history = ok(await bench.cli(['history', 'sandbox', '--record', 'file:record'], { env }));
    expect(history).not.toBe('');
    await expectEmptyPlan(bench, env, '--record', 'file:record');
  });

  it('records properties that are declared before the first apply without a call, and sends them with an update', async () => {
    const bench = await openWorld();
    const env = await variables(bench);
    ok(await bench.cli(['export', '--out', 'live', '--target', 'sandbox'], { env }));
    const address = 'sandbox/Application/pay-api@payments';
    ok(await bench.cli(['set', address, 'spec.properties={ a: "1", b: "2" }', '--path', 'live']));
    const apply = ['apply', '--yes', '--record', 'file:record', 'live/sandbox'];
    ok(await bench.cli(apply, { env }));
    expect(await bench.writes()).toEqual([]);
    await bench.write({ 'live/sandbox/new.jar': 'new' });
    ok(await bench.cli(['set', address, 'spec.artifact={ file: ../new.jar }', '--path', 'live']));
    const applied = await bench.cli(apply, { env });
    ok(applied);
    expect(applied.stdout).not.toContain('config');
    expect(await bench.writes()).toEqual([expect.stringMatching(/^PATCH .*applications\/\d+$/)]);
    expect(JSON.stringify(await bench.control('GET', 'world'))).toContain('{"a":"1","b":"2"}');
  });

  it('writes one file a kind, and downloads the archives', async () => {
    const bench = await openWorld();
    const env = await variables(bench);
    ok(
      await bench.cli(
        ['export', '--out', 'live', '--layout', 'kind', '--artifacts', 'download', '--target', 'sandbox'],
        { env },
      ),
    );
    expect(await filesBelow(bench)).toEqual(
      expect.arrayContaining([
        'sandbox/applications.yaml',
        expect.stringMatching(/^sandbox\/artifacts\/api-[0-9a-f]{8}\.jar$/),
        'sandbox/artifacts/api.jar',
        'sandbox/clusters.yaml',
        'sandbox/server-groups.yaml',
        'sandbox/servers.yaml',
      ]),
    );
    expect((await filesBelow(bench)).filter((file) => file.endsWith('.jar'))).toHaveLength(2);
    await expectEmptyPlan(bench, env, 'live/sandbox');
  });

  it('observes what the chosen resources refer to', async () => {
    const bench = await openWorld();
    await bench.write({ 'env.yaml': ENVIRONMENT });
    const only = ['--only', 'production/Application/ord-api@*', '--only', 'production/ServerGroup/payments'];
    expect(ok(await bench.cli(['export', '--out', 'live', ...only]))).toBe(
      'live: 5 resources of 1 target in 5 files, 3 of them observed only\n',
    );
    expect(await textOf(bench, 'live/production/clusters/orders.yaml')).toBe(`apiVersion: muleteer/v1
kind: Cluster
metadata: { name: orders, environment: production, lifecycle: { manage: observe } }
`);
    expect(await filesBelow(bench)).not.toContain('production/servers/mule-3.yaml');
    await expectEmptyPlan(bench);
  });

  it('leaves out what is declared', async () => {
    const bench = await openWorld();
    await bench.write({
      'env.yaml': documents(
        ENVIRONMENT,
        servers('mule-1', 'mule-2'),
        manifest('ServerGroup', 'payments', '{ servers: [mule-1, mule-2] }'),
      ),
    });
    ok(await bench.cli(['export', '--out', 'live']));
    expect(await filesBelow(bench)).not.toContain('production/server-groups/payments.yaml');
    await expectEmptyPlan(bench);
    expect(ok(await bench.cli(['export', '--out', 'live']))).toBe(
      'Nothing to export: all that is live in 1 target is declared\n',
    );
  });

  it('never touches a file that is there', async () => {
    const bench = await openWorld();
    await bench.write({ 'other/production/servers/mule-5.yaml': '# mine\n', 'env.yaml': ENVIRONMENT });
    const { code, stderr } = await bench.cli(['export', '--out', 'other']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /other\/production\/servers\/mule-5\.yaml is there already, and would be overwritten/,
    );
    expect(await filesBelow(bench, 'other')).toEqual(['production/servers/mule-5.yaml']);
  });

  it('says what it cannot write, and writes the rest', async () => {
    const bench = await openWorld({
      servers: [{ name: 'mule-1' }, { name: 'mule-2' }, { name: 'mule-2' }],
      serverGroups: [{ name: 'twins', servers: ['mule-2'] }],
      applications: [
        { name: 'pay-api', target: 'mule-1', contents: 'x', desiredStatus: 'STARTED' },
        {
          name: 'no-bytes',
          target: 'mule-1',
          sha1: 'a'.repeat(40),
          size: 3,
          fileName: 'x.jar',
          desiredStatus: 'STARTED',
        },
      ],
    });
    await bench.write({ 'env.yaml': ENVIRONMENT });
    const result = await bench.cli(['export', '--out', 'live', '--artifacts', 'download']);
    ok(result);
    expect(result.stderr).toMatch(
      /production\/Server\/mule-2 is left out: 2 of them have this name \(\d+, \d+\)/,
    );
    expect(result.stderr).toMatch(/no-bytes.*cannot be downloaded/);
    expect(await textOf(bench, 'live/production/applications/no-bytes@mule-1.yaml')).toContain('deployed:');
    await expectEmptyPlan(bench);
  });

  it('needs --out, a target, and an address that there is', async () => {
    const bench = await openWorld();
    expect(await bench.cli(['export'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('export needs --out DIR'),
    });
    expect(await bench.cli(['export', '--out', 'live'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no manifest at PATH, and no variable names a target'),
    });
    await bench.write({ 'env.yaml': ENVIRONMENT });
    expect(await bench.cli(['export', '--out', 'live', '--only', 'production/Server/mule-9'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing live has the address production/Server/mule-9'),
    });
    await bench.write({ 'env.yaml': ENVIRONMENT.replace('spec:', 'spek:') });
    expect(await bench.cli(['export', '--out', 'live'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unknown key spek'),
    });
    expect(await bench.writes()).toEqual([]);
  });
});
