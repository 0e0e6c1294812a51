/** `set` and `adopt` where a value stands in a base that several environments share, or in a patch of one of them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches } from '../support/bench.ts';
import { applyMany, edit, openMany, planIn, runIn } from './many-environments.ts';

const FILES = [
  'base/stock-api.yaml',
  'base/orders-api.yaml',
  'dev/environment.yaml',
  'test/environment.yaml',
];
const STOCK = 'Application/stock-api@shop-group';
const ORDERS = 'Application/orders-api@shop-group';
const RECORD = ['--record', 'file:record'];

async function textsOf(bench: Bench): Promise<readonly string[]> {
  return Promise.all(FILES.map((file) => readFile(join(bench.folder, file), 'utf8')));
}

/** What a command ends with, and the lines that are new, of all files that it could mean. */
async function changedBy(bench: Bench, ...args: readonly string[]) {
  const before = await textsOf(bench);
  const { code, stderr } = await runIn(bench)(...args);
  const after = await textsOf(bench);
  const changed = after.flatMap((text, index) => {
    const old = new Set(before[index]?.split('\n'));
    return text.split('\n').flatMap((line) => (old.has(line) ? [] : [`${FILES[index]}: ${line.trim()}`]));
  });
  return { code, stderr, changed };
}

afterEach(closeBenches);

describe('set', () => {
  test('changes a value of one target, and so what its base makes of it', async () => {
    const bench = await openMany();
    const answer = await changedBy(bench, 'set', 'shop-test', 'spec.values.ordersVersion=1.2.0');
    expect(answer).toEqual({ code: 0, stderr: '', changed: ['test/environment.yaml: ordersVersion: 1.2.0'] });
  });

  test('refuses a value that makes the base wrong, and says where', async () => {
    const bench = await openMany();
    const answer = await changedBy(bench, 'set', 'shop-test', 'spec.values.stockVersion=9.9.9');
    expect(answer).toMatchObject({ code: 1, changed: [] });
    expect(answer.stderr).toMatch(
      /stock-api-9\.9\.9-mule-application\.jar is not there.*\n.*base\/stock-api\.yaml:6/,
    );
  });

  test('changes the patch that says it', async () => {
    const bench = await openMany();
    const answer = await changedBy(bench, 'set', `shop-dev/${ORDERS}`, 'spec.properties["log.level"]=TRACE');
    expect(answer).toEqual({
      code: 0,
      stderr: '',
      changed: [
        'dev/environment.yaml: patch: { spec: { properties: { log.level: TRACE } } }    # one key, the others stay',
      ],
    });
  });

  test('does not change the base under other environments', async () => {
    const bench = await openMany();
    const answer = await changedBy(bench, 'set', `shop-dev/${STOCK}`, 'spec.properties["http.port"]=9000');
    expect(answer).toMatchObject({ code: 1, changed: [] });
    expect(answer.stderr).toContain(
      `shop-production/${STOCK}, shop-test/${STOCK} would change with it\n  what several targets share is edited by hand;`,
    );
  });
});

describe('adopt', () => {
  test('takes live back into the patch that says something else', async () => {
    const bench = await openMany();
    await applyMany(bench);
    await edit(bench, 'test/environment.yaml', ['desiredStatus: STOPPED', 'desiredStatus: STARTED']);
    const answer = await changedBy(bench, 'adopt', `shop-test/${STOCK}`, ...RECORD);
    expect(answer).toMatchObject({
      code: 0,
      changed: [
        'test/environment.yaml: patch: { spec: { desiredStatus: STOPPED } }              # nobody tests it at the moment',
      ],
    });
    expect(await planIn(bench)).toEqual([]);
    expect(await bench.writes()).toEqual([]);
  });

  test('takes it into the base only where all that share it agree', async () => {
    const bench = await openMany();
    await applyMany(bench);
    await edit(bench, 'base/stock-api.yaml', ['desiredStatus: STARTED', 'desiredStatus: STOPPED']);
    const alone = await changedBy(bench, 'adopt', `shop-dev/${STOCK}`, ...RECORD);
    expect(alone).toMatchObject({ code: 1, changed: [] });
    expect(alone.stderr).toContain(`shop-production/${STOCK} would change with it`);
    const together = await changedBy(bench, 'adopt', `*/${STOCK}`, ...RECORD);
    expect(together).toMatchObject({ code: 0, changed: ['base/stock-api.yaml: desiredStatus: STARTED'] });
    expect(await planIn(bench)).toEqual([]);
  });

  test('leaves what a value fills in', async () => {
    const bench = await openMany();
    await applyMany(bench);
    await edit(bench, 'test/environment.yaml', ['ordersVersion: 1.3.0', 'ordersVersion: 1.2.0']);
    const answer = await changedBy(bench, 'adopt', `shop-test/${ORDERS}`, ...RECORD);
    expect(answer).toMatchObject({ code: 1, changed: [] });
    expect(answer.stderr).toMatch(/spec\.artifact is left as it is: it is not written here, but filled in/);
  });
});
