/** Which part of an estate a run is about, how fast it goes, and which plans it refuses. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, type CliOptions, closeBenches } from '../support/bench.ts';
import { fault, openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';

afterEach(closeBenches);

const PLACE = 'production/ServerGroup/payments';
const PAY = 'production/Application/pay-api@payments';
const ORDERS = 'production/Application/ord-api@mule-2';

async function planned(bench: Bench, args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await bench.cli(['plan', '-o', 'json', ...args]);
  const plan = JSON.parse(stdout) as { calls: readonly { readonly address: string }[] };
  return plan.calls.map(({ address }) => address).sort();
}

describe('narrows', () => {
  test.each<readonly [string, readonly string[]]>([
    ['', [ORDERS, PAY, PLACE]],
    [`--only ${PLACE}`, [PLACE]],
    [`--only ${PLACE} --only ${PAY}`, [PAY, PLACE]],
    ['--only production/Application/*@mule-*', [ORDERS]],
    ['--only *ord-api*', [ORDERS]],
    [`--exclude ${ORDERS}`, [PAY, PLACE]],
    ['--exclude production/Application/*', [PLACE]],
    ['--only production/Application/* --exclude *pay-api*', [ORDERS]],
    ['--selector team=pay', [PAY, PLACE]],
    ['--selector team=pay --selector tier=1', [PLACE]],
    ['--selector team=*', [ORDERS, PAY, PLACE]],
    ['--selector team=nobody', []],
    ['--target production', [ORDERS, PAY, PLACE]],
  ])('%s', async (flags, expected) => {
    const bench = await openEstate();
    expect(await planned(bench, flags.split(' ').filter(Boolean))).toEqual(expected);
  });

  test('an apply to the same calls', async () => {
    const bench = await openEstate();
    expect(await bench.cli(['apply', '--yes', '--selector', 'team=orders'])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual(['POST /hybrid/api/v1/applications']);
  });

  test('--target leaves the others alone: they are not even contacted', async () => {
    const bench = await openEstate();
    await bench.write({ 'console/mmc.yaml': documents(CONSOLE, manifest('UserGroup', 'Ops')) });
    expect(await bench.cli(['plan', '--target', 'mmc'])).toMatchObject({ code: 0 });
    expect(new Set((await bench.log()).map(({ service }) => service))).toEqual(new Set(['mmc']));
  });

  test('a variable does what the flag does, and the flag wins', async () => {
    const bench = await openEstate();
    const env = { MULETEER_ONLY: PLACE };
    const text = async (args: readonly string[], options: CliOptions) =>
      (await bench.cli(['plan', '-o', 'json', ...args], options)).stdout;
    expect(JSON.parse(await text([], { env }))).toMatchObject({ summary: { calls: 1 } });
    expect(JSON.parse(await text(['--only', '*'], { env }))).toMatchObject({ summary: { calls: 3 } });
  });
});

describe('writes side by side', () => {
  test.each<readonly [string, readonly string[], CliOptions, number]>([
    ['--parallelism 1', ['--parallelism', '1'], {}, 1],
    ['--parallelism 3', ['--parallelism', '3'], {}, 3],
    ['MULETEER_PARALLELISM=2', [], { env: { MULETEER_PARALLELISM: '2' } }, 2],
    ['8, when nothing is said', [], {}, 8],
  ])('%s', async (_, flags, options, most) => {
    const bench = await openEstate();
    const names = Array.from({ length: 12 }, (_unused, index) => `group-${index}`);
    let waiting = 0;
    let release: () => void = () => {};
    const enough = new Promise<void>((resolve) => {
      release = resolve;
    });
    // Nobody is answered until as many wait as may wait.
    const relay = await startRelay(bench.sandbox.url, async ({ method, path }) => {
      if (method !== 'POST' || !path.startsWith('/hybrid/')) return undefined;
      waiting += 1;
      if (waiting >= most) release();
      await enough;
      return undefined;
    });
    await bench.write({
      'all.yaml': documents(
        ENVIRONMENT.replace('$URL', relay.url),
        ...names.map((name) => manifest('ServerGroup', name, '{ servers: [] }')),
      ),
    });
    expect(await bench.cli(['apply', '--yes', ...flags], options)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(12);
    expect(relay.mostWritesAtOnce()).toBe(most);
  });
});

describe('--detailed-exitcode', () => {
  test('2 with changes, 0 without', async () => {
    const bench = await openEstate();
    expect(await bench.cli(['plan', '--detailed-exitcode'])).toMatchObject({ code: 2 });
    expect(await bench.cli(['plan'])).toMatchObject({ code: 0 });
    await bench.cli(['apply', '--yes']);
    expect(await bench.cli(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 });
  });

  test('2 with nothing but a part that waits; 1 when it fails', async () => {
    const bench = await openEstate();
    await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-9')), 'a.jar': '' });
    expect(await bench.cli(['plan', '--detailed-exitcode'])).toMatchObject({ code: 2 });
    await fault(bench, { path: '/servers$' }, { type: 'respond', status: 500 });
    expect(await bench.cli(['plan', '--detailed-exitcode'])).toMatchObject({ code: 1 });
  });
});

describe('--fail-on', () => {
  const world = {
    clusters: [{ name: 'orders', multicast: true, servers: ['mule-1'] }],
    alerts: [{ name: 'down', resources: ['orders'], resourceType: 'cluster' }],
  };
  /** A cluster that has to be made anew, which takes its alert along, and a server that is not there. */
  async function open(): Promise<Bench> {
    const bench = await openEstate(world);
    const cluster = '{ multicast: false, servers: [{ name: mule-1, ip: 10.0.0.11 }] }';
    await bench.write({
      'all.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-9'), manifest('Cluster', 'orders', cluster)),
    });
    return bench;
  }

  test.each<readonly [string, number]>([
    ['blocked', 3],
    ['irreversible', 3],
    ['held', 0],
    ['guard', 3],
    ['held,guard', 3],
    ['held, blocked', 3],
  ])('%s: exit %i, and nothing written', async (classes, code) => {
    const bench = await open();
    const plan = await bench.cli(['plan', '--fail-on', classes]);
    expect(plan).toMatchObject({ code, stdout: expect.stringContaining('Cluster orders') });
    if (code === 0) return;
    const apply = await bench.cli(['apply', '--yes', '--fail-on', classes]);
    await expectFailure(
      apply,
      { code, error: /which --fail-on refuses/, hint: /nothing was written/ },
      bench,
    );
    expect(apply.stdout).toContain('Cluster orders');
  });

  test('wins over --detailed-exitcode', async () => {
    const bench = await open();
    const args = ['plan', '--detailed-exitcode', '--fail-on', 'blocked'];
    expect(await bench.cli(args)).toMatchObject({ code: 3 });
  });
});
