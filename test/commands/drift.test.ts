/** `drift`: what somebody changed by hand since the last apply, whatever git wants by now. */
import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { OPS, openConsole } from '../support/console.ts';
import { GROUP, openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { byHand } from './by-hand.ts';

afterEach(closeBenches);

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/plan.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

const RECORD = ['--record', 'file:record'];
const ORDERS = 'production/Application/ord-api@mule-2';
const PLACE = 'production/ServerGroup/payments';

/** The small estate, applied; nothing of it in the log. */
async function openApplied(...more: readonly string[]): Promise<Bench> {
  const bench = await openEstate({}, ...more);
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  await bench.settle();
  await bench.clearLog();
  return bench;
}

interface Drifted {
  readonly address: string;
  readonly actions: string;
  readonly cause: string;
  readonly status: string;
  readonly fields: readonly unknown[];
}

async function drift(bench: Bench, ...args: readonly string[]): Promise<readonly Drifted[]> {
  const result = await bench.cli(['drift', '-o', 'json', ...RECORD, ...args]);
  expect(`${result.code}\n${result.stderr}`).toMatch(/^0\n/);
  const plan = JSON.parse(result.stdout) as { resource_changes: readonly Record<string, never>[] };
  return plan.resource_changes.map(({ address, change, cause, status, fields }) => ({
    address: address ?? '',
    actions: ((change as { actions?: readonly string[] } | undefined)?.actions ?? []).join(),
    cause: cause ?? '',
    status: status ?? '',
    fields: fields ?? [],
  }));
}

describe('names what somebody changed by hand', () => {
  test('a field, with what was applied before and what is there after', async () => {
    const bench = await openApplied();
    await (await byHand(bench)).change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
    expect(await drift(bench)).toEqual([
      {
        address: ORDERS,
        actions: 'update',
        cause: 'drift',
        status: 'planned',
        fields: [{ path: 'spec.desiredStatus', before: 'STARTED', after: 'STOPPED', cause: 'drift' }],
      },
    ]);
  });

  test('something that is gone', async () => {
    const bench = await openApplied();
    await (await byHand(bench)).remove('/applications', 'ord-api');
    expect(await drift(bench)).toEqual([
      { address: ORDERS, actions: 'delete', cause: 'drift', status: 'planned', fields: [] },
    ]);
    const { stdout } = await bench.cli(['drift', '-o', 'json', ...RECORD]);
    expect(JSON.parse(stdout)).toMatchObject({
      calls: [],
      summary: { create: 0, update: 0, delete: 1, no_op: 4, calls: 0 },
      targets: [{ name: 'production', kind: 'Environment' }],
    });
  });

  test('another name: what it holds is known by its own all the same', async () => {
    const bench = await openApplied();
    await (await byHand(bench)).change('/serverGroups', 'payments', { name: 'payments-x' });
    expect(await drift(bench)).toEqual([
      {
        address: PLACE,
        actions: 'update',
        cause: 'drift',
        status: 'planned',
        fields: [{ path: 'metadata.name', before: 'payments', after: 'payments-x', cause: 'drift' }],
      },
    ]);
  });

  test('on a console, where names are all there is', async () => {
    const bench = await openConsole([
      manifest('UserGroup', 'Ops', '{ description: old, permissions: [SERVER_VIEW] }'),
    ]);
    await bench.cli(['apply', '--yes', ...RECORD]);
    await bench.control('POST', 'reset');
    const [found] = await drift(bench);
    expect(found).toMatchObject({
      address: 'mmc/UserGroup/Ops',
      fields: [{ path: 'spec.permissions', before: ['SERVER_VIEW'], after: OPS.permissions }],
    });
  });

  test('in a text for people, and with a code for scripts', async () => {
    const bench = await openApplied();
    await (await byHand(bench)).change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
    const result = await bench.cli(['drift', '--detailed-exitcode', ...RECORD]);
    expect(result).toMatchObject({ code: 2, stderr: '' });
    expect(result.stdout).toMatch(/~ Application ord-api @ mule-2[\s\S]*STARTED → STOPPED/);
  });
});

test('fits the schema of a plan, whatever it finds', async () => {
  const bench = await openApplied();
  const hand = await byHand(bench);
  await hand.change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
  await hand.remove('/applications', 'pay-api');
  const { stdout } = await bench.cli(['drift', '--all', '-o', 'json', ...RECORD]);
  validate(JSON.parse(stdout));
  expect(validate.errors ?? []).toEqual([]);
});

test('the same input gives the same bytes', async () => {
  const bench = await openApplied();
  await (await byHand(bench)).change('/applications', 'ord-api', { desiredStatus: 'STOPPED' });
  const args = ['drift', '-o', 'json', '-o', 'text=drift.txt', ...RECORD];
  const first = await bench.cli(args);
  const text = await readFile(join(bench.folder, 'drift.txt'), 'utf8');
  expect(await bench.cli(args, { after: 3_600_000 })).toEqual(first);
  expect(await readFile(join(bench.folder, 'drift.txt'), 'utf8')).toBe(text);
});

describe('says nothing', () => {
  test('of what is as it was applied', async () => {
    const bench = await openApplied();
    expect(await drift(bench)).toEqual([]);
    expect(await bench.cli(['drift', '--detailed-exitcode', ...RECORD])).toMatchObject({ code: 0 });
    expect((await drift(bench, '--all')).map(({ actions }) => actions)).toEqual(Array(5).fill('no-op'));
  });

  test('of what git changed since: that is for `plan`', async () => {
    const bench = await openApplied();
    const more = manifest('ServerGroup', 'new-group', '{ servers: [] }');
    await bench.write({
      'all.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-2'), GROUP.replace('[mule-1]', '[]'), more),
    });
    expect(await drift(bench)).toEqual([]);
    expect(await bench.cli(['plan', '--detailed-exitcode', ...RECORD])).toMatchObject({ code: 2 });
  });

  test('of properties, which nobody can read back', async () => {
    const properties = '{ plain: open-sesame, password: "${env:PASSWORD}" }';
    const spec = `{ target: { server: mule-3 }, artifact: { file: ./a.jar }, properties: ${properties} }`;
    const bench = await openEstate({}, servers('mule-3'), manifest('Application', 'sec-api', spec));
    const env = { PASSWORD: 'hunter2hunter2' };
    expect(await bench.cli(['apply', '--yes', ...RECORD], { env })).toMatchObject({ code: 0 });
    await bench.settle();
    expect(await drift(bench)).toEqual([]);
    await (await byHand(bench)).remove('/applications', 'sec-api');
    const { stdout } = await bench.cli(['drift', '-o', 'json', ...RECORD]);
    expect(stdout).toContain('sec-api');
    expect(stdout).not.toMatch(/hunter2|open-sesame|PASSWORD/);
  });

  test('of a field that the manifest wants left alone', async () => {
    const ignoring = 'lifecycle: { ignore: [spec.desiredStatus] }';
    const spec = '{ target: { server: mule-3 }, artifact: { file: ./a.jar }, desiredStatus: STARTED }';
    const bench = await openApplied(servers('mule-3'), manifest('Application', 'own-api', spec, ignoring));
    await (await byHand(bench)).change('/applications', 'own-api', { desiredStatus: 'STOPPED' });
    expect(await drift(bench)).toEqual([]);
  });
});

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
