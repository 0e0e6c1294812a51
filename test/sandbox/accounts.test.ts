import { afterEach, describe, expect, it } from 'vitest';
import { closeLabs, ENV, ORG, openLab } from './support.ts';

afterEach(closeLabs);

const CREDENTIALS = { client_id: 'sandbox', client_secret: 'sandbox', grant_type: 'client_credentials' };

describe('sign-in', () => {
  it.each([
    ['JSON', CREDENTIALS],
    ['form', new URLSearchParams(CREDENTIALS)],
  ])('ARM 2.1: client credentials as %s', async (_form, body) => {
    const lab = await openLab();
    const reply = await lab.send('POST', '/accounts/api/v2/oauth2/token', { body });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ access_token: expect.any(String), expires_in: 3600, token_type: 'bearer' });
  });

  it.each([
    ['/accounts/api/v2/oauth2/token', { ...CREDENTIALS, client_secret: 'wrong' }],
    ['/accounts/api/v2/oauth2/token', { ...CREDENTIALS, grant_type: 'password' }],
    ['/accounts/login', { username: 'sandbox', password: 'wrong' }],
  ])('ARM 1.2: bad credentials at %s are 401 in plain text', async (path, body) => {
    const lab = await openLab();
    const reply = await lab.send('POST', path, { body });
    expect([reply.status, reply.text]).toEqual([401, 'Unauthorized']);
    expect(reply.headers.get('content-type')).toMatch('text/plain');
  });

  it.each([
    ['JSON', { username: 'sandbox', password: 'sandbox' }],
    ['form', new URLSearchParams({ username: 'sandbox', password: 'sandbox' })],
  ])('ARM 2.2: password as %s, with no expires_in', async (_form, body) => {
    const lab = await openLab();
    const reply = await lab.send('POST', '/accounts/login', { body });
    expect(reply.body).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      redirectUrl: '/home/',
    });
  });

  it('ARM 2.2: a user with a second factor gets a form and no token', async () => {
    const lab = await openLab({ users: [{ username: 'eve', password: 'p', mfa: true }] });
    const reply = await lab.send('POST', '/accounts/login', { body: { username: 'eve', password: 'p' } });
    expect(reply.status).toBe(200);
    expect(Object.keys(reply.body).sort()).toEqual(['body', 'url']);
  });

  it('ARM 12.21: a token expires by the clock', async () => {
    const lab = await openLab();
    await lab.advance(3_599_000);
    expect((await lab.arm('GET', '/servers')).status).toBe(200);
    await lab.advance(1_000);
    const reply = await lab.arm('GET', '/servers');
    expect([reply.status, reply.text]).toEqual([401, 'Unauthorized']);
  });

  it('ARM 1.3: the login limit answers 429 with its headers, and ends', async () => {
    const lab = await openLab({ switches: { loginRateLimitPerMinute: 1 } });
    const reply = await lab.send('POST', '/accounts/api/v2/oauth2/token', { body: CREDENTIALS });
    expect(reply.status).toBe(429);
    expect(reply.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(reply.headers.get('x-ratelimit-reset'))).toBeGreaterThan(1_700_000_000);
    await lab.advance(60_001);
    expect((await lab.send('POST', '/accounts/api/v2/oauth2/token', { body: CREDENTIALS })).status).toBe(200);
  });
});

describe('who am I', () => {
  it('ARM 2.4: /me is enveloped, /users/me and /profile are not', async () => {
    const lab = await openLab();
    const [me, user, profile] = await Promise.all(
      ['/me', '/users/me', '/profile'].map((path) =>
        lab.send('GET', `/accounts/api${path}`, { headers: lab.scope() }),
      ),
    );
    expect(me?.body.user).toEqual(user?.body);
    expect(me?.body.access_token.access_token).toBe(lab.token);
    expect(me?.body.client).toBeDefined();
    expect(profile?.body).toEqual(user?.body);
    expect(user?.body.memberOfOrganizations).toEqual([
      expect.objectContaining({ id: ORG, name: 'Acme', isRoot: true, parentId: null }),
    ]);
  });

  it.each(['/me', '/organizations', `/organizations/${ORG}/environments`])(
    'ARM 1.2: %s wants a session',
    async (path) => {
      const lab = await openLab();
      const reply = await lab.send('GET', `/accounts/api${path}`);
      expect([reply.status, reply.text]).toEqual([401, 'Unauthorized']);
    },
  );
});

