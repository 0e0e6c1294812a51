import { afterEach, describe, expect, it } from 'vitest';
import { closeLabs, openLab } from './support.ts';

afterEach(closeLabs);

const GROUP = {
  name: 'Payments Ops',
  description: 'Run-book operators',
  permissions: ['SERVER_VIEW', 'FLOW_LIST'],
};
const OPS = '/usergroups/Payments%20Ops';

interface GroupShown {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly description?: string;
  readonly href: string;
}

describe('user groups as shipped', () => {
  it('MMC 2.2: four built-in groups with 43, 3, 5 and 35 permissions', async () => {
    const lab = await openLab();
    const reply = await lab.mmc('GET', '/usergroups');
    const groups: GroupShown[] = reply.body.data;
    expect([reply.status, reply.body.total]).toEqual([200, 4]);
    expect(groups.map((group) => [group.name, group.permissions.length, group.description])).toEqual([
      ['Administrators', 43, undefined],
      ['Deployers', 3, undefined],
      ['Monitors', 5, 'A read only view into Mule ESB Enterprise.'],
      ['Server Administrators', 35, undefined],
    ]);
    expect(groups[0]).not.toHaveProperty('description');
  });

  it('MMC 2: the list of 43 distinct permission names has its own envelope', async () => {
    const lab = await openLab();
    const reply = await lab.mmc('GET', '/usergroups/permissions');
    expect(Object.keys(reply.body)).toEqual(['permissions']);
    expect(new Set(reply.body.permissions).size).toBe(43);
  });

  it('MMC 2.1: the order of permissions differs between two answers', async () => {
    const lab = await openLab();
    const listed = (await lab.mmc('GET', '/usergroups')).body.data[0].permissions;
    const single = (await lab.mmc('GET', '/usergroups/Administrators')).body.permissions;
    expect(single).not.toEqual(listed);
    expect([...single].sort()).toEqual([...listed].sort());
  });

  it('MMC 2: a trailing slash is fine', async () => {
    const lab = await openLab();
    expect((await lab.mmc('GET', '/usergroups/')).status).toBe(200);
  });
});

