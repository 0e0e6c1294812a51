/** What is sent to a console: names in paths, whole groups in bodies, one write at a time, and what it made of them. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches } from '../support/bench.ts';
import { group, OPS, openConsole, stored } from '../support/console.ts';
import { CONSOLE, documents } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';

afterEach(closeBenches);

async function bodies(bench: Bench): Promise<readonly unknown[]> {
  return (await bench.log()).filter(({ write }) => write).map(({ method, body }) => [method, body]);
}

const wrote = (name: string, description: string, ...permissions: readonly string[]) => ({
  name,
  description,
  permissions,
});

describe('a group is sent whole', () => {
  test.each<readonly [string, string, string, object]>([
    ['created', group('New', 'VIEW_ALERTS', 'description: d'), 'POST', wrote('New', 'd', 'VIEW_ALERTS')],
    ['created without a description', group('New', 'VIEW_ALERTS'), 'POST', wrote('New', '', 'VIEW_ALERTS')],
    ['given other permissions', group('Ops', 'VIEW_ALERTS'), 'PUT', wrote('Ops', 'old', 'VIEW_ALERTS')],
    [
      'given a description',
      group('Ops', 'SERVER_VIEW, VIEW_ALERTS', 'description: new'),
      'PUT',
      wrote('Ops', 'new', 'SERVER_VIEW', 'VIEW_ALERTS'),
    ],
    [
      'robbed of its description',
      group('Ops', 'SERVER_VIEW, VIEW_ALERTS', 'description: ""'),
      'PUT',
      wrote('Ops', '', 'SERVER_VIEW', 'VIEW_ALERTS'),
    ],
    ['robbed of its permissions', group('Ops', ''), 'PUT', wrote('Ops', 'old')],
    [
      'given one permission twice',
      group('Ops', 'SERVER_VIEW, SERVER_VIEW'),
      'PUT',
      wrote('Ops', 'old', 'SERVER_VIEW'),
    ],
  ])('%s', async (_, text, method, body) => {
    const bench = await openConsole([text], { switches: { mmcOmittedField: 'refuse' } });
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await bodies(bench)).toEqual([[method, body]]);
    await bench.clearLog();
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
  });

  test('a rename is a PUT to the old name, which keeps all else', async () => {
    const bench = await openConsole([group('Operators', 'SERVER_VIEW, VIEW_ALERTS', '', 'renamedFrom: Ops')]);
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual(['PUT /mmc/api/usergroups/Ops']);
    expect(await stored(bench, 'Ops')).toBeUndefined();
    expect(await stored(bench, 'Operators')).toEqual({ ...OPS, name: 'Operators' });
    await bench.clearLog();
    await bench.cli(['apply', '--yes']);
    expect(await bench.writes()).toEqual([]);
  });

  test.each([{ mmcCreateStatus: 200 }, { mmcCreateStatus: 201, mmcCreateBody: false }])(
    'created with the answer %j',
    async (switches) => {
      const bench = await openConsole([group('New', 'VIEW_ALERTS')], { switches });
      expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
      expect(await stored(bench, 'New')).toEqual(wrote('New', '', 'VIEW_ALERTS'));
    },
  );
});

describe('a name is one percent-encoded segment', () => {
  test.each([
    ['Server Administrators', 'Server%20Administrators'],
    ['a&?#%ü', 'a%26%3F%23%25%C3%BC'],
    ['100% + €', '100%25%20%2B%20%E2%82%AC'],
    ['per.mission-s_1', 'per.mission-s_1'],
  ])('%s', async (name, segment) => {
    const userGroups = [{ name, description: '', permissions: ['VIEW_ALERTS'] }];
    const bench = await openConsole([group(name, 'SERVER_VIEW')], { mmc: { userGroups } });
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([`PUT /mmc/api/usergroups/${segment}`]);
    const reads = (await bench.log()).filter(
      ({ method, path }) => method === 'GET' && path.endsWith(`/${segment}`),
    );
    expect(reads.length).toBeGreaterThan(0);
    expect(await stored(bench, name)).toMatchObject({ permissions: ['SERVER_VIEW'] });
  });
});

test('writes go one at a time, whatever --parallelism says', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `Group ${index}`);
  const bench = await openConsole([]);
  const relay = await startRelay(bench.sandbox.url);
  const text = CONSOLE.replace('$URL', relay.url);
  await bench.write({ 'mmc.yaml': documents(text, ...names.map((name) => group(name, 'SERVER_VIEW'))) });
  expect(await bench.cli(['apply', '--yes', '--parallelism', '8'])).toMatchObject({ code: 0 });
  expect(await bench.writes()).toHaveLength(12);
  expect(relay.mostWritesAtOnce()).toBe(1);
});

describe('a console that does something else than asked', () => {
  test.each<readonly [string, object, string, string, RegExp]>([
    [
      'keeps what it should take away',
      { mmcUpdate: 'additive' },
      'Ops',
      'VIEW_ALERTS',
      /kept or added SERVER_VIEW/,
    ],
    [
      'adds permissions of its own',
      { mmcDefaultGrants: 'READ_ITEM' },
      'Ops',
      'VIEW_ALERTS',
      /kept or added READ_ITEM/,
    ],
    [
      'skips what it does not know',
      { mmcUnknownPermission: 'skip', mmcPermissionsStatus: 500 },
      'Ops',
      'NEW_ONE',
      /did not grant NEW_ONE/,
    ],
  ])('%s is reported, and not sent again', async (_, switches, name, permissions, message) => {
    const bench = await openConsole([group(name, permissions)], { switches });
    const result = await bench.cli(['apply', '--yes']);
    expect(result).toMatchObject({ code: 5, stdout: expect.stringMatching(message) });
    expect(await bench.writes()).toHaveLength(1);
  });
});