describe('organizations and environments', () => {
  const world = {
    organizations: [
      { name: 'Acme', id: ORG, environments: [{ name: 'Sandbox', id: ENV }] },
      {
        name: 'Retail',
        parent: 'Acme',
        environments: [{ name: 'Production', type: 'production' as const }, 'Test'],
      },
      { name: 'Shops', parent: 'Retail' },
    ],
    users: [{ username: 'retailer', password: 'p', organization: 'Retail' }],
  };

  it('ARM 3: a bare array, and a tree', async () => {
    const lab = await openLab(world);
    const list = await lab.send('GET', '/accounts/api/organizations', { headers: lab.scope() });
    expect(list.body.map((row: { name: string }) => row.name)).toEqual(['Acme', 'Retail', 'Shops']);
    const tree = await lab.send('GET', `/accounts/api/organizations/${ORG}/hierarchy`, {
      headers: lab.scope(),
    });
    expect(tree.body.subOrganizations[0].subOrganizations[0].name).toBe('Shops');
    const one = await lab.send('GET', `/accounts/api/organizations/${list.body[1].id}`, {
      headers: lab.scope(),
    });
    expect(one.body).toMatchObject({
      isRoot: false,
      parentOrganizationIds: [ORG],
      subscription: { category: 'Customer' },
    });
  });

  it('ARM 3: a business group sees itself and what is below', async () => {
    const lab = await openLab(world);
    const { body } = await lab.send('POST', '/accounts/login', {
      body: { username: 'retailer', password: 'p' },
    });
    lab.token = body.access_token;
    const list = await lab.send('GET', '/accounts/api/organizations', { headers: lab.scope() });
    expect(list.body.map((row: { name: string }) => row.name)).toEqual(['Retail', 'Shops']);
    expect(
      (await lab.send('GET', `/accounts/api/organizations/${ORG}`, { headers: lab.scope() })).status,
    ).toBe(404);
  });

  it('ARM 3: environments come with a total, one alone comes bare', async () => {
    const lab = await openLab();
    const path = `/accounts/api/organizations/${ORG}/environments`;
    const list = await lab.send('GET', path, { headers: lab.scope() });
    expect(list.body).toEqual({ data: [expect.objectContaining({ id: ENV, name: 'Sandbox' })], total: 1 });
    const one = await lab.send('GET', `${path}/${ENV}`, { headers: lab.scope() });
    expect(one.body).toMatchObject({ type: 'sandbox', isProduction: false, organizationId: ORG });
  });

  it('ARM 3: create 201, rename 200, delete 204, duplicate 400', async () => {
    const lab = await openLab();
    const path = `/accounts/api/organizations/${ORG}/environments`;
    const body = { name: 'Live', type: 'production', organizationId: ORG };
    const made = await lab.send('POST', path, { headers: lab.scope(), body });
    expect([made.status, made.body.isProduction]).toEqual([201, true]);
    expect((await lab.send('POST', path, { headers: lab.scope(), body })).body).toMatchObject({
      status: 400,
    });
    const renamed = await lab.send('PUT', `${path}/${made.body.id}`, {
      headers: lab.scope(),
      body: { name: 'Prod' },
    });
    expect([renamed.status, renamed.body.name]).toEqual([200, 'Prod']);
    const gone = await lab.send('DELETE', `${path}/${made.body.id}`, { headers: lab.scope() });
    expect([gone.status, gone.text]).toEqual([204, '']);
  });
});
