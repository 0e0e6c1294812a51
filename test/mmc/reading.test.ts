/** How a console is found and read: contexts, editions, and the shapes that its answers come in. */
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { group, openConsole } from '../support/console.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';
import { NOTHING_TO_DO, planSummary } from '../support/summary.ts';

afterEach(closeBenches);

const SAME = group('Ops', 'VIEW_ALERTS, SERVER_VIEW', 'description: old');
async function reads(bench: Awaited<ReturnType<typeof openConsole>>): Promise<readonly string[]> {
  return (await bench.log()).map(({ method, path }) => `${method} ${path}`).sort();
}

describe('the address', () => {
  test.each([
    ['mmc', ''],
    ['mmc', '/'],
    ['mmc-console-3.8.0-HF1', ''],
    ['apps/mmc-3.7.0', '//'],
  ])('with the context %s, followed by %j', async (context, tail) => {
    const bench = await openConsole([], { mmc: { context } });
    const text = CONSOLE.replace('$URL/mmc', `$URL/${context}${tail}`);
    await bench.write({ 'mmc.yaml': documents(text, SAME) });
    expect(await planSummary(bench)).toMatchObject({ code: 0, summary: NOTHING_TO_DO });
    expect(await reads(bench)).toEqual([
      `GET /${context}/api/usergroups`,
      `GET /${context}/api/usergroups/permissions`,
    ]);
  });

  test('from the variables, with user and password ahead of being asked', async () => {
    const bench = await openConsole([], {
      mmc: { users: [{ username: 'änn', password: 'p:w', groups: ['Administrators'] }] },
    });
    const relay = await startRelay(bench.sandbox.url);
    await bench.write({ 'mmc.yaml': documents(CONSOLE.replace(/spec: .*/, 'spec: {}'), SAME) });
    const env = { MMC_URL: `${relay.url}/mmc`, MMC_USERNAME: 'änn', MMC_PASSWORD: 'p:w' };
    expect(await bench.cli(['plan'], { env })).toMatchObject({ code: 0, stderr: '' });
    const basic = `Basic ${Buffer.from('änn:p:w', 'utf8').toString('base64')}`;
    expect(relay.received.map(({ headers }) => headers.authorization)).toEqual([basic, basic]);
  });

  test.each([
    ['HTML', 'not-found', /HTML|\(404\)/],
    ['a redirect', 'redirect', /redirects GET/],
  ] as const)('a wrong context answers %s, and is explained', async (_, mmcWrongContext, error) => {
    const bench = await openConsole([SAME], { switches: { mmcWrongContext } });
    await bench.write({ 'mmc.yaml': documents(CONSOLE.replace('$URL/mmc', '$URL/wrong'), SAME) });
    const failure = { error, hint: /context of the console, for instance http:\/\/host:8080\/mmc/ };
    await expectFailure(await bench.cli(['plan']), failure, bench);
  });
});

describe('the list', () => {
  test.each<readonly [string, object]>([
    ['an envelope', { mmcListShape: 'envelope' }],
    ['a bare array', { mmcListShape: 'array' }],
    ['an envelope without a total', { mmcListShape: 'no-total' }],
    ['rows without permissions', { mmcListPermissions: false }],
    [
      'rows without permissions, read one by one as an envelope',
      { mmcListPermissions: false, mmcSingleShape: 'envelope' },
    ],
  ])('as %s', async (_, switches) => {
    const bench = await openConsole([SAME], { switches });
    const result = await planSummary(bench, ['--detailed-exitcode']);
    expect(result).toMatchObject({ code: 0, stderr: '', summary: { ...NOTHING_TO_DO, no_op: 1 } });
  });

  test('with a total above what it holds is a warning', async () => {
    const bench = await openConsole([SAME], { switches: { mmcTotalExtra: 1 } });
    const result = await planSummary(bench);
    expect(result).toMatchObject({ code: 0, summary: NOTHING_TO_DO });
    expect(result.stderr).toMatch(/warning.*more user groups than it listed/);
    expect(await reads(bench)).toHaveLength(2);
  });

  test.each([404, 405])(
    'of an edition without it (%i): each declared group is read by name',
    async (status) => {
      const bench = await openConsole(
        [SAME, group('New Ones', 'SERVER_VIEW'), group('Moved', 'SERVER_VIEW', '', 'renamedFrom: Old')],
        {
          mmc: { list: false },
          switches: { mmcListMissingStatus: status },
        },
      );
      const result = await planSummary(bench);
      expect(result).toMatchObject({ code: 0 });
      expect(result.stderr).toContain('cannot list its user groups');
      expect(result.summary).toMatchObject({ create: 2, update: 0, no_op: 1 });
      expect(await reads(bench)).toEqual([
        'GET /mmc/api/usergroups',
        'GET /mmc/api/usergroups/Administrators',
        'GET /mmc/api/usergroups/Moved',
        'GET /mmc/api/usergroups/New%20Ones',
        'GET /mmc/api/usergroups/Old',
        'GET /mmc/api/usergroups/Ops',
        'GET /mmc/api/usergroups/permissions',
      ]);
    },
  );

  test.each(['{"total": 1}', '{"data": {}}', '"text"', 'null', ''])('%j is no list', async (body) => {
    const bench = await openConsole([SAME]);
    const action = { type: 'respond', status: 200, body };
    await bench.control('POST', 'faults', { match: { path: '/usergroups$' }, action });
    const failure = { error: /without a list|instead of JSON/, hint: /context of the console/ };
    await expectFailure(await bench.cli(['apply', '--yes']), failure, bench);
  });
});

describe('the permissions that it knows', () => {
  const unknown = group('Ops', 'SERVER_VIEW, MAKE_COFFEE');
  test.each([
    ['object', 'object'],
    ['an envelope', 'data'],
    ['a bare array', 'array'],
  ] as const)('as %s: others are errors, with their line', async (_, mmcPermissionsShape) => {
    const bench = await openConsole([unknown], { switches: { mmcPermissionsShape } });
    const result = await bench.cli(['apply', '--yes']);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/this console has no permission MAKE_COFFEE/);
    expect(result.stderr).toMatch(/mmc\.yaml:\d+:\d+/);
    expect(await bench.writes()).toEqual([]);
  });

  test.each([401, 404, 405, 500])(
    'that cannot be read (%i): the built-in names warn, and no more',
    async (status) => {
      const bench = await openConsole([unknown]);
      const action = { type: 'respond', status, body: '' };
      await bench.control('POST', 'faults', { match: { path: '/permissions$' }, action });
      const result = await planSummary(bench);
      expect(result).toMatchObject({ code: 0 });
      expect(result.stderr).toMatch(/warning.*MAKE_COFFEE/s);
      expect(result.summary).toMatchObject({ update: 1 });
    },
  );
});
