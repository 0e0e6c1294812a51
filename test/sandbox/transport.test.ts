import { afterEach, describe, expect, it } from 'vitest';
import { closeLabs, ENV, HYBRID, ORG, openLab } from './support.ts';

afterEach(closeLabs);

describe('every hybrid call', () => {
  it.each(['/servers', '/serverGroups', '/clusters', '/applications', '/alerts'])(
    'ARM 1.1: %s is an envelope with data and nothing else',
    async (path) => {
      const lab = await openLab();
      const reply = await lab.arm('GET', path);
      expect([reply.status, Object.keys(reply.body)]).toEqual([200, ['data']]);
    },
  );

  it('ARM 1: trailing slash, cache buster, extra headers and any case of Bearer are fine', async () => {
    const lab = await openLab();
    const headers = {
      ...lab.scope(),
      authorization: `bearer ${lab.token}`,
      'x-organization-id': lab.org,
      'x-anypoint-session-extend': 'true',
    };
    for (const path of ['/servers/', '/clusters/', '/serverGroups/', '/servers?_=1716550021450']) {
      expect((await lab.send('GET', HYBRID + path, { headers })).status).toBe(200);
    }
  });

  it('ARM 1: answers carry x-anypnt-trx-id', async () => {
    const lab = await openLab();
    expect((await lab.arm('GET', '/servers')).headers.get('x-anypnt-trx-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['X-ANYPNT-ORG-ID', 'x-anypnt-org-id'],
    ['X-ANYPNT-ENV-ID', 'x-anypnt-env-id'],
  ])('ARM 14.3: without %s 400, with a wrong one 403', async (_name, header) => {
    const lab = await openLab();
    const { [header]: _left, ...rest } = lab.scope();
    const missing = await lab.send('GET', `${HYBRID}/servers`, { headers: rest });
    expect(missing.body).toEqual({ status: 400, message: expect.stringContaining('required') });
    const wrong = await lab.send('GET', `${HYBRID}/servers`, {
      headers: { ...lab.scope(), [header]: 'other' },
    });
    expect(wrong.status).toBe(403);
  });

  it('ARM 12.18: headers alone select the environment', async () => {
    const lab = await openLab({
      organizations: [{ name: 'Acme', environments: ['One', 'Two'] }],
      servers: [
        { name: 'mule-1', environment: 'One' },
        { name: 'mule-1', environment: 'Two' },
      ],
    });
    const organizations = await lab.send('GET', '/accounts/api/organizations', { headers: lab.scope() });
    lab.org = organizations.body[0].id;
    const ids: number[] = [];
    for (const environment of organizations.body[0].environments) {
      lab.env = environment.id;
      const list = await lab.arm('GET', '/servers');
      expect(list.body.data).toHaveLength(1);
      ids.push(list.body.data[0].id);
    }
    expect(new Set(ids).size).toBe(2);
    expect((await lab.arm('GET', `/servers/${ids[0]}`)).status).toBe(404);
  });

  it('ARM 12.18: a session of a business group does not reach above it', async () => {
    const lab = await openLab({
      organizations: [
        { name: 'Acme', id: ORG, environments: [{ name: 'Sandbox', id: ENV }] },
        { name: 'Retail', id: 'retail', parent: 'Acme', environments: [{ name: 'Test', id: 'test' }] },
      ],
      clients: [{ id: 'sandbox', secret: 'sandbox', organization: 'Retail' }],
    });
    expect((await lab.arm('GET', '/servers')).status).toBe(403);
    [lab.org, lab.env] = ['retail', 'test'];
    expect((await lab.arm('GET', '/servers')).status).toBe(200);
    lab.env = ENV;
    expect((await lab.arm('GET', '/servers')).status).toBe(403);
  });

  it('ARM 14.17: 401 and 403 bodies are text or JSON', async () => {
    const lab = await openLab({ clients: [{ id: 'sandbox', secret: 'sandbox', scopes: ['Read Servers'] }] });
    const refused = await lab.arm('DELETE', '/servers/1');
    expect([refused.status, refused.text]).toEqual([403, 'Forbidden']);
    await lab.switches({ forbiddenBody: 'json', unauthorizedBody: 'json' });
    expect((await lab.arm('DELETE', '/servers/1')).body).toEqual({ status: 403, message: 'Forbidden' });
    lab.token = 'none';
    expect((await lab.arm('GET', '/servers')).body).toEqual({ status: 401, message: 'Unauthorized' });
  });

  it.each([
    ['GET', '/servers', 'Read Servers'],
    ['GET', '/applications', 'Read Applications'],
    ['GET', '/servers/registrationToken', 'Manage Servers'],
    ['POST', '/serverGroups', 'Manage Servers'],
    ['PATCH', '/applications/1', 'Create Applications'],
  ])('ARM 14.18: %s %s wants the scope %s', async (method, path, scope) => {
    const lab = await openLab({
      clients: [
        { id: 'sandbox', secret: 'sandbox', scopes: [] },
        { id: 'good', secret: 's', scopes: [scope] },
      ],
    });
    expect((await lab.arm(method, path)).status).toBe(403);
    await lab.signIn('good', 's');
    expect((await lab.arm(method, path)).status).not.toBe(403);
  });

  it('ARM 14.16: the rate limit, with and without Retry-After', async () => {
    const lab = await openLab({ switches: { rateLimitPerMinute: 1 } });
    await lab.arm('GET', '/servers');
    const limited = await lab.arm('GET', '/servers');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, null]);
    await lab.switches({ retryAfterSeconds: 7 });
    expect((await lab.arm('GET', '/servers')).headers.get('retry-after')).toBe('7');
    await lab.advance(60_001);
    expect((await lab.arm('GET', '/servers')).status).toBe(200);
  });

  it('ARM 12.24: a name in place of an id is refused', async () => {
    const lab = await openLab();
    expect((await lab.arm('GET', '/applications/orders-api')).status).toBe(400);
    await lab.switches({ nonNumericIdStatus: 404 });
    expect((await lab.arm('GET', '/applications/orders-api')).status).toBe(404);
  });

  it('ARM 1.2: unknown ids are 404 with status and message', async () => {
    const lab = await openLab();
    for (const path of ['/servers/1', '/serverGroups/1', '/clusters/1', '/applications/1', '/alerts/x']) {
      expect((await lab.arm('GET', path)).body).toEqual({ status: 404, message: expect.any(String) });
    }
  });

  it('ARM 1.2: a broken body is 400', async () => {
    const lab = await openLab();
    const headers = { ...lab.scope(), 'content-type': 'application/json' };
    const response = await fetch(`${lab.sandbox.url}${HYBRID}/serverGroups`, {
      method: 'POST',
      headers,
      body: '{',
    });
    expect(response.status).toBe(400);
  });
});

