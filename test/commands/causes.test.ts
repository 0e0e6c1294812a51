/** Why something differs, as a plan with a record says it: git moved, somebody moved it by hand, or both. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { byHand, type Hand } from './by-hand.ts';

afterEach(closeBenches);

const RECORD = ['--record', 'file:record'];
const ADDRESS = 'production/Application/ord-api@mule-1';

interface Wanted {
  readonly jar?: string;
  readonly status?: 'STARTED' | 'STOPPED';
  readonly policy?: string;
}

async function write(bench: Bench, { jar = 'v1', status = 'STARTED', policy = '' }: Wanted): Promise<void> {
  const spec = `{ target: { server: mule-1 }, artifact: { file: ./a.jar }, desiredStatus: ${status} }`;
  const environment = policy === '' ? ENVIRONMENT : `${ENVIRONMENT}  ${policy}\n`;
  await bench.write({
    'all.yaml': documents(environment, servers('mule-1'), manifest('Application', 'ord-api', spec)),
    'a.jar': jar,
  });
}

/** One application, applied and running. */
async function openApplied(wanted: Wanted = {}): Promise<{ bench: Bench; hand: Hand }> {
  const bench = await openBench();
  await write(bench, wanted);
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  await bench.settle();
  return { bench, hand: await byHand(bench) };
}

interface Change {
  readonly change: { readonly actions: readonly string[] };
  readonly cause: string;
  readonly status: string;
  readonly reason: string | null;
  readonly fields: readonly { readonly path: string; readonly cause: string }[];
}

async function planned(bench: Bench, args: readonly string[] = RECORD): Promise<Change | undefined> {
  const { stdout } = await bench.cli(['plan', '-o', 'json', ...args]);
  const { resource_changes } = JSON.parse(stdout) as {
    resource_changes: readonly (Change & { address: string })[];
  };
  expect(resource_changes.length).toBeLessThan(2);
  return resource_changes.find(({ address }) => address === ADDRESS);
}

function causes({ fields }: Change): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map(({ path, cause }) => [path, cause]));
}

test('by hand: drift, and apply undoes it', async () => {
  const { bench, hand } = await openApplied();
  await hand.change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
  const change = await planned(bench);
  expect(change).toMatchObject({ cause: 'drift', status: 'planned' });
  expect(change && causes(change)).toEqual({ 'spec.desiredStatus': 'drift' });
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  expect(await planned(bench)).toBeUndefined();
});

test('in git: intent', async () => {
  const { bench } = await openApplied();
  await write(bench, { jar: 'v2' });
  const change = await planned(bench);
  expect(change).toMatchObject({ cause: 'intent' });
  expect(change && causes(change)).toEqual({ 'spec.artifact': 'intent' });
});

test('by hand in one field and in git in another: each has its own, and git speaks for the whole', async () => {
  const { bench, hand } = await openApplied();
  await hand.change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
  await write(bench, { jar: 'v2' });
  const change = await planned(bench);
  expect(change).toMatchObject({ cause: 'intent' });
  expect(change && causes(change)).toEqual({ 'spec.artifact': 'intent', 'spec.desiredStatus': 'drift' });
});

describe('both in one field', () => {
  const SERVERS = servers('mule-1', 'mule-2', 'mule-3');
  const group = (members: string): string => manifest('ServerGroup', 'payments', `{ servers: [${members}] }`);

  /** Applied with mule-1; then git wants two, and somebody took the one out by hand. */
  async function openConflict(policy: string): Promise<Bench> {
    const environment = policy === '' ? ENVIRONMENT : `${ENVIRONMENT}  ${policy}\n`;
    const bench = await openBench();
    await bench.write({ 'all.yaml': documents(environment, SERVERS, group('mule-1')) });
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    await bench.settle();
    const hand = await byHand(bench);
    await hand.remove('/serverGroups', 'payments');
    await bench.write({ 'all.yaml': documents(ENVIRONMENT, SERVERS, group('')) });
    expect(await bench.cli(['apply', '--yes', '--record', 'none'])).toMatchObject({ code: 0 });
    await bench.settle();
    await bench.write({ 'all.yaml': documents(environment, SERVERS, group('mule-1, mule-2')) });
    await bench.clearLog();
    return bench;
  }

  async function groupChange(bench: Bench): Promise<Change | undefined> {
    const { stdout } = await bench.cli(['plan', '-o', 'json', ...RECORD]);
    return (JSON.parse(stdout) as { resource_changes: readonly Change[] }).resource_changes[0];
  }

  test('conflict, and git wins', async () => {
    const bench = await openConflict('');
    expect(await groupChange(bench)).toMatchObject({
      cause: 'conflict',
      status: 'planned',
      fields: [{ path: 'spec.servers', cause: 'conflict' }],
    });
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(2);
  });

  test('heal: off leaves it to a person', async () => {
    const bench = await openConflict('heal: off');
    expect(await groupChange(bench)).toMatchObject({
      cause: 'conflict',
      status: 'held',
      reason: 'heal_off',
    });
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
  });
});

