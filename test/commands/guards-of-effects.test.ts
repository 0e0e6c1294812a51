/** Guards that count what calls disturb: servers that restart, and what cannot be undone. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { apply, expectBlocked, guardsOf, withPolicy } from './guarded.ts';

afterEach(closeBenches);

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
