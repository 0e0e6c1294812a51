import { afterEach, describe, expect, it } from 'vitest';
import { closeLabs, HYBRID, LATER, openLab, servers } from './support.ts';

afterEach(closeLabs);

const CSR = '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----';

describe('servers', () => {
  it('ARM 5: the default world has six running, free servers', async () => {
    const lab = await openLab();
    const list = (await lab.arm('GET', '/servers')).body.data;
    expect(list.map((row: { name: string }) => row.name)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `mule-${n}`));
    expect(list[0]).toMatchObject({
      type: 'SERVER',
      serverType: 'MULE',
      muleVersion: '4.4.0',
      agentVersion: '2.5.4',
      status: 'RUNNING',
      addresses: [{ ip: '10.0.0.11', networkInterface: 'eth0' }],
    });
    expect(Number.isInteger(list[0].timeCreated)).toBe(true);
    expect((await lab.arm('GET', `/servers/${list[0].id}`)).body.data).toEqual(list[0]);
  });

  it('ARM 5: ids are the same for the same seed, and shared with groups and clusters', async () => {
    const [one, two] = [await openLab(), await openLab()];
    expect(await one.ids(1, 2, 3)).toEqual(await two.ids(1, 2, 3));
    const made = [
      await one.group('group-a', 1),
      await one.cluster('cluster-a', true, 2),
      ...(await one.ids(1, 2, 3)),
    ];
    expect(new Set(made).size).toBe(5);
  });

  it('ARM 12.2: the list has members of groups and clusters, too; membership is absent, not null, for others', async () => {
    const lab = await openLab();
    const group = await lab.group('group-a', 1);
    const cluster = await lab.cluster('cluster-a', false, 2);
    expect((await lab.arm('GET', '/servers')).body.data).toHaveLength(6);
    expect(await lab.server('mule-1')).toMatchObject({ serverGroupId: group, serverGroupName: 'group-a' });
    expect(await lab.server('mule-2')).toMatchObject({
      clusterId: cluster,
      clusterName: 'cluster-a',
      serverIp: '10.9.0.2',
      currentClusteringIp: '10.9.0.2',
      currentClusteringPort: 5701,
    });
    const free = await lab.server('mule-3');
    for (const key of ['serverGroupId', 'clusterId', 'serverIp', 'gatewayVersion'])
      expect(free).not.toHaveProperty(key);
  });

  it.each([
    ['a.b_c-9', 200],
    ['x'.repeat(60), 200],
    ['x'.repeat(61), 400],
    ['with space', 400],
    ['', 400],
    ['mule-2', 409],
    ['mule-1', 200],
  ])('ARM 5: renaming a server to %s is %i', async (name, status) => {
    const lab = await openLab();
    const [id] = await lab.ids(1);
    const reply = await lab.arm('PATCH', `/servers/${id}`, { name });
    expect(reply.status).toBe(status);
    if (status === 200) expect(reply.body.data.name).toBe(name);
  });

  it('ARM 12.20: a server goes on answering for a while after its DELETE', async () => {
    const lab = await openLab();
    const [id] = await lab.ids(1);
    const reply = await lab.arm('DELETE', `/servers/${id}`);
    expect([reply.status, reply.text]).toEqual([204, '']);
    await lab.advance(299);
    expect((await lab.arm('GET', `/servers/${id}`)).status).toBe(200);
    await lab.advance(1);
    expect((await lab.arm('GET', `/servers/${id}`)).status).toBe(404);
    expect((await lab.arm('GET', '/servers')).body.data).toHaveLength(5);
    expect(await lab.effects()).toEqual(['registration-loss Server/mule-1']);
  });

  it('ARM 14.12: deleting a member is refused, or cascades', async () => {
    const lab = await openLab();
    const group = await lab.group('group-a', 1);
    const [id] = await lab.ids(1);
    expect((await lab.arm('DELETE', `/servers/${id}`)).status).toBe(409);
    await lab.switches({ deleteMemberServer: 'cascade' });
    expect((await lab.arm('DELETE', `/servers/${id}`)).status).toBe(204);
    await lab.advance(LATER);
    expect((await lab.arm('GET', `/serverGroups/${group}`)).body.data.servers).toEqual([]);
  });

  it('ARM 14.12: deleting a server with applications cascades, or is refused', async () => {
    const lab = await openLab({ switches: { deleteServerWithApplications: 'refuse' } });
    const [id] = await lab.ids(1);
    await lab.deploy('pay-api', id ?? 0);
    expect((await lab.arm('DELETE', `/servers/${id}`)).status).toBe(409);
    await lab.switches({ deleteServerWithApplications: 'cascade' });
    await lab.arm('DELETE', `/servers/${id}`);
    await lab.advance(LATER);
    expect(await lab.applications()).toEqual([]);
  });

  it('ARM 5: restart disconnects for a moment and brings applications back', async () => {
    const lab = await openLab();
    const [id] = await lab.ids(1);
    const application = await lab.deploy('pay-api', id ?? 0);
    expect((await lab.arm('POST', `/servers/${id}/restart`, {})).status).toBe(200);
    expect((await lab.server('mule-1')).status).toBe('DISCONNECTED');
    expect((await lab.application(application)).lastReportedStatus).toBe('UNKNOWN');
    await lab.advance(600);
    expect((await lab.server('mule-1')).status).toBe('RUNNING');
    expect((await lab.application(application)).lastReportedStatus).toBe('STARTING');
    await lab.advance(400);
    expect((await lab.application(application)).lastReportedStatus).toBe('STARTED');
    expect(await lab.effects()).toEqual([
      'app-restart Application/pay-api@server:mule-1',
      'server-restart Server/mule-1',
    ]);
  });

  it('ARM 5: a server that was shut down does not come back', async () => {
    const lab = await openLab();
    const [id] = await lab.ids(1);
    expect((await lab.arm('POST', `/servers/${id}/shutdown`, {})).status).toBe(200);
    await lab.advance(LATER);
    expect((await lab.server('mule-1')).status).toBe('DISCONNECTED');
  });
});