test('git follows what was done by hand: nothing to do', async () => {
  const { bench, hand } = await openApplied();
  await hand.change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
  await write(bench, { status: 'STOPPED' });
  expect(await planned(bench)).toBeUndefined();
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  const { stdout } = await bench.cli(['drift', '-o', 'json', ...RECORD]);
  expect(JSON.parse(stdout)).toMatchObject({ resource_changes: [] });
});

test('deleted by hand, and still in git: made again, because of drift', async () => {
  const { bench, hand } = await openApplied();
  await hand.remove('/applications', 'ord-api');
  expect(await planned(bench)).toMatchObject({
    change: { actions: ['create'] },
    cause: 'drift',
    status: 'planned',
  });
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  expect(await hand.names('/applications')).toEqual(['ord-api']);
});

test('without a record nobody can tell: adopt', async () => {
  const { bench, hand } = await openApplied();
  await hand.change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
  expect(await planned(bench, [])).toMatchObject({ cause: 'adopt' });
});

describe('heal: off', () => {
  const OFF = { policy: 'heal: off' };

  test('leaves what was done by hand, shows it, and keeps showing it', async () => {
    const { bench, hand } = await openApplied(OFF);
    await hand.change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
    for (const _ of [1, 2]) {
      const change = await planned(bench);
      expect(change).toMatchObject({ cause: 'drift', status: 'held', reason: 'heal_off' });
      expect(change && causes(change)).toEqual({ 'spec.desiredStatus': 'drift' });
      expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
      expect(await bench.writes()).toEqual([]);
    }
  });

  test('carries out what git changed beside it', async () => {
    const { bench, hand } = await openApplied(OFF);
    await hand.change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
    await write(bench, { ...OFF, jar: 'v2' });
    expect(await planned(bench)).toMatchObject({ cause: 'intent', status: 'planned', reason: 'heal_off' });
    await bench.clearLog();
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    expect(await bench.writes()).not.toEqual([]);
    await bench.settle();
    // Somebody stopped it, and it stays stopped.
    expect(await planned(bench)).toMatchObject({ fields: [{ path: 'spec.desiredStatus', cause: 'drift' }] });
  });

  test('does not make again what was deleted', async () => {
    const { bench, hand } = await openApplied(OFF);
    await hand.remove('/applications', 'ord-api');
    expect(await planned(bench)).toMatchObject({
      change: { actions: ['create'] },
      cause: 'drift',
      status: 'held',
      reason: 'heal_off',
    });
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
  });

  test('leaves a name that somebody changed, and carries out what git changed beside it', async () => {
    const bench = await openBench();
    const declare = (members: string) =>
      bench.write({
        'all.yaml': documents(
          `${ENVIRONMENT}  heal: off\n`,
          servers('mule-1', 'mule-2'),
          manifest('ServerGroup', 'payments', `{ servers: [${members}] }`),
        ),
      });
    await declare('mule-1');
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    const hand = await byHand(bench);
    await hand.change('/serverGroups', 'payments', { name: 'payments-old' });
    await declare('mule-1, mule-2');
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([expect.stringMatching(/^POST .*\/servers/)]);
    expect(await hand.names('/serverGroups')).toEqual(['payments-old']);
  });
});
