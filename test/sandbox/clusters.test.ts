import { afterEach, describe, expect, it } from 'vitest';
import { closeLabs, LATER, openLab, servers } from './support.ts';

afterEach(closeLabs);

describe('clusters', () => {
  it('ARM 7: unicast, as the reference shows it', async () => {
    const lab = await openLab();
    const [one, two] = await lab.ids(1, 2);
    const id = await lab.cluster('orders', false, 1, 2);
    const { data } = (await lab.arm('GET', `/clusters/${id}`)).body;
    expect(data).toMatchObject({
      id,
      type: 'CLUSTER',
      status: 'RUNNING',
      multicastEnabled: false,
      primaryNodeId: one,
      visibilityMap: {
        mapNodes: [
          { serverId: one, visibleNodeIds: [one, two], unknownNodeIps: [] },
          { serverId: two, visibleNodeIds: [one, two], unknownNodeIps: [] },
        ],
      },
    });
    expect(data.servers[1]).toMatchObject({ serverIp: '10.9.0.2', clusterName: 'orders' });
    expect((await lab.arm('GET', '/clusters')).body.data).toEqual([data]);
    expect(await lab.effects()).toEqual([]);
  });

  it('ARM 7: ids and the flag may be strings', async () => {
    const lab = await openLab();
    const [id] = await lab.ids(1);
    const body = { name: 'orders', multicastEnabled: 'true', servers: [{ serverId: String(id) }] };
    expect((await lab.arm('POST', '/clusters', body)).body.data.multicastEnabled).toBe(true);
  });

  it.each([
    ['no servers', { multicastEnabled: true, servers: [] }],
    ['no flag', { servers: [{ serverId: 1 }] }],
    ['an unknown server', { multicastEnabled: true, servers: [{ serverId: 1 }] }],
    ['a bad name', { name: 'a_b', multicastEnabled: true, servers: [{ serverId: 1 }] }],
  ])('ARM 7: refused with %s', async (_what, body) => {
    const lab = await openLab();
    expect((await lab.arm('POST', '/clusters', { name: 'orders', ...body })).status).toBe(400);
  });

  it('ARM 7: unicast needs a serverIp for each server', async () => {
    const lab = await openLab();
    const [id, next] = await lab.ids(1, 2);
    const body = { name: 'orders', multicastEnabled: false, servers: [{ serverId: id }] };
    expect((await lab.arm('POST', '/clusters', body)).status).toBe(400);
    const cluster = await lab.cluster('orders', false, 1);
    expect((await lab.arm('POST', `/clusters/${cluster}/servers`, { serverId: next })).status).toBe(400);
  });

  it('ARM 7: size up to 8', async () => {
    const lab = await openLab({ servers: servers(9) });
    const cluster = await lab.cluster('orders', true, 1, 2, 3, 4, 5, 6, 7, 8);
    const [last] = await lab.ids(9);
    expect((await lab.arm('POST', `/clusters/${cluster}/servers`, { serverId: last })).status).toBe(400);
  });

  it.each([
    [true, 'DISCONNECTED', 202],
    [true, 'CREATED', 400],
    [false, 'DISCONNECTED', 400],
    [false, 'CREATED', 400],
    [false, 'RUNNING', 202],
  ] as const)('ARM 7: multicast %s, joining %s: %i', async (multicast, status, expected) => {
    const lab = await openLab({
      servers: [{ name: 'mule-1' }, { name: 'mule-2', agentVersion: '2.5.4', status }],
    });
    const cluster = await lab.cluster('orders', multicast, 1);
    const [id] = await lab.ids(2);
    const body = { serverId: id, ...(multicast ? {} : { serverIp: '10.9.0.2' }) };
    expect((await lab.arm('POST', `/clusters/${cluster}/servers`, body)).status).toBe(expected);
  });

  it('ARM 7: the same Mule version, patch included', async () => {
    const lab = await openLab({
      servers: [{ name: 'mule-1' }, { name: 'mule-2', muleVersion: '4.4.0-20240101' }],
    });
    const ids = await lab.ids(1, 2);
    const body = { name: 'orders', multicastEnabled: true, servers: ids.map((serverId) => ({ serverId })) };
    expect((await lab.arm('POST', '/clusters', body)).status).toBe(400);
  });

  it('ARM 7: taken servers and servers with applications cannot join', async () => {
    const lab = await openLab();
    await lab.group('group-a', 1);
    const [taken, busy] = await lab.ids(1, 2);
    await lab.deploy('own-app', busy ?? 0);
    const cluster = await lab.cluster('orders', true, 3);
    for (const serverId of [taken, busy]) {
      expect((await lab.arm('POST', `/clusters/${cluster}/servers`, { serverId })).status).toBe(409);
    }
  });

  it('ARM 12.3: the joining server is in the body', async () => {
    const lab = await openLab();
    const cluster = await lab.cluster('orders', true, 1);
    const [id] = await lab.ids(2);
    expect((await lab.arm('POST', `/clusters/${cluster}/servers/${id}`)).status).toBe(404);
    expect((await lab.arm('POST', `/clusters/${cluster}/servers`, { serverId: String(id) })).status).toBe(
      202,
    );
  });

  it('ARM 12.13: joining a unicast cluster restarts the nodes that are there', async () => {
    const lab = await openLab();
    const cluster = await lab.cluster('orders', false, 1, 2);
    const application = await lab.deploy('pay-api', cluster);
    const [id] = await lab.ids(3);
    await lab.arm('POST', `/clusters/${cluster}/servers`, { serverId: id, serverIp: '10.9.0.3' });
    const statuses = await Promise.all(['mule-1', 'mule-2', 'mule-3'].map((name) => lab.server(name)));
    expect(statuses.map((row) => row.status)).toEqual(['DISCONNECTED', 'DISCONNECTED', 'RUNNING']);
    await lab.advance(600);
    expect((await lab.server('mule-1')).status).toBe('RUNNING');
    await lab.advance(LATER);
    const { serverArtifacts } = await lab.application(application);
    expect(serverArtifacts.map((row: { lastReportedStatus: string }) => row.lastReportedStatus)).toEqual(
      Array(3).fill('STARTED'),
    );
    expect(await lab.effects()).toEqual([
      'app-restart Application/pay-api@cluster:orders',
      'server-restart Server/mule-1',
      'server-restart Server/mule-2',
    ]);
  });

  it('ARM 12.13: leaving a unicast cluster restarts the others, and the leaver loses the applications', async () => {
    const lab = await openLab();
    const cluster = await lab.cluster('orders', false, 1, 2);
    const application = await lab.deploy('pay-api', cluster);
    const [, leaver] = await lab.ids(1, 2);
    const reply = await lab.arm('DELETE', `/clusters/${cluster}/servers/${leaver}`);
    expect([reply.status, reply.text]).toEqual([202, '']);
    await lab.advance(LATER);
    expect((await lab.application(application)).serverArtifacts).toHaveLength(1);
    expect(await lab.applications()).toHaveLength(1);
    expect(await lab.effects()).toEqual([
      'app-restart Application/pay-api@cluster:orders',
      'server-restart Server/mule-1',
    ]);
  });

  it('ARM 7: multicast joins and leaves restart nobody; the leaver’s applications stop', async () => {
    const lab = await openLab();
    const cluster = await lab.cluster('orders', true, 1, 2);
    await lab.deploy('pay-api', cluster);
    const [, leaver, joiner] = await lab.ids(1, 2, 3);
    await lab.arm('POST', `/clusters/${cluster}/servers`, { serverId: joiner });
    expect(await lab.effects()).toEqual([]);
    await lab.arm('DELETE', `/clusters/${cluster}/servers/${leaver}`);
    expect(await lab.effects()).toEqual(['app-stop Application/pay-api@cluster:orders']);
    expect((await lab.server('mule-1')).status).toBe('RUNNING');
  });

  it('ARM 12.14: the last node cannot leave, and the refusal has a body', async () => {
    const lab = await openLab();
    const cluster = await lab.cluster('orders', true, 1);
    const [id] = await lab.ids(1);
    const reply = await lab.arm('DELETE', `/clusters/${cluster}/servers/${id}`);
    expect(reply.body).toEqual({ status: 400, message: expect.stringContaining('last') });
  });

  it('ARM 12.12: deleting a cluster removes its applications and restarts its nodes', async () => {
    const lab = await openLab();
    const cluster = await lab.cluster('orders', true, 1, 2);
    await lab.deploy('pay-api', cluster);
    await lab.arm('POST', '/alerts', {
      name: 'x',
      condition: { resourceType: 'cluster', resources: [`${cluster}`] },
    });
    expect((await lab.arm('DELETE', `/clusters/${cluster}`)).status).toBe(204);
    await lab.advance(300);
    expect((await lab.arm('GET', `/clusters/${cluster}`)).status).toBe(404);
    expect(await lab.applications()).toEqual([]);
    expect(await lab.server('mule-1')).toMatchObject({ status: 'DISCONNECTED' });
    expect(await lab.server('mule-1')).not.toHaveProperty('clusterId');
    await lab.advance(600);
    expect((await lab.server('mule-1')).status).toBe('RUNNING');
    expect(await lab.effects()).toEqual([
      'alert-loss Cluster/orders',
      'app-stop Application/pay-api@cluster:orders',
      'server-restart Server/mule-1',
      'server-restart Server/mule-2',
    ]);
  });

  it('ARM 7: rename, and duplicates', async () => {
    const lab = await openLab();
    const cluster = await lab.cluster('orders', true, 1);
    await lab.cluster('others', true, 2);
    expect((await lab.arm('PATCH', `/clusters/${cluster}`, { name: 'others' })).status).toBe(409);
    expect((await lab.arm('PATCH', `/clusters/${cluster}`, { name: 'better' })).body.data.name).toBe(
      'better',
    );
    expect((await lab.server('mule-1')).clusterName).toBe('better');
  });
});