describe('writing user groups', () => {
  it('MMC 2: create 201 with the group, or 200, or no body', async () => {
    const lab = await openLab();
    const made = await lab.mmc('POST', '/usergroups', GROUP);
    expect([made.status, made.body.name, made.body.description]).toEqual([
      201,
      GROUP.name,
      GROUP.description,
    ]);
    await lab.switches({ mmcCreateStatus: 200, mmcCreateBody: false });
    const other = await lab.mmc('POST', '/usergroups', { ...GROUP, name: 'Other' });
    expect([other.status, other.text]).toEqual([200, '']);
    expect((await lab.mmc('GET', '/usergroups/Other')).status).toBe(200);
  });

  it('MMC 2.4: three spellings of href, none of them to be followed', async () => {
    const lab = await openLab();
    const base = `${lab.sandbox.mmc}/api`;
    const made = await lab.mmc('POST', '/usergroups', GROUP);
    const single = await lab.mmc('GET', OPS);
    const updated = await lab.mmc('PUT', OPS, GROUP);
    const list = await lab.mmc('GET', '/usergroups');
    expect([made, single, updated].map((reply) => reply.body.href)).toEqual([
      `${base}/groups/Payments%20Ops`,
      `${base}/grops/Payments%20Ops`,
      `${base}/usergroups/Payments%20Ops`,
    ]);
    expect(list.body.data.at(-1).href).toBe(`${base}/groups/Payments%20Ops`);
  });

  it('MMC Q1: PUT renames, and members keep their membership', async () => {
    const lab = await openLab({
      mmc: {
        users: [{ username: 'ann', password: 'p', groups: ['Chiefs'] }],
        userGroups: [{ name: 'Chiefs', permissions: ['MANAGE_GROUPS'] }],
      },
    });
    const reply = await lab.mmc(
      'PUT',
      '/usergroups/Chiefs',
      { name: 'Bosses', description: '', permissions: ['MANAGE_GROUPS'] },
      'ann:p',
    );
    expect([reply.status, reply.body.name]).toEqual([200, 'Bosses']);
    expect((await lab.mmc('GET', '/usergroups/Chiefs', undefined, 'ann:p')).status).toBe(404);
    expect((await lab.mmc('DELETE', '/usergroups/Monitors', undefined, 'ann:p')).status).not.toBe(401);
  });

  it.each([
    ['replace', ['FLOW_LIST']],
    ['additive', ['FLOW_LIST', 'SERVER_VIEW']],
  ])('MMC Q2: PUT with mmcUpdate %s', async (mmcUpdate, expected) => {
    const lab = await openLab({ switches: { mmcUpdate: mmcUpdate as 'replace' } });
    await lab.mmc('POST', '/usergroups', GROUP);
    const reply = await lab.mmc('PUT', OPS, { ...GROUP, permissions: ['FLOW_LIST'] });
    expect(reply.body.permissions.sort()).toEqual(expected);
    expect(await lab.effects()).toEqual(
      mmcUpdate === 'replace' ? ['access-loss UserGroup/Payments Ops'] : [],
    );
  });

  it.each([
    ['clear', 200, undefined],
    ['keep', 200, GROUP.description],
    ['refuse', 500, GROUP.description],
  ])(
    'MMC Q3: a PUT without a description, mmcOmittedField %s',
    async (mmcOmittedField, status, description) => {
      const lab = await openLab({ switches: { mmcOmittedField: mmcOmittedField as 'clear' } });
      await lab.mmc('POST', '/usergroups', GROUP);
      const { description: _left, ...rest } = GROUP;
      expect((await lab.mmc('PUT', OPS, rest)).status).toBe(status);
      expect((await lab.mmc('GET', OPS)).body.description).toBe(description);
    },
  );

  it.each([null, ''])('MMC 2.1: a description of %j is none', async (description) => {
    const lab = await openLab();
    await lab.mmc('POST', '/usergroups', { ...GROUP, description });
    expect((await lab.mmc('GET', OPS)).body).not.toHaveProperty('description');
  });

  it.each([409, 500, 400])('MMC Q4: an existing name is %i', async (status) => {
    const lab = await openLab({ switches: { mmcDuplicateStatus: status } });
    await lab.mmc('POST', '/usergroups', GROUP);
    expect((await lab.mmc('POST', '/usergroups', GROUP)).status).toBe(status);
    expect((await lab.mmc('PUT', OPS, { ...GROUP, name: 'Monitors' })).status).toBe(status);
  });

  it.each([
    ['refuse', 400, undefined],
    ['accept', 201, ['FLOW_LIST', 'FLY']],
    ['skip', 201, ['FLOW_LIST']],
  ])('MMC Q5: an unknown permission, mmcUnknownPermission %s', async (mode, status, stored) => {
    const lab = await openLab({ switches: { mmcUnknownPermission: mode as 'refuse' } });
    const reply = await lab.mmc('POST', '/usergroups', {
      ...GROUP,
      permissions: ['FLY', 'FLOW_LIST', 'FLOW_LIST'],
    });
    expect(reply.status).toBe(status);
    expect((await lab.mmc('GET', OPS)).body.permissions?.sort()).toEqual(stored);
  });

  it.each([500, 404, 200])('MMC Q6: DELETE of a missing group is %i', async (status) => {
    const lab = await openLab({ switches: { mmcDeleteMissingStatus: status } });
    expect((await lab.mmc('DELETE', '/usergroups/Nobody')).status).toBe(status);
  });

  it('MMC Q7: DELETE of a group with members takes their rights, and answers no JSON', async () => {
    const lab = await openLab({
      mmc: {
        users: [
          { username: 'admin', password: 'admin' },
          { username: 'ann', password: 'p', groups: ['Chiefs'] },
        ],
        userGroups: [{ name: 'Chiefs', permissions: ['MANAGE_GROUPS'] }],
      },
    });
    const reply = await lab.mmc('DELETE', '/usergroups/Chiefs');
    expect([reply.status, reply.text]).toEqual([200, '200 OK']);
    expect((await lab.mmc('POST', '/usergroups', GROUP, 'ann:p')).status).toBe(401);
    expect(await lab.effects()).toEqual(['access-loss UserGroup/Chiefs']);
  });

  it.each([500, 404])('MMC Q8: PUT of a missing group is %i', async (status) => {
    const lab = await openLab({ switches: { mmcUpdateMissingStatus: status } });
    expect((await lab.mmc('PUT', '/usergroups/Nobody', GROUP)).status).toBe(status);
  });

  it('MMC Q9: a space is %20 and not a plus', async () => {
    const lab = await openLab();
    expect((await lab.mmc('GET', '/usergroups/Server%20Administrators')).status).toBe(200);
    expect((await lab.mmc('GET', '/usergroups/Server+Administrators')).status).toBe(404);
    await lab.mmc('POST', '/usergroups', { ...GROUP, name: 'Größe 1' });
    expect((await lab.mmc('GET', `/usergroups/${encodeURIComponent('Größe 1')}`)).body.name).toBe('Größe 1');
  });

  it.each(['a/b', 'a:b', 'a[b', 'a*b', 'a|b', `a'b`, 'a"b', 'a\\b', ' a', 'a ', ''])(
    'MMC Q10: the name %j cannot be stored',
    async (name) => {
      const lab = await openLab();
      expect((await lab.mmc('POST', '/usergroups', { ...GROUP, name })).status).toBe(500);
    },
  );

  it('MMC Q11: names differ by case, except in the guard of Administrators', async () => {
    const lab = await openLab({ switches: { mmcDeleteMissingStatus: 404 } });
    expect((await lab.mmc('GET', '/usergroups/monitors')).status).toBe(404);
    expect((await lab.mmc('POST', '/usergroups', { ...GROUP, name: 'monitors' })).status).toBe(201);
    for (const name of ['Administrators', 'administrators', 'ADMINISTRATORS']) {
      expect((await lab.mmc('DELETE', `/usergroups/${name}`)).status).toBe(500);
    }
    expect((await lab.mmc('DELETE', '/usergroups/Monitors')).status).toBe(200);
  });

  it('MMC Q12 and Q13: no scope, no members, no id in an answer', async () => {
    const lab = await openLab();
    const shown = await lab.mmc('GET', '/usergroups/Monitors');
    expect(Object.keys(shown.body).sort()).toEqual(['description', 'href', 'name', 'permissions']);
    expect((await lab.mmc('GET', '/users')).status).toBe(404);
  });

  it.each([
    ['GET', '/usergroups', 200],
    ['POST', '/usergroups', 401],
    ['PUT', '/usergroups/Monitors', 401],
    ['DELETE', '/usergroups/Monitors', 401],
  ])('MMC Q15: without MANAGE_GROUPS %s %s is %i', async (method, path, status) => {
    const lab = await openLab({ mmc: { users: [{ username: 'ann', password: 'p', groups: ['Monitors'] }] } });
    expect((await lab.mmc(method, path, method === 'GET' ? undefined : GROUP, 'ann:p')).status).toBe(status);
    await lab.switches({ mmcReadNeedsManageGroups: true });
    expect((await lab.mmc('GET', '/usergroups', undefined, 'ann:p')).status).toBe(401);
  });

  it('MMC Q15: a caller can remove its own right', async () => {
    const lab = await openLab({
      mmc: {
        users: [{ username: 'ann', password: 'p', groups: ['Chiefs'] }],
        userGroups: [{ name: 'Chiefs', permissions: ['MANAGE_GROUPS'] }],
      },
    });
    await lab.mmc('PUT', '/usergroups/Chiefs', { name: 'Chiefs', description: '', permissions: [] }, 'ann:p');
    expect((await lab.mmc('PUT', '/usergroups/Chiefs', GROUP, 'ann:p')).status).toBe(401);
  });

  it('MMC Q18: a POST that was answered into the void was made all the same', async () => {
    const lab = await openLab();
    await lab.control('POST', '/faults', {
      match: { method: 'POST' },
      action: { type: 'drop', when: 'after' },
    });
    await expect(lab.mmc('POST', '/usergroups', GROUP)).rejects.toThrow();
    expect((await lab.mmc('POST', '/usergroups', GROUP)).status).toBe(409);
  });
});

