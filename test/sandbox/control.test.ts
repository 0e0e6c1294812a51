import { afterEach, describe, expect, it } from 'vitest';
import { closeLabs, LATER, openLab, properties } from './support.ts';

afterEach(closeLabs);

const SERVERS = '^/hybrid/api/v1/servers$';

describe('the log', () => {
  it('lists every request but those to the control', async () => {
    const lab = await openLab();
    await lab.control('DELETE', '/log');
    await lab.arm('GET', '/servers?_=1');
    await lab.arm('POST', '/serverGroups', { name: 'group-a', serverIds: [] });
    await lab.mmc('GET', '/usergroups/Nobody');
    await lab.send('GET', '/accounts/api/me', { headers: lab.scope() });
    const log = (await lab.control('GET', '/log')).body;
    expect(log).toEqual([
      {
        n: 2,
        time: expect.any(Number),
        service: 'runtime-manager',
        method: 'GET',
        path: '/hybrid/api/v1/servers?_=1',
        status: 200,
        write: false,
      },
      {
        n: 3,
        time: expect.any(Number),
        service: 'runtime-manager',
        method: 'POST',
        path: '/hybrid/api/v1/serverGroups',
        status: 200,
        write: true,
        body: { name: 'group-a', serverIds: [] },
      },
      expect.objectContaining({ n: 4, service: 'mmc', status: 404, write: false }),
      expect.objectContaining({ n: 5, service: 'accounts', status: 200 }),
    ]);
  });

  it('never shows a secret, and counts a sign-in as no write', async () => {
    const lab = await openLab({
      clients: [{ id: 'app', secret: 'hush-1' }],
      users: [{ username: 'u', password: 'hush-2' }],
    });
    await lab.signIn('app', 'hush-1');
    await lab.send('POST', '/accounts/login', {
      body: new URLSearchParams({ username: 'u', password: 'hush-2' }),
    });
    const [server] = await lab.ids(1);
    await lab.deploy(
      'pay-api',
      server ?? 0,
      'x',
      properties({ 'db.password': 'hush-3', 'http.port': 'hush-4' }),
    );
    const log = await lab.control('GET', '/log');
    expect(log.text).not.toMatch(/hush|Bearer|Basic/);
    expect(log.text).not.toContain(lab.token);
    expect(log.text).toContain('http.port');
    expect(log.body.filter((entry: { write: boolean }) => entry.write)).toHaveLength(1);
  });

  it('describes an upload by its parts', async () => {
    const lab = await openLab();
    const [server] = await lab.ids(1);
    await lab.deploy('pay-api', server ?? 0, 'hello');
    const log = (await lab.control('GET', '/log')).body;
    const entry = log.find((row: { path: string }) => row.path.endsWith('/applications'));
    expect(entry.body.parts).toEqual([
      { name: 'artifactName', value: 'pay-api' },
      { name: 'targetId', value: server },
      { name: 'file', fileName: 'pay-api.jar', size: 5, sha1: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d' },
    ]);
  });
});

describe('faults', () => {
  it('answers in place of the service, after so many, so often', async () => {
    const lab = await openLab();
    const action = { type: 'respond', status: 503, headers: { 'retry-after': '1' }, body: 'at capacity' };
    await lab.control('POST', '/faults', {
      match: { method: 'get', path: SERVERS },
      skip: 1,
      times: 2,
      action,
    });
    const seen: number[] = [];
    for (let count = 0; count < 5; count += 1) seen.push((await lab.arm('GET', '/servers')).status);
    expect(seen).toEqual([200, 503, 503, 200, 200]);
    const log = (await lab.control('GET', '/log')).body;
    expect(log.filter((entry: { fault?: string }) => entry.fault === 'respond')).toHaveLength(2);
    expect((await lab.control('GET', '/faults')).body).toEqual([]);
  });

  it('answers JSON and headers', async () => {
    const lab = await openLab();
    const action = {
      type: 'respond',
      status: 429,
      headers: { 'retry-after': '3' },
      body: { message: 'slow' },
    };
    await lab.control('POST', '/faults', { action });
    const reply = await lab.arm('GET', '/servers');
    expect([reply.status, reply.body, reply.headers.get('retry-after')]).toEqual([
      429,
      { message: 'slow' },
      '3',
    ]);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ])('drops the connection %s the change', async (when, groups) => {
    const lab = await openLab();
    await lab.control('POST', '/faults', { match: { method: 'POST' }, action: { type: 'drop', when } });
    await expect(lab.arm('POST', '/serverGroups', { name: 'group-a', serverIds: [] })).rejects.toThrow();
    expect((await lab.arm('GET', '/serverGroups')).body.data).toHaveLength(groups);
  });

  it('drops an upload’s answer', async () => {
    const lab = await openLab();
    const [server] = await lab.ids(1);
    await lab.control('POST', '/faults', {
      match: { method: 'POST' },
      action: { type: 'drop', when: 'after' },
    });
    await expect(lab.deploy('pay-api', server ?? 0)).rejects.toThrow();
    expect(await lab.applications()).toHaveLength(1);
  });

  it('answers an upload whole, however much is still coming', async () => {
    const lab = await openLab();
    await lab.control('POST', '/faults', {
      match: { method: 'POST' },
      action: { type: 'respond', status: 503 },
    });
    const file = { name: 'a.jar', contents: 'x'.repeat(8_000_000) };
    expect((await lab.upload('POST', '/applications', { artifactName: 'pay-api' }, file)).status).toBe(503);
    lab.token = 'expired';
    expect((await lab.upload('POST', '/applications', { artifactName: 'pay-api' }, file)).status).toBe(401);
  });

  it('truncates an answer', async () => {
    const lab = await openLab();
    await lab.control('POST', '/faults', { match: { path: SERVERS }, action: { type: 'truncate' } });
    await expect(lab.arm('GET', '/servers')).rejects.toThrow();
    expect((await lab.arm('GET', '/servers')).status).toBe(200);
  });

  it('delays, and can be cleared', async () => {
    const lab = await openLab();
    await lab.control('POST', '/faults', { match: { path: SERVERS }, action: { type: 'delay', ms: 20 } });
    const start = performance.now();
    expect((await lab.arm('GET', '/servers')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(19);
    await lab.control('POST', '/faults', { action: { type: 'respond', status: 500 } });
    await lab.control('DELETE', '/faults');
    expect((await lab.arm('GET', '/servers')).status).toBe(200);
  });

  it.each([
    [{}, 'fault.action.type is required'],
    [{ action: { type: 'explode' } }, 'must be one of'],
    [{ action: { type: 'respond' } }, 'fault.action.status is required'],
    [{ match: { path: '(' }, action: { type: 'truncate' } }, 'regular expression'],
    [{ when: 1, action: { type: 'truncate' } }, 'fault.when is not known here'],
  ])('refuses %j', async (fault, message) => {
    const lab = await openLab();
    const reply = await lab.control('POST', '/faults', fault);
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe('clock, switches and the world', () => {
  it('moves by hand, or runs', async () => {
    const lab = await openLab();
    const start = (await lab.control('GET', '/clock')).body;
    expect(start).toEqual({ mode: 'manual', now: Date.parse('2024-06-01T00:00:00Z') });
    expect((await lab.control('POST', '/clock', { advanceMs: 5 })).body.now).toBe(start.now + 5);
    const real = (await lab.control('POST', '/clock', { mode: 'real' })).body;
    expect([real.mode, real.now >= start.now + 5]).toEqual(['real', true]);
    expect((await lab.control('POST', '/clock', { advanceMs: 1000 })).body.now).toBeGreaterThanOrEqual(
      real.now + 1000,
    );
    expect((await lab.control('POST', '/clock', { advance: 1 })).status).toBe(400);
  });

  it.each([
    [{ deployMS: 1 }, 'switches.deployMS is not a switch'],
    [{ deployMs: '1' }, 'switches.deployMs must be a number'],
    [{ deployMs: -1 }, 'must not be negative'],
    [{ mmcUpdate: 'merge' }, 'must be one of replace, additive'],
  ])('refuses the switch %j', async (switches, message) => {
    const lab = await openLab();
    const reply = await lab.control('PATCH', '/switches', switches);
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining(message)]);
  });

  it('ties an effect to the request that caused it', async () => {
    const lab = await openLab();
    await lab.group('group-a', 1);
    await lab.control('DELETE', '/log');
    const [group] = (await lab.arm('GET', '/serverGroups')).body.data;
    await lab.deploy('pay-api', group.id);
    await lab.arm('DELETE', `/serverGroups/${group.id}`);
    await lab.advance(LATER);
    const [effect] = (await lab.control('GET', '/effects')).body;
    const log = (await lab.control('GET', '/log')).body;
    expect(log.find((entry: { n: number }) => entry.n === effect.n)).toMatchObject({
      method: 'DELETE',
      status: 204,
    });
    await lab.control('DELETE', '/effects');
    expect(await lab.effects()).toEqual([]);
  });

  it('starts anew', async () => {
    const lab = await openLab();
    const before = await lab.ids(1, 2);
    await lab.group('group-a', 1);
    await lab.switches({ deployMs: 1 });
    expect((await lab.control('POST', '/reset')).status).toBe(204);
    await lab.signIn();
    expect((await lab.arm('GET', '/serverGroups')).body.data).toEqual([]);
    expect(await lab.ids(1, 2)).toEqual(before);
    expect((await lab.control('GET', '/world')).body.switches.deployMs).toBe(400);
  });

  it('lets an agent come back with another version', async () => {
    const lab = await openLab();
    const upgraded = { status: 'RUNNING', muleVersion: '4.4.0-20240115' };
    expect((await lab.control('POST', '/servers/mule-1', upgraded)).status).toBe(204);
    expect(await lab.server('mule-1')).toMatchObject(upgraded);
    await lab.setServer('mule-1', 'DISCONNECTED');
    expect((await lab.server('mule-1')).muleVersion).toBe('4.4.0-20240115');
    const misspelt = { status: 'RUNNING', version: '4.4.0' };
    expect((await lab.control('POST', '/servers/mule-1', misspelt)).status).toBe(400);
  });

  it('knows no server of that name', async () => {
    const lab = await openLab();
    expect((await lab.setServer('nobody', 'RUNNING')).status).toBe(404);
    expect((await lab.setServer('mule-1', 'ON FIRE')).status).toBe(400);
  });
});
