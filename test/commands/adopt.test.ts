import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, test } from 'vitest';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { group, openConsole } from '../support/console.ts';
import { documents, ENVIRONMENT, servers } from '../support/manifests.ts';

const VALUES = ENVIRONMENT.replace('spec:\n', 'spec:\n  values: { jar: v1.jar, status: STARTED }\n');

const ESTATE = `# who to call: 1234
apiVersion: muleteer/v1
kind: ServerGroup
metadata: { name: payments }   # a comment
spec:
  servers:
    - mule-1   # the old one
    - mule-2
---
apiVersion: muleteer/v1
kind: Cluster
metadata: { name: orders }
spec:
  multicast: false
  servers: [{ name: mule-3, ip: "10.0.0.3" }, { ip: '10.0.0.4', name: mule-4 }]
---
apiVersion: muleteer/v1
kind: Application
metadata: { name: pay-api }
spec:
  target: { serverGroup: payments }
  # by the nightly build
  artifact: { file: ./jars/v1.jar }
  desiredStatus: 'STARTED'   # always
  properties: { a: "1" }
`;

const LIVE: WorldInput = {
  serverGroups: [{ name: 'payments', servers: ['mule-2', 'mule-5'] }],
  clusters: [
    {
      name: 'orders',
      multicast: false,
      servers: [
        { name: 'mule-3', ip: '10.0.0.3' },
        { name: 'mule-4', ip: '10.0.0.9' },
      ],
    },
  ],
  applications: [
    { name: 'pay-api', target: 'payments', contents: 'v2', fileName: 'pay.jar', desiredStatus: 'STOPPED' },
  ],
};

async function openRepository(estate = ESTATE, world = LIVE, environment = ENVIRONMENT): Promise<Bench> {
  const bench = await openBench(world);
  await bench.settle();
  const names = ['mule-1', 'mule-2', 'mule-3', 'mule-4', 'mule-5'];
  await bench.write({
    'env.yaml': documents(environment, servers(...names)),
    'estate.yaml': estate,
    'jars/v1.jar': 'v1',
    'v1.jar': 'v1',
  });
  await bench.clearLog();
  return bench;
}

const TWO_PLACES = ESTATE.replace(
  'target: { serverGroup: payments }',
  'targets: [{ serverGroup: payments }, { server: mule-6 }]',
);

/** One manifest for two places, of which the second runs what is said here. */
function openTwoPlaces(contents: string, desiredStatus: 'STARTED' | 'STOPPED'): Promise<Bench> {
  const second = { name: 'pay-api', target: 'mule-6', contents, desiredStatus };
  const live = { ...LIVE, applications: [...(LIVE.applications ?? []), second] };
  return openRepository(documents(TWO_PLACES, servers('mule-6')), live);
}

async function textOf(bench: Bench, file = 'estate.yaml'): Promise<string> {
  return readFile(join(bench.folder, file), 'utf8');
}

async function expectEmptyPlan(bench: Bench, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await bench.cli(['plan', '--detailed-exitcode', ...args]);
  expect(`${code} ${stdout}${stderr}`).toMatch(/^0 /);
}

afterEach(closeBenches);

const SHA1 = '5adad9e1bd4cfdb2ec14f2a6e4a73b2d5f6e1a1d';

