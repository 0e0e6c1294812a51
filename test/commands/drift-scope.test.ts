/** What `drift` looks at, and what it needs for that. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { byHand } from './by-hand.ts';
import { drift, ORDERS, openApplied, PLACE, RECORD } from './drifted.ts';

afterEach(closeBenches);

describe('looks at a part', () => {
  async function openDrifted(): Promise<Bench> {
    const bench = await openApplied();
    const hand = await byHand(bench);
    await hand.change('/serverGroups', 'payments', { name: 'payments-x' });
    await hand.change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
    return bench;
  }

  test.each<readonly [string, readonly string[]]>([
    ['', [PLACE, ORDERS]],
    [`--only ${PLACE}`, [PLACE]],
    ['--only production/Application/*', [ORDERS]],
    [`--exclude ${ORDERS}`, [PLACE]],
    ['--selector team=orders', [ORDERS]],
    ['--target production', [PLACE, ORDERS]],
  ])('%s', async (flags, expected) => {
    const bench = await openDrifted();
    const found = await drift(bench, ...flags.split(' ').filter(Boolean));
    expect(found.map(({ address }) => address)).toEqual(expected);
  });

  test('of the paths, by the files that are recorded', async () => {
    const bench = await openBench();
    await bench.write({
      'env.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-2')),
      'one/a.yaml': manifest('ServerGroup', 'one-group', '{ servers: [mule-1] }'),
      'two/b.yaml': manifest('ServerGroup', 'two-group', '{ servers: [mule-2] }'),
    });
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    await bench.settle();
    const hand = await byHand(bench);
    await hand.remove('/serverGroups', 'one-group');
    await hand.remove('/serverGroups', 'two-group');
    // Also where the file itself is gone, or broken: what was applied is in the record.
    await bench.write({ 'two/b.yaml': manifest('ServerGroup', 'two-group', '{ nonsense: [mule-2] }') });
    expect((await drift(bench, 'one')).map(({ address }) => address)).toEqual([
      'production/ServerGroup/one-group',
    ]);
    expect((await drift(bench, 'two')).map(({ address }) => address)).toEqual([
      'production/ServerGroup/two-group',
    ]);
  });

  test('an address that fits nothing is an error', async () => {
    const bench = await openApplied();
    for (const flag of ['--only', '--exclude']) {
      const result = await bench.cli(['drift', ...RECORD, flag, 'production/Server/nobody']);
      await expectFailure(result, { error: /no recorded resource .*nobody/, hint: /TARGET\/KIND\/NAME/ });
    }
    const near = await bench.cli(['drift', ...RECORD, '--only', 'ServerGroup/payments']);
    await expectFailure(near, {
      error: /no recorded/,
      hint: /did you mean production\/ServerGroup\/payments\?/,
    });
    const result = await bench.cli(['drift', ...RECORD, '--target', 'nowhere']);
    await expectFailure(result, { error: /no manifest declares the target nowhere/, hint: /production/ });
  });
});

describe('needs', () => {
  test('no artifact, no secret, no manifest without mistakes; and sends nothing but GETs', async () => {
    const bench = await openApplied();
    await (await byHand(bench)).change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
    await rm(join(bench.folder, 'a.jar'));
    await bench.write({ 'broken.yaml': manifest('Cluster', 'x', '{ nonsense: 1 }') });
    expect(await bench.cli(['plan', ...RECORD])).toMatchObject({ code: 1 });
    expect(await drift(bench)).toHaveLength(1);
    const sent = (await bench.log()).filter(({ service }) => service !== 'accounts');
    expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  test('to know its targets', async () => {
    const bench = await openApplied();
    await bench.write({ 'broken.yaml': 'apiVersion: [' });
    expect(await bench.cli(['drift', ...RECORD])).toMatchObject({ code: 1, stdout: '' });
  });

  test('a record: without one it says so, and contacts nobody', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['drift', '-o', 'json', '--detailed-exitcode', ...RECORD]);
    expect(result).toMatchObject({ code: 0 });
    expect(JSON.parse(result.stdout)).toMatchObject({
      targets: [{ name: 'production', record: null }],
      resource_changes: [],
      diagnostics: [{ severity: 'info', code: 'no_record', message: expect.stringContaining('production') }],
    });
    expect(await bench.log()).toEqual([]);
  });

  test('a record of this estate: another is exit 3', async () => {
    const bench = await openApplied();
    const other = { organizations: [{ name: 'Acme', environments: ['Sandbox', 'Live'] }] };
    const elsewhere = await openEstate(other);
    await elsewhere.write({ 'all.yaml': documents(ENVIRONMENT.replace('Sandbox', 'Live')) });
    const result = await elsewhere.cli(['drift', '--record', `file:${join(bench.folder, 'record')}`]);
    await expectFailure(result, { code: 3, error: /record of production belongs to/, hint: /another name/ });
  });
});