describe('neighbours', () => {
  it.each(['event', 'error'])('ARM 9: telemetry %s is 200', async (kind) => {
    const lab = await openLab();
    expect((await lab.send('POST', `/cli/api/v1/analytics/${kind}`, { body: {} })).status).toBe(200);
  });

  it('ARM 9: components list, show and change', async () => {
    const lab = await openLab();
    const [id] = await lab.ids(1);
    const list = await lab.arm('GET', `/targets/${id}/components`);
    expect(list.body.data[2]).toEqual({
      component: { id: 3, name: 'mule.agent.logging.service' },
      enabled: false,
      configuration: {},
    });
    const changed = await lab.arm('PATCH', `/targets/${id}/components/3`, { enabled: true });
    expect(changed.body.data.enabled).toBe(true);
    expect((await lab.arm('GET', `/targets/${id}/components/3`)).body.data.enabled).toBe(true);
    expect((await lab.arm('GET', '/targets/1/components')).status).toBe(404);
  });

  it('ARM 9: the UI aggregate hides members inside their group', async () => {
    const lab = await openLab();
    const group = await lab.group('payments', 1, 2);
    await lab.deploy('pay-api', group);
    const reply = await lab.send('GET', '/armui/api/v1/servers', { headers: lab.scope() });
    const line = reply.body.data.find((row: { id: number }) => row.id === group);
    expect(reply.body.data).toHaveLength(5);
    expect([line.type, line.details.servers.length, line.deployments[0].name]).toEqual([
      'SERVER_GROUP',
      2,
      'pay-api',
    ]);
  });

  it('ARM 9: flows of an application', async () => {
    const lab = await openLab();
    const [server] = await lab.ids(1);
    const id = await lab.deploy('pay-api', server ?? 0);
    const [flow] = (await lab.arm('GET', `/applications/${id}/flows`)).body.data;
    expect(flow).toMatchObject({ name: 'pay-api-main', lastReportedStatus: 'STARTED' });
    const patch = [{ id: flow.id, desiredStatus: 'STOPPED' }];
    expect((await lab.arm('PATCH', `/applications/${id}/flows/${flow.id}`, patch)).status).toBe(200);
    expect((await lab.arm('PATCH', `/applications/${id}/flows/none`, patch)).status).toBe(404);
  });

  it('ARM 9: alerts are made, listed, changed and deleted', async () => {
    const lab = await openLab();
    const body = { name: 'down', severity: 'CRITICAL', condition: { resourceType: 'server', resources: [] } };
    const made = await lab.arm('POST', '/alerts', body);
    const path = `/alerts/${made.body.data.id}`;
    await lab.arm('PATCH', path, { severity: 'INFO' });
    expect((await lab.arm('GET', path)).body.data).toMatchObject({ name: 'down', severity: 'INFO' });
    expect((await lab.arm('GET', '/alerts?limit=20&offset=0&sort=createdAt')).body.data).toHaveLength(1);
    expect((await lab.arm('DELETE', path)).status).toBe(204);
    expect((await lab.arm('GET', path)).status).toBe(404);
  });
});