describe('adopt', () => {
  it('takes live values into the lines that they belong to, and writes to nobody', async () => {
    const bench = await openRepository();
    const { code, stdout, stderr } = await bench.cli(['adopt', 'production/*']);
    expect(`${code} ${stderr}`).toMatch(/^0 [\s\S]*3 resources adopted\n$/);
    const text = await textOf(bench);
    const sha1 = /sha1: (\w{40})/.exec(text)?.[1] ?? SHA1;
    expect(text).toBe(
      ESTATE.replace('    - mule-1   # the old one\n    - mule-2\n', '    - mule-2\n    - mule-5\n')
        .replace("'10.0.0.4'", "'10.0.0.9'")
        .replace('{ file: ./jars/v1.jar }', `{ deployed: { sha1: ${sha1}, fileName: pay.jar } }`)
        .replace("'STARTED'", "'STOPPED'"),
    );
    expect(stdout).toContain("-  desiredStatus: 'STARTED'   # always\n+  artifact: { deployed: {");
    expect(await bench.writes()).toEqual([]);
    await expectEmptyPlan(bench);
  });

  it('takes one resource alone', async () => {
    const bench = await openRepository();
    await bench.cli(['adopt', 'production/Cluster/orders']);
    expect(await textOf(bench)).toBe(ESTATE.replace("'10.0.0.4'", "'10.0.0.9'"));
    await expectEmptyPlan(bench, '--only', 'production/Cluster/orders');
  });

  it('downloads the archive beside the one that is named', async () => {
    const bench = await openRepository();
    const { code } = await bench.cli(['adopt', 'production/Application/*', '--artifacts', 'download']);
    expect(code).toBe(0);
    expect(await textOf(bench)).toContain('artifact: { file: ./jars/pay.jar }');
    expect(await textOf(bench, 'jars/pay.jar')).toBe('v2');
    expect(await bench.writes()).toEqual([]);
    await expectEmptyPlan(bench, '--only', 'production/Application/*');
    expect((await readdir(join(bench.folder, 'jars'))).sort()).toEqual(['pay.jar', 'v1.jar']);
  });

  it('shows what it would do with --dry-run', async () => {
    const bench = await openRepository();
    const { code, stdout, stderr } = await bench.cli(['adopt', 'production/*', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toContain('+    - mule-5');
    expect(stderr).toContain('3 resources would be adopted');
    expect(await textOf(bench)).toBe(ESTATE);
  });

  it('leaves placeholders alone, says where they are, and takes the rest', async () => {
    const estate = ESTATE.replace("'STARTED'", '${value:status}').replace(
      './jars/v1.jar',
      '"./${value:jar}"',
    );
    const bench = await openRepository(estate, LIVE, VALUES);
    const { code, stderr } = await bench.cli(['adopt', 'production/Application/*', 'production/Cluster/*']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /spec\.desiredStatus is left as it is: it is not written here, but filled in[\s\S]*estate\.yaml:24/,
    );
    expect(stderr).toMatch(/spec\.artifact is left as it is/);
    expect(stderr).toContain('1 resource adopted, 2 differences left');
    expect(await textOf(bench)).toBe(estate.replace("'10.0.0.4'", "'10.0.0.9'"));
  });

  it('keeps a placeholder that says what is live', async () => {
    const estate = ESTATE.replace("'STARTED'", '${value:status}');
    const bench = await openRepository(estate, LIVE, VALUES.replace('status: STARTED', 'status: STOPPED'));
    const { code } = await bench.cli(['adopt', 'production/Application/*']);
    expect(code).toBe(0);
    expect(await textOf(bench)).toContain('desiredStatus: ${value:status}   # always');
    await expectEmptyPlan(bench, '--only', 'production/Application/*');
  });

  it('turns a cluster from addresses to multicast, members and all', async () => {
    const live = { ...LIVE, clusters: [{ name: 'orders', multicast: true, servers: ['mule-3', 'mule-4'] }] };
    const bench = await openRepository(ESTATE, live);
    expect((await bench.cli(['adopt', 'production/Cluster/orders'])).code).toBe(0);
    expect(await textOf(bench)).toContain('  multicast: true\n  servers: [mule-3, mule-4]\n');
    await expectEmptyPlan(bench, '--only', 'production/Cluster/orders');
  });

  it('turns a cluster from multicast to addresses', async () => {
    const estate = ESTATE.replace('multicast: false', 'multicast: true').replace(
      /servers: \[\{.*\n/,
      'servers: [mule-3, { name: mule-4 }]  # both\n',
    );
    const bench = await openRepository(estate);
    expect((await bench.cli(['adopt', 'production/Cluster/orders'])).code).toBe(0);
    expect(await textOf(bench)).toContain(
      '  multicast: false\n  servers: [{ name: mule-3, ip: 10.0.0.3 }, { name: mule-4, ip: 10.0.0.9 }]  # both\n',
    );
    await expectEmptyPlan(bench, '--only', 'production/Cluster/orders');
  });

  it('refuses what would not be valid, and writes nothing', async () => {
    const live = { ...LIVE, serverGroups: [{ name: 'payments', servers: ['mule-2', 'mule-6'] }] };
    const bench = await openRepository(ESTATE, live);
    const { code, stderr, stdout } = await bench.cli(['adopt', 'production/*']);
    expect(code).toBe(1);
    expect(stderr).toContain('mule-6');
    expect(stdout).toBe('');
    expect(await textOf(bench)).toBe(ESTATE);
  });

  it('does not change another place of the same manifest', async () => {
    const bench = await openTwoPlaces('v1', 'STARTED');
    const { code, stderr } = await bench.cli(['adopt', 'production/Application/pay-api@payments']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Application\/pay-api@mule-6 would change with it/);
    expect(await textOf(bench)).toContain(TWO_PLACES);
  });

  it('says of places that differ from each other that one manifest cannot hold them', async () => {
    const bench = await openTwoPlaces('v3', 'STOPPED');
    const { code, stderr } = await bench.cli(['adopt', 'production/Application/*']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Application pay-api is live with more than one artifact/);
    expect(await textOf(bench)).toContain(TWO_PLACES);
  });

  it('says what is not live, and what nobody declares', async () => {
    const bench = await openRepository(ESTATE, { ...LIVE, applications: [] });
    const gone = await bench.cli(['adopt', 'production/Application/*']);
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('is left as it is: it is not live: there is nothing to take');
    const strange = await bench.cli(['adopt', 'production/Application/other@payments']);
    expect(strange.code).toBe(1);
    expect(strange.stderr).toMatch(/no resource has the address[\s\S]*export/);
  });

  it('never reads properties back', async () => {
    const bench = await openRepository(
      ESTATE.replace('./jars/v1.jar', './v2.jar').replace("'STARTED'", 'STOPPED'),
    );
    await bench.write({ 'v2.jar': 'v2' });
    const args = ['--record', 'file:record.json'];
    expect((await bench.cli(['apply', '--yes', '--only', 'production/Application/*', ...args])).code).toBe(0);
    await bench.write({ 'estate.yaml': (await textOf(bench)).replace('a: "1"', 'a: "2"') });
    const before = await textOf(bench);
    const { code, stderr } = await bench.cli(['adopt', 'production/Application/*', ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain('spec.properties is left as it is: the service does not give it back');
    expect(await textOf(bench)).toBe(before);
  });

  it('keeps line ends and a byte order mark', async () => {
    const bench = await openRepository();
    const windows = `\uFEFF${ESTATE.replaceAll('\n', '\r\n')}`;
    await bench.write({ 'estate.yaml': windows });
    expect((await bench.cli(['adopt', 'production/ServerGroup/*'])).code).toBe(0);
    const text = await textOf(bench);
    expect(text.startsWith('\uFEFF# who')).toBe(true);
    expect(text).toBe(
      windows.replace('    - mule-1   # the old one\r\n    - mule-2\r\n', '    - mule-2\r\n    - mule-5\r\n'),
    );
  });

  it('writes what looks like a placeholder so that it is none', async () => {
    const bench = await openConsole([group('Ops', 'VIEW_ALERTS', 'description: "mine"')], {
      mmc: {
        userGroups: [
          { name: 'Ops', description: 'costs ${env:HOME}', permissions: ['VIEW_ALERTS', 'SERVER_VIEW'] },
        ],
      },
    });
    const { code, stderr } = await bench.cli(['adopt', 'mmc/UserGroup/Ops']);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    expect(await textOf(bench, 'mmc.yaml')).toContain(
      'spec: { permissions: [VIEW_ALERTS, SERVER_VIEW], description: "costs $${env:HOME}" }',
    );
    await expectEmptyPlan(bench);
  });

  test.each([['--dry-run', '--artifacts', 'download']])('refuses %s with %s %s', async (...flags) => {
    const bench = await openRepository();
    const { code, stderr } = await bench.cli(['adopt', 'production/*', ...flags]);
    expect(code).toBe(1);
    expect(stderr).toContain('--dry-run writes nothing, and downloads nothing');
    expect(await bench.log()).toEqual([]);
  });
});
