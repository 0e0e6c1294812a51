import { afterEach, describe, expect, it } from 'vitest';
import { closeLabs, LATER, openLab, servers } from './support.ts';

afterEach(closeLabs);

describe('server groups', () => {
  it('ARM 6: made with ids as strings or numbers, or empty', async () => {
    const lab = await openLab();
    const ids = await lab.ids(1, 2);
    const made = await lab.arm('POST', '/serverGroups', {
      name: 'group-a',
      serverIds: [String(ids[0]), ids[1]],
    });
    expect(made.status).toBe(200);
    expect(made.body.data).toMatchObject({ type: 'SERVER_GROUP', status: 'RUNNING', name: 'group-a' });
    expect(made.body.data.servers.map((row: { id: number }) => row.id)).toEqual(ids);
    const empty = await lab.arm('POST', '/serverGroups', { name: 'group-b', serverIds: [] });
    expect(empty.body.data).toMatchObject({ status: 'EMPTY', servers: [] });
    expect((await lab.arm('GET', '/serverGroups')).body.data).toHaveLength(2);
  });

  it.each([
    ['ab', 400],
    ['abc', 200],
    ['a'.repeat(40), 200],
    ['a'.repeat(41), 400],
    ['-abc', 400],
    ['abc-', 400],
    ['a_b', 400],
    ['a b c', 400],
  ])('ARM 6: the name %s is %i', async (name, status) => {
    const lab = await openLab();
    expect((await lab.arm('POST', '/serverGroups', { name, serverIds: [] })).status).toBe(status);
  });

  it('ARM 14.2: duplicate names are 409, on creation and renaming', async () => {
    const lab = await openLab();
    const id = await lab.group('group-a');
    const other = await lab.group('group-b');
    expect((await lab.arm('POST', '/serverGroups', { name: 'group-a', serverIds: [] })).status).toBe(409);
    expect((await lab.arm('PATCH', `/serverGroups/${other}`, { name: 'group-a' })).status).toBe(409);
    const renamed = await lab.arm('PATCH', `/serverGroups/${id}`, { name: 'group-c' });
    expect([renamed.status, renamed.body.data.name]).toEqual([200, 'group-c']);
    await lab.switches({ conflictStatus: 422 });
    expect((await lab.arm('PATCH', `/serverGroups/${other}`, { name: 'group-c' })).status).toBe(422);
  });

  it('ARM 6: size up to 20', async () => {
    const lab = await openLab({ servers: servers(21) });
    const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
    const group = await lab.group('group-a', ...numbers);
    const [last] = await lab.ids(21);
    expect((await lab.arm('POST', `/serverGroups/${group}/servers/${last}`)).status).toBe(400);
  });

  it('ARM 12.3: the joining server is in the path', async () => {
    const lab = await openLab();
    const group = await lab.group('group-a', 1);
    const [id] = await lab.ids(2);
    expect((await lab.arm('POST', `/serverGroups/${group}/servers`, { serverId: id })).status).toBe(404);
    const joined = await lab.arm('POST', `/serverGroups/${group}/servers/${id}`, {
      serverGroupId: group,
      serverId: id,
    });
    expect(joined.status).toBe(202);
    expect((await lab.arm('GET', `/serverGroups/${group}`)).body.data.servers).toHaveLength(2);
  });

  it('ARM 6: a taken server cannot join', async () => {
    const lab = await openLab();
    await lab.group('group-a', 1);
    await lab.cluster('cluster-a', true, 2);
    const group = await lab.group('group-b');
    for (const id of await lab.ids(1, 2)) {
      expect((await lab.arm('POST', `/serverGroups/${group}/servers/${id}`)).status).toBe(409);
      expect((await lab.arm('POST', '/serverGroups', { name: 'group-c', serverIds: [id] })).status).toBe(409);
    }
  });

  it('ARM 12.20: nobody joins a group that is being deleted, and its name is taken until it is gone', async () => {
    const lab = await openLab();
    const group = await lab.group('group-a');
    const [id] = await lab.ids(1);
    await lab.arm('DELETE', `/serverGroups/${group}`);
    expect((await lab.arm('POST', `/serverGroups/${group}/servers/${id}`)).status).toBe(409);
    expect((await lab.arm('POST', '/serverGroups', { name: 'group-a', serverIds: [] })).status).toBe(409);
    await lab.advance(300);
    expect((await lab.arm('POST', '/serverGroups', { name: 'group-a', serverIds: [] })).status).toBe(200);
  });

  it('ARM 6: only servers join, no groups or clusters', async () => {
    const lab = await openLab();
    const [group, cluster] = [await lab.group('group-a'), await lab.cluster('cluster-a', true, 1)];
    for (const id of [group, cluster]) {
      expect((await lab.arm('POST', '/serverGroups', { name: 'group-b', serverIds: [id] })).status).toBe(400);
    }
  });

  it.each([[{ muleVersion: '4.3.0' }], [{ agentVersion: '2.5.3' }], [{ javaVersion: '11.0.20' }]])(
    'ARM 6: versions must be the same, unlike %j',
    async (versions) => {
      const lab = await openLab({ servers: [{ name: 'mule-1' }, { name: 'mule-2', ...versions }] });
      const group = await lab.group('group-a', 1);
      const [id] = await lab.ids(2);
      expect((await lab.arm('POST', `/serverGroups/${group}/servers/${id}`)).status).toBe(400);
    },
  );

  it.each([
    [['RUNNING', 'DISCONNECTED'], 200, 'PARTIAL'],
    [['CREATED', 'CREATED'], 200, 'CREATED'],
    [['DISCONNECTED', 'DISCONNECTED'], 200, 'DISCONNECTED'],
    [['RUNNING', 'CREATED'], 400, undefined],
    [['DISCONNECTED', 'CREATED'], 400, undefined],
  ] as const)('ARM 12.15: a group of %j is %i', async (statuses, status, shown) => {
    const lab = await openLab({
      servers: statuses.map((each, index) => ({ name: `mule-${index + 1}`, status: each })),
    });
    const reply = await lab.arm('POST', '/serverGroups', { name: 'group-a', serverIds: await lab.ids(1, 2) });
    expect([reply.status, reply.body.data?.status]).toEqual([status, shown]);
  });

  it('ARM 12.10: a server with applications cannot join, until they are gone', async () => {
    const lab = await openLab();
    const [id] = await lab.ids(1);
    const application = await lab.deploy('own-app', id ?? 0);
    const group = await lab.group('group-a');
    expect((await lab.arm('POST', `/serverGroups/${group}/servers/${id}`)).status).toBe(409);
    await lab.arm('DELETE', `/applications/${application}`);
    expect((await lab.arm('POST', `/serverGroups/${group}/servers/${id}`)).status).toBe(409);
    await lab.advance(LATER);
    expect((await lab.arm('POST', `/serverGroups/${group}/servers/${id}`)).status).toBe(202);
  });

  it('ARM 6: on join, the group’s applications are deployed to the new member', async () => {
    const lab = await openLab();
    const group = await lab.group('group-a', 1);
    const application = await lab.deploy('pay-api', group);
    const [id] = await lab.ids(2);
    await lab.arm('POST', `/serverGroups/${group}/servers/${id}`);
    const joining = await lab.application(application);
    expect([joining.desiredStatus, joining.lastReportedStatus]).toEqual(['UPDATED', 'STARTED']);
    expect(
      joining.serverArtifacts.map((row: { lastReportedStatus: string }) => row.lastReportedStatus),
    ).toEqual(['STARTED', 'UNDEPLOYED']);
    await lab.advance(LATER);
    const joined = await lab.application(application);
    expect([joined.desiredStatus, joined.lastReportedStatus]).toEqual(['STARTED', 'STARTED']);
    expect(joined.serverArtifacts[1]).toMatchObject({ serverId: id, lastReportedStatus: 'STARTED' });
    expect(await lab.effects()).toEqual([]);
  });

  it('ARM 12.11: on leave, the server keeps its applications as its own', async () => {
    const lab = await openLab();
    const group = await lab.group('group-a', 1, 2);
    const application = await lab.deploy('pay-api', group);
    const [stays, leaves] = await lab.ids(1, 2);
    expect((await lab.arm('DELETE', `/serverGroups/${group}/servers/${leaves}`)).status).toBe(202);
    const [original, copy] = await lab.applications();
    expect(original).toMatchObject({ id: application, serverArtifacts: [{ serverId: stays }] });
    expect(copy).toMatchObject({
      name: 'pay-api',
      lastReportedStatus: 'STARTED',
      target: { id: leaves, type: 'SERVER' },
      artifact: { fileChecksum: original.artifact.fileChecksum },
      serverArtifacts: [{ serverId: leaves, deploymentId: copy.id }],
    });
    expect(copy.id).not.toBe(application);
    expect(await lab.effects()).toEqual(['app-copy Application/pay-api@server:mule-2']);
  });

  it('ARM 6: the last server may leave a group; a stranger cannot', async () => {
    const lab = await openLab();
    const group = await lab.group('group-a', 1);
    const [member, stranger] = await lab.ids(1, 2);
    expect((await lab.arm('DELETE', `/serverGroups/${group}/servers/${stranger}`)).status).toBe(404);
    expect((await lab.arm('DELETE', `/serverGroups/${group}/servers/${member}`)).status).toBe(202);
    expect((await lab.arm('GET', `/serverGroups/${group}`)).body.data.status).toBe('EMPTY');
  });

  it('ARM 12.12: deleting a group leaves a copy on each member, restarts nobody and drops its alerts', async () => {
    const lab = await openLab();
    const group = await lab.group('group-a', 1, 2);
    const other = await lab.group('group-b', 3);
    await lab.deploy('pay-api', group);
    const condition = (resources: number[]) => ({ resourceType: 'server-group', resources });
    await lab.arm('POST', '/alerts', { name: 'one', condition: condition([group]) });
    await lab.arm('POST', '/alerts', { name: 'both', condition: condition([group, other]) });
    expect((await lab.arm('DELETE', `/serverGroups/${group}`)).status).toBe(204);
    expect((await lab.arm('GET', `/serverGroups/${group}`)).status).toBe(200);
    await lab.advance(300);
    expect((await lab.arm('GET', `/serverGroups/${group}`)).status).toBe(404);
    const copies = await lab.applications();
    expect(copies.map((row) => [row.name, row.target.name, row.lastReportedStatus])).toEqual([
      ['pay-api', 'mule-1', 'STARTED'],
      ['pay-api', 'mule-2', 'STARTED'],
    ]);
    expect(await lab.server('mule-1')).toMatchObject({ status: 'RUNNING' });
    expect(await lab.server('mule-1')).not.toHaveProperty('serverGroupId');
    const alerts = (await lab.arm('GET', '/alerts')).body.data;
    expect(alerts).toEqual([expect.objectContaining({ name: 'both', condition: condition([other]) })]);
    expect(await lab.effects()).toEqual([
      'alert-loss ServerGroup/group-a',
      'app-copy Application/pay-api@server:mule-1',
      'app-copy Application/pay-api@server:mule-2',
    ]);
  });

  it('ARM 14.12: a switch refuses to delete a group that has applications', async () => {
    const lab = await openLab({ switches: { deleteTargetWithApplications: 'refuse' } });
    const group = await lab.group('group-a', 1);
    await lab.deploy('pay-api', group);
    expect((await lab.arm('DELETE', `/serverGroups/${group}`)).status).toBe(409);
  });

  it('ARM 12.25: one update while a member is unreachable, until it reconnects', async () => {
    const lab = await openLab();
    const group = await lab.group('group-a', 1, 2);
    const id = await lab.deploy('pay-api', group);
    const update = (contents: string) =>
      lab.upload('PATCH', `/applications/${id}`, {}, { name: 'v.jar', contents });
    await lab.setServer('mule-2', 'DISCONNECTED');
    expect((await update('v2')).status).toBe(200);
    const refused = await update('v3');
    expect([refused.status, refused.body.message]).toEqual([409, expect.stringContaining('mule-2')]);
    expect((await lab.arm('PATCH', `/applications/${id}`, { desiredStatus: 'STARTED' })).status).toBe(200);
    await lab.setServer('mule-2', 'RUNNING');
    await lab.advance(LATER);
    expect((await lab.application(id)).serverArtifacts).toHaveLength(2);
    expect((await update('v3')).status).toBe(200);
  });

  it('ARM 12.25: … or is removed', async () => {
    const lab = await openLab();
    const group = await lab.group('group-a', 1, 2);
    const id = await lab.deploy('pay-api', group);
    const [, away] = await lab.ids(1, 2);
    const update = () => lab.upload('PATCH', `/applications/${id}`, {}, { name: 'v.jar', contents: 'new' });
    await lab.setServer('mule-2', 'DISCONNECTED');
    await update();
    expect((await update()).status).toBe(409);
    await lab.arm('DELETE', `/serverGroups/${group}/servers/${away}`);
    expect((await update()).status).toBe(200);
  });

  it('ARM 6: deleting an application removes it from every member', async () => {
    const lab = await openLab();
    const id = await lab.deploy('pay-api', await lab.group('group-a', 1, 2));
    await lab.arm('DELETE', `/applications/${id}`);
    await lab.advance(LATER);
    expect(await lab.applications()).toEqual([]);
    expect(await lab.effects()).toEqual(['app-stop Application/pay-api@serverGroup:group-a']);
  });

  it('ARM 11: so many groups and clusters together', async () => {
    const lab = await openLab({ switches: { maxGroupsAndClusters: 2 } });
    await lab.group('group-a', 1);
    await lab.cluster('cluster-a', true, 2);
    expect((await lab.arm('POST', '/serverGroups', { name: 'group-b', serverIds: [] })).status).toBe(400);
  });

  it.each([
    ['createStatus', 201, 'POST', '/serverGroups'],
    ['renameStatus', 204, 'PATCH', '/serverGroups/ID'],
    ['joinStatus', 200, 'POST', '/serverGroups/ID/servers/SERVER'],
    ['deleteStatus', 202, 'DELETE', '/serverGroups/ID'],
  ])('ARM 14.1: %s %i', async (name, status, method, path) => {
    const lab = await openLab({ switches: { [name]: status } });
    const made = await lab.arm('POST', '/serverGroups', { name: 'group-a', serverIds: [] });
    if (method === 'POST' && path === '/serverGroups') expect(made.status).toBe(status);
    const [server] = await lab.ids(1);
    const real = path.replace('ID', made.body.data.id).replace('SERVER', String(server));
    expect((await lab.arm(method, real, { name: 'group-z', serverIds: [] })).status).toBe(status);
  });
});
