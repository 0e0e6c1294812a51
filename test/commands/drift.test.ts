/** `drift`: what somebody changed by hand since the last apply, whatever git wants by now. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { OPS, openConsole } from '../support/console.ts';
import { GROUP, openEstate } from '../support/estate.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { byHand } from './by-hand.ts';
import { drift, ORDERS, openApplied, PLACE, RECORD } from './drifted.ts';

afterEach(closeBenches);

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/plan.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

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
