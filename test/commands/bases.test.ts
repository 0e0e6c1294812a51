/** Three environments of one base: what each of them gets, and what becomes of it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { applyMany, edit, openMany, planIn, runIn } from './many-environments.ts';

afterEach(closeBenches);

const ORDERS = 'Application/orders-api@shop-group';
const STOCK = 'Application/stock-api@shop-group';

describe('an environment', () => {
  test('gets a version by one changed line, and no other does', async () => {
    const bench = await openMany();
    await applyMany(bench);
    await edit(bench, 'production/environment.yaml', ['ordersVersion: 1.2.0', 'ordersVersion: 1.3.0']);
    expect(await planIn(bench)).toEqual([
      `update shop-production/${ORDERS} spec.artifact base/orders-api.yaml:1`,
    ]);
    expect(await runIn(bench)('apply', '--yes', '-q', '--record', 'file:record')).toMatchObject({ code: 0 });
    const writes = await bench.writes();
    expect(writes.map((write) => write.replace(/\d+$/, 'ID'))).toEqual([
      'PATCH /hybrid/api/v1/applications/ID',
    ]);
  });

  test('changes what it patches, and no other does', async () => {
    const bench = await openMany();
    await applyMany(bench);
    await edit(bench, 'test/environment.yaml', ['desiredStatus: STOPPED', 'desiredStatus: STARTED']);
    expect(await planIn(bench)).toEqual([
      `update shop-test/${STOCK} spec.desiredStatus base/stock-api.yaml:1`,
    ]);
    await edit(bench, 'base/stock-api.yaml', ['http.port: "8082"', 'http.port: "8083"']);
    expect(await planIn(bench)).toEqual([
      `update shop-dev/${STOCK} spec.properties base/stock-api.yaml:1`,
      `update shop-production/${STOCK} spec.properties base/stock-api.yaml:1`,
      `update shop-test/${STOCK} spec.desiredStatus,spec.properties base/stock-api.yaml:1`,
    ]);
  });

  test('overrides a key of the base, adds one and takes one out', async () => {
    const bench = await openMany();
    const { stdout } = await runIn(bench)('plan', '-o', 'json', '--only', `*/${ORDERS}`);
    const { resource_changes: changes } = JSON.parse(stdout) as {
      resource_changes: readonly { change: { after: { spec: { properties: object } } } }[];
    };
    const common = { 'http.port': '8081', 'db.password': '(secret)' };
    expect(changes.map(({ change }) => change.after.spec.properties)).toEqual([
      { ...common, 'log.level': 'DEBUG' },
      common,
      { ...common, 'log.level': 'INFO' },
    ]);
  });

  test('has its own file in its patch', async () => {
    const bench = await openMany();
    await applyMany(bench);
    await bench.write({ 'dev/own.jar': 'bytes of its own' });
    await edit(bench, 'dev/environment.yaml', [
      'properties: { log.level: DEBUG } }',
      'properties: { log.level: DEBUG }, artifact: { file: ./own.jar } }',
    ]);
    expect(await planIn(bench)).toEqual([`update shop-dev/${ORDERS} spec.artifact base/orders-api.yaml:1`]);
    await applyMany(bench);
    expect(await planIn(bench)).toEqual([]);
  });
});

describe('what is gone from the base', () => {
  test('is pruned in each environment that prunes', async () => {
    const bench = await openMany();
    await applyMany(bench);
    await rm(join(bench.folder, 'base/stock-api.yaml'));
    await edit(bench, 'test/environment.yaml', [
      'kind: Application\n      name: stock-api',
      'kind: Application\n      name: orders-api',
    ]);
    await edit(bench, 'test/environment.yaml', ['desiredStatus: STOPPED', 'desiredStatus: STARTED']);
    const gone = 'base/stock-api.yaml:1';
    expect(await planIn(bench)).toEqual([
      `retained shop-dev/${STOCK} ${gone}`,
      `delete shop-production/${STOCK} ${gone}`,
      `retained shop-test/${STOCK} ${gone}`,
    ]);
    // The base lies outside of this PATH, and is loaded with the environment.
    expect(await planIn(bench, 'production')).toEqual([`delete shop-production/${STOCK} ${gone}`]);
    expect(await planIn(bench, 'dev', 'production')).toHaveLength(2);
    const { code } = await runIn(bench)('apply', '--yes', '-q', '--record', 'file:record', 'production');
    expect(code).toBe(0);
    expect(await planIn(bench)).toEqual([
      `retained shop-dev/${STOCK} ${gone}`,
      `retained shop-test/${STOCK} ${gone}`,
    ]);
  });

  test('stays where the PATH holds neither the base nor the environment', async () => {
    const bench = await openMany();
    await bench.write({
      'production/more/group.yaml':
        'apiVersion: muleteer/v1\nkind: ServerGroup\nmetadata: { name: more-group }\nspec: { servers: [] }\n',
    });
    await applyMany(bench);
    await rm(join(bench.folder, 'base/stock-api.yaml'));
    expect(await planIn(bench, 'production/more')).toEqual([]);
    // With the base it does, wherever the environment is found.
    expect(await planIn(bench, 'base', 'production/more')).toEqual([
      `delete shop-production/${STOCK} base/stock-api.yaml:1`,
    ]);
  });
});

describe('a narrower PATH', () => {
  test('loads the base with the environment', async () => {
    const bench = await openMany();
    const created = (await planIn(bench, 'dev')).map((line) => line.split(' spec.')[0]);
    expect(created).toEqual([
      'create shop-dev/ServerGroup/shop-group',
      `create shop-dev/${ORDERS}`,
      `create shop-dev/${STOCK}`,
    ]);
  });

  test('of one file works, too', async () => {
    const bench = await openMany();
    const { code, stdout } = await runIn(bench)('validate', 'test/environment.yaml');
    expect(`${code} ${stdout}`).toBe('0 Valid: 1 target, 4 resources.\n');
  });

  test('of the base alone names no environment, and says so', async () => {
    const bench = await openMany();
    const { code, stderr } = await runIn(bench)('validate', 'base');
    expect(code).toBe(1);
    expect(stderr.replace(/\s+\|?\s+/g, ' ')).toContain(
      'a base is loaded with the Environment that names it',
    );
    expect(stderr).toContain('1 error\n');
  });
});

test('a broken value names the file and line of the base, the environment and the line of the value', async () => {
  const bench = await openMany();
  await edit(bench, 'test/environment.yaml', ['ordersVersion: 1.3.0', 'ordersVersion: 1.4.0']);
  await edit(bench, 'production/environment.yaml', ['    stockVersion: 2.0.1\n', '']);
  const { code, stderr } = await bench.cli(['validate'], { columns: 100 });
  expect(code).toBe(1);
  expect(stderr).toContain('orders-api-1.4.0-mule-application.jar is not there (for shop-test)');
  expect(stderr).toContain('base/orders-api.yaml:6:21');
  expect(stderr).toContain('ordersVersion is set at test/environment.yaml:10');
  expect(stderr).toContain('Environment shop-production has no value stockVersion');
  expect(stderr).toContain('base/stock-api.yaml:6:21');
});

test('a selector and an address choose among the documents of the base', async () => {
  const bench = await openMany();
  const all = await planIn(bench, '--selector', 'team=stock');
  expect(all.map((line) => line.split(' ')[1])).toEqual(
    ['dev', 'production', 'test'].map((name) => `shop-${name}/${STOCK}`),
  );
  expect(await planIn(bench, '--only', `shop-test/${STOCK}`)).toHaveLength(1);
});

test('a program of a patch runs where the patch stands', async () => {
  const bench = await openMany();
  await bench.write({ 'dev/secret.txt': 'of-dev' });
  await edit(bench, 'dev/environment.yaml', ['log.level: DEBUG', 'db.password: "${exec:cat secret.txt}"']);
  const run = runIn(bench, { PATH: process.env.PATH ?? '' });
  const { code, stderr } = await run('plan', 'dev', '--allow-exec', 'cat', '--record', 'file:record');
  expect(`${code} ${stderr}`).toBe('0 ');
});
