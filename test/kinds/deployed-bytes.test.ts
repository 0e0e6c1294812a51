/** Applications whose manifest knows their bytes by the digest alone. */

import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { fault } from '../support/estate.ts';
import { planJson } from '../support/laws.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

const SHA1 = createHash('sha1').update('v1').digest('hex');
const OTHER = createHash('sha1').update('v2').digest('hex');

function app(more = '', sha1 = SHA1, target = '{ cluster: orders }'): string {
  return manifest(
    'Application',
    'ord-api',
    `{ target: ${target}, artifact: { deployed: { sha1: ${sha1} } }${more} }`,
  );
}

function cluster(multicast: boolean): string {
  const members = multicast ? '[mule-1]' : '[{ name: mule-1, ip: 10.0.0.1 }]';
  return manifest('Cluster', 'orders', `{ multicast: ${multicast}, servers: ${members} }`);
}

async function openWorld(...texts: readonly string[]): Promise<Bench> {
  const bench = await openBench({
    clusters: [{ name: 'orders', multicast: true, servers: ['mule-1'] }],
    applications: [
      { name: 'ord-api', target: 'orders', contents: 'v1', fileName: 'ord.jar', desiredStatus: 'STARTED' },
    ],
  });
  await bench.settle();
  await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-2'), ...texts) });
  await bench.clearLog();
  return bench;
}

async function changeOf(bench: Bench, address: string, ...args: readonly string[]) {
  const { resource_changes, calls } = await planJson(bench, ...args);
  return { change: resource_changes.find((one) => one.address === address), calls };
}

const ADDRESS = 'production/Application/ord-api@orders';
const RECORD = ['--record', 'file:record'];

/** Recorded as it runs; its properties have come to git since. */
async function openWithProperties(): Promise<Bench> {
  const bench = await openWorld(cluster(true), app());
  expect((await bench.cli(['apply', '--yes', ...RECORD])).code).toBe(0);
  const declared = [cluster(true), app(', properties: { a: "1" }')];
  await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-2'), ...declared) });
  return bench;
}

afterEach(closeBenches);

describe('artifact.deployed', () => {
  it('is what runs', async () => {
    const bench = await openWorld(cluster(true), app());
    expect((await planJson(bench)).resource_changes).toEqual([]);
  });

  it('lets it be stopped', async () => {
    const bench = await openWorld(cluster(true), app(', desiredStatus: STOPPED'));
    const { code } = await bench.cli(['apply', '--yes']);
    expect(code).toBe(0);
    expect((await planJson(bench)).resource_changes).toEqual([]);
  });

  it('is sent again, fetched from the service, when properties come to git', async () => {
    const bench = await openWithProperties();
    await bench.clearLog();
    const applied = await bench.cli(['apply', '--yes', ...RECORD]);
    expect(`${applied.code} ${applied.stderr}`).toMatch(/^0 /);
    expect(await bench.writes()).toEqual([
      expect.stringMatching(/^PATCH \/hybrid\/api\/v1\/applications\/\d+$/),
    ]);
    const world = (await bench.control('GET', 'world')) as { applications?: unknown };
    expect(JSON.stringify(world)).toContain('"a":"1"');
    expect((await planJson(bench, ...RECORD)).resource_changes).toEqual([]);
  });

  it('fails before it is sent where the service no longer has the bytes', async () => {
    const bench = await openWithProperties();
    await fault(bench, { path: '/artifact$' }, { type: 'respond', status: 404, body: {} }, 20);
    await bench.clearLog();
    const { code, stdout, stderr } = await bench.cli(['apply', '--yes', ...RECORD]);
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/not sent, since the bytes that it runs could not be fetched/);
    expect(await bench.writes()).toEqual([]);
  });

  it('waits where other bytes would have to be sent', async () => {
    const bench = await openWorld(cluster(true), app('', OTHER));
    const { change, calls } = await changeOf(bench, ADDRESS);
    expect(change).toMatchObject({ status: 'blocked', reason: expect.stringContaining('artifact_not_here') });
    expect(calls).toEqual([]);
    const { code, stdout } = await bench.cli(['apply', '--yes']);
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /its manifest knows their digest only .* spec\.artifact\.file/,
    );
  });

  it('waits where it is not there at all, and where it would move', async () => {
    const bench = await openWorld(cluster(true), app());
    expect((await bench.cli(['apply', '--yes', ...RECORD])).code).toBe(0);
    await bench.write({
      'all.yaml': documents(
        ENVIRONMENT,
        servers('mule-1', 'mule-2'),
        cluster(true),
        app('', SHA1, '{ server: mule-2 }'),
      ),
    });
    await bench.clearLog();
    for (const args of [[], RECORD]) {
      const { change, calls } = await changeOf(bench, 'production/Application/ord-api@mule-2', ...args);
      expect(change).toMatchObject({
        status: 'blocked',
        reason: expect.stringContaining('artifact_not_here'),
      });
      expect(calls).toEqual([]);
    }
  });

  it('keeps its cluster from being replaced', async () => {
    const bench = await openWorld(cluster(false), app(', desiredStatus: STOPPED'));
    const { change, calls } = await changeOf(bench, 'production/Cluster/orders');
    expect(change).toMatchObject({ status: 'blocked', reason: expect.stringContaining('artifact_not_here') });
    // What can be done with it where it is, is done.
    expect(calls.map(({ address }) => address)).toEqual([ADDRESS]);
    expect((await bench.cli(['apply', '--yes'])).code).toBe(0);
  });
});