describe('registration', () => {
  async function register(overrides: object = {}) {
    const lab = await openLab();
    const token = (await lab.arm('GET', '/servers/registrationToken')).body.data;
    const body = { muleVersion: '4.4.0', signatureRequest: CSR, muleLabel: 'mule-new', ...overrides };
    const send = (authorization: string) =>
      lab.send('POST', `${HYBRID}/servers`, { headers: { authorization: `Bearer ${authorization}` }, body });
    return { lab, token, send };
  }

  it('ARM 4.1: the token is a uuid, three dashes and a number', async () => {
    const { token } = await register();
    expect(token).toMatch(/^[0-9a-f-]{36}---\d+$/);
  });

  it('ARM 4.2: a new server is CREATED, without an agent, and stays so', async () => {
    const { lab, token, send } = await register();
    const reply = await send(token);
    expect(reply.status).toBe(201);
    expect(reply.body.data.certificate).toContain('BEGIN CERTIFICATE');
    await lab.advance(LATER);
    const server = await lab.server('mule-new');
    expect(server.status).toBe('CREATED');
    expect(server).not.toHaveProperty('agentVersion');
    await lab.setServer('mule-new', 'RUNNING');
    expect(await lab.server('mule-new')).toMatchObject({ status: 'RUNNING', agentVersion: '2.5.4' });
  });

  it('ARM 4.2: a gateway tells its version', async () => {
    const { lab, token, send } = await register({ gatewayVersion: '1.0' });
    await send(token);
    expect(await lab.server('mule-new')).toMatchObject({ serverType: 'GATEWAY', gatewayVersion: '1.0' });
  });

  it('ARM 4.2: a session is no registration token, unless the switch says so', async () => {
    const { lab, send } = await register();
    expect((await send(lab.token)).status).toBe(401);
    await lab.switches({ registrationAcceptsSession: true });
    const body = { muleVersion: '4.4.0', signatureRequest: CSR, muleLabel: 'mule-new' };
    expect((await lab.arm('POST', '/servers', body)).status).toBe(201);
  });

  it('ARM 14.5: status and certificate field are switches', async () => {
    const { lab, token, send } = await register();
    await lab.switches({ registrationStatus: 200, registrationCertificateField: 'cert' });
    const reply = await send(token);
    expect([reply.status, typeof reply.body.data.cert]).toEqual([200, 'string']);
  });

  it('ARM 14.6: tokens may be single-use or expire', async () => {
    const { lab, token, send } = await register();
    await lab.switches({ registrationTokenSingleUse: true, registrationTokenSeconds: 60 });
    await send(token);
    expect((await send(token)).status).toBe(401);
    const other = (await lab.arm('GET', '/servers/registrationToken')).body.data;
    await lab.advance(60_000);
    expect((await send(other)).status).toBe(401);
  });

  it.each([
    [{ muleLabel: 'mule-1' }, 409],
    [{ muleLabel: 'not ok' }, 400],
    [{ signatureRequest: 'x' }, 400],
    [{ muleVersion: '' }, 400],
  ])('ARM 4.2: %j is refused with %i', async (overrides, status) => {
    const { token, send } = await register(overrides);
    expect((await send(token)).status).toBe(status);
  });

  it('ARM 11: 500 servers in an environment', async () => {
    const lab = await openLab({ servers: servers(500) });
    const token = (await lab.arm('GET', '/servers/registrationToken')).body.data;
    const body = { muleVersion: '4.4.0', signatureRequest: CSR, muleLabel: 'mule-501' };
    const reply = await lab.send('POST', `${HYBRID}/servers`, {
      headers: { authorization: `Bearer ${token}` },
      body,
    });
    expect(reply.status).toBe(400);
  });
});