describe('the console', () => {
  it.each(['admin:wrong', 'nobody:admin', ''])('MMC 1: the login %j is 401', async (login) => {
    const lab = await openLab();
    const reply = await lab.mmc('GET', '/usergroups', undefined, login);
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toMatch(/^Basic/);
  });

  it('MMC 1: the context is the name of the war', async () => {
    const lab = await openLab({ mmc: { context: 'mmc-console-3.8.0-HF1' } });
    expect(lab.sandbox.mmc).toBe(`${lab.sandbox.url}/mmc-console-3.8.0-HF1`);
    expect((await lab.mmc('GET', '/usergroups')).status).toBe(200);
    const wrong = await lab.send('GET', '/mmc/api/usergroups');
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([404, expect.stringContaining('html')]);
    await lab.switches({ mmcWrongContext: 'redirect' });
    expect((await lab.send('GET', '/mmc/api/usergroups')).status).toBe(302);
  });

  it.each([404, 405])('MMC 5: an edition without a list answers %i', async (status) => {
    const lab = await openLab({ mmc: { list: false }, switches: { mmcListMissingStatus: status } });
    expect((await lab.mmc('GET', '/usergroups')).status).toBe(status);
    expect((await lab.mmc('GET', '/usergroups/Monitors')).status).toBe(200);
  });

  it('MMC 5: shapes of the list', async () => {
    const lab = await openLab({ switches: { mmcTotalExtra: 1 } });
    expect((await lab.mmc('GET', '/usergroups')).body).toMatchObject({ total: 5, data: { length: 4 } });
    await lab.switches({ mmcListShape: 'no-total' });
    expect(Object.keys((await lab.mmc('GET', '/usergroups')).body)).toEqual(['data']);
    await lab.switches({ mmcListShape: 'array', mmcListPermissions: false });
    expect((await lab.mmc('GET', '/usergroups')).body[0]).not.toHaveProperty('permissions');
  });

  it('MMC 5: shapes of a single group and of the permissions', async () => {
    const lab = await openLab({ switches: { mmcSingleShape: 'envelope', mmcPermissionsShape: 'data' } });
    expect((await lab.mmc('GET', '/usergroups/Monitors')).body).toMatchObject({
      total: 1,
      data: [{ name: 'Monitors' }],
    });
    expect((await lab.mmc('GET', '/usergroups/permissions')).body.data).toHaveLength(43);
    await lab.switches({ mmcPermissionsShape: 'array' });
    expect((await lab.mmc('GET', '/usergroups/permissions')).body).toHaveLength(43);
    await lab.switches({ mmcPermissionsStatus: 500 });
    expect((await lab.mmc('GET', '/usergroups/permissions')).status).toBe(500);
  });

  it('MMC 5: empty permissions, and permissions that the console adds by itself', async () => {
    const lab = await openLab({ switches: { mmcEmptyPermissions: 'refuse' } });
    expect((await lab.mmc('POST', '/usergroups', { ...GROUP, permissions: [] })).status).toBe(400);
    await lab.switches({ mmcEmptyPermissions: 'accept', mmcDefaultGrants: 'VIEW_ALERTS,FLOW_LIST' });
    const reply = await lab.mmc('POST', '/usergroups', { ...GROUP, permissions: [] });
    expect(reply.body.permissions.sort()).toEqual(['FLOW_LIST', 'VIEW_ALERTS']);
  });

  it.each([
    ['json', '{"message":"'],
    ['unquoted', '{message: "'],
    ['html', '<html>'],
    ['text', 'Provided User Group'],
    ['empty', ''],
  ])('MMC 5: an error body of the kind %s', async (kind, start) => {
    const lab = await openLab({ switches: { mmcErrorBody: kind as 'json' } });
    const reply = await lab.mmc('GET', '/usergroups/Nobody');
    expect(reply.status).toBe(404);
    expect(reply.text.startsWith(start)).toBe(true);
    if (kind === 'empty') expect(reply.text).toBe('');
  });

  it('MMC 1: a POST that is not JSON is refused', async () => {
    const lab = await openLab();
    const headers = { authorization: `Basic ${btoa('admin:admin')}`, 'content-type': 'text/plain' };
    const init = { method: 'POST', headers, body: JSON.stringify(GROUP) };
    expect((await fetch(`${lab.sandbox.mmc}/api/usergroups`, init)).ok).toBe(false);
  });
});
