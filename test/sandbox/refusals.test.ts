/** Requests that are refused: which refusal comes first, and in whose words. */
import { afterEach, describe, expect, it } from 'vitest';
import { closeLabs, ENV, HYBRID, type Lab, ORG, openLab } from './support.ts';

afterEach(closeLabs);

async function sendRaw(lab: Lab, method: string, path: string, headers: Record<string, string>, body = '{') {
  const reply = await fetch(lab.sandbox.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body }),
  });
  return { status: reply.status, text: await reply.text() };
}

describe('requests that make no sense', () => {
  it.each(['targetId=abc', 'targetId=', 'targetId=1&targetId=2'])('ARM 8.1: %s is 400', async (query) => {
    const lab = await openLab();
    expect((await lab.arm('GET', `/applications?${query}`)).status).toBe(400);
  });

  it('ARM 9: a flow is stopped and started, and says so', async () => {
    const lab = await openLab();
    const [server] = await lab.ids(1);
    const id = await lab.deploy('pay-api', server ?? 0);
    const flows = `/applications/${id}/flows`;
    const flow = `${flows}/pay-api-main`;
    const at = async () => (await lab.arm('GET', flows)).body.data[0];
    for (const desiredStatus of ['STOPPED', 'STARTED']) {
      expect((await lab.arm('PATCH', flow, [{ id: 'pay-api-main', desiredStatus }])).status).toBe(200);
      expect(await at()).toMatchObject({ desiredStatus, lastReportedStatus: desiredStatus });
    }
    for (const body of [[], {}, [{ id: 'pay-api-main' }], [{ desiredStatus: 'STOPPED' }], ['x']]) {
      expect((await lab.arm('PATCH', flow, body)).status).toBe(400);
    }
  });
});

describe('who may what', () => {
  it('ARM 8.4: an application that the caller cannot reach cannot be copied', async () => {
    const lab = await openLab({
      organizations: [
        { name: 'Acme', id: ORG, environments: [{ name: 'Sandbox', id: ENV }] },
        { name: 'Retail', id: 'retail', parent: 'Acme', environments: [{ name: 'Test', id: 'test' }] },
      ],
      servers: [{ name: 'mule-1' }, { name: 'mule-2', organization: 'Retail', environment: 'Test' }],
      applications: [{ name: 'pay-api', target: 'mule-1', contents: 'v1' }],
      clients: [
        { id: 'sandbox', secret: 'sandbox', organization: 'Retail' },
        { id: 'above', secret: 's', organization: 'Acme' },
      ],
    });
    const { applications } = (await lab.control('GET', '/world')).body;
    [lab.org, lab.env] = ['retail', 'test'];
    const targetId = (await lab.server('mule-2')).id;
    const applicationSource = { source: 'HYBRID', id: applications[0].id };
    const copy = () =>
      lab.arm('POST', '/applications', { artifactName: 'copy', targetId, applicationSource });
    expect((await copy()).status).toBe(404);
    await lab.signIn('above', 's');
    expect((await copy()).status).toBe(202);
  });

  it('ARM 14.3: 403 for foreign headers is text or JSON', async () => {
    const lab = await openLab();
    lab.env = 'other';
    expect((await lab.arm('GET', '/servers')).text).toMatch(/^No access/);
    await lab.switches({ forbiddenBody: 'json' });
    expect((await lab.arm('GET', '/servers')).body).toEqual({ status: 403, message: expect.any(String) });
  });

  it.each([
    ['POST', `${HYBRID}/serverGroups`],
    ['POST', `${HYBRID}/servers`],
    ['PATCH', `${HYBRID}/applications/1`],
    ['POST', `/accounts/api/organizations/${ORG}/environments`],
    ['POST', '/mmc/api/usergroups'],
  ])('ARM 1.2: %s %s without a sign-in is 401, whatever the body', async (method, path) => {
    const lab = await openLab();
    expect((await sendRaw(lab, method, path, {})).status).toBe(401);
    const type = { 'content-type': 'text/unknown' };
    expect((await sendRaw(lab, method, path, type)).status).toBe(401);
  });
});

describe('what the framework refuses', () => {
  const basic = { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` };

  it.each([
    ['GET', `${HYBRID}/servers/%ZZ`, 400],
    ['GET', `${HYBRID}/servers/${'1'.repeat(2500)}`, 414],
    ['POST', `${HYBRID}/serverGroups`, 400],
    ['POST', `/accounts/api/organizations/${ORG}/environments`, 400],
    ['GET', '/accounts/api/organizations/%ZZ', 400],
  ])('ARM 1.2: %s %s is answered with status and message', async (method, path, status) => {
    const lab = await openLab();
    const { text } = await sendRaw(lab, method, path, lab.scope());
    expect(JSON.parse(text)).toEqual({ status, message: expect.any(String) });
  });

  it.each([
    ['GET', '/mmc/api/usergroups/%ZZ'],
    ['GET', `/mmc/api/usergroups/${'x'.repeat(2500)}`],
    ['POST', '/mmc/api/usergroups'],
  ])('MMC 5: %s %s has the console’s shape', async (method, path) => {
    const lab = await openLab();
    expect(JSON.parse((await sendRaw(lab, method, path, basic)).text)).toEqual({
      message: expect.any(String),
    });
    await lab.switches({ mmcErrorBody: 'text' });
    expect((await sendRaw(lab, method, path, basic)).text).not.toContain('{');
  });

  it('ARM 1.2: headers without end are answered with status and message', async () => {
    const lab = await openLab();
    const { text } = await sendRaw(lab, 'GET', `${HYBRID}/servers`, { x: 'y'.repeat(20_000) });
    expect(JSON.parse(text)).toEqual({ status: 431, message: expect.any(String) });
  });

  it('is in the log, too', async () => {
    const lab = await openLab();
    await lab.control('DELETE', '/log');
    await sendRaw(lab, 'GET', `${HYBRID}/servers/%ZZ`, {});
    const [entry] = (await lab.control('GET', '/log')).body;
    expect(entry).toMatchObject({ path: `${HYBRID}/servers/%ZZ`, status: 400 });
  });
});

describe('the control', () => {
  it.each([
    { action: { type: 'respond', status: 99 } },
    { action: { type: 'respond', status: 600 } },
    { action: { type: 'respond', status: 200.5 } },
    { action: { type: 'respond', status: 200, headers: { 'bad name': 'x' } } },
    { action: { type: 'respond', status: 200, headers: { x: 'a\nb' } } },
    { action: { type: 'respond', status: 200, headers: 'x' } },
    { action: { type: 'delay', ms: -1 } },
    { action: { type: 'drop' }, times: 0 },
    { action: { type: 'drop' }, skip: -1 },
  ])('refuses the fault %j', async (fault) => {
    const lab = await openLab();
    expect((await lab.control('POST', '/faults', fault)).status).toBe(400);
    expect((await lab.control('GET', '/faults')).body).toEqual([]);
  });

  it('never turns time back', async () => {
    const lab = await openLab();
    const before = (await lab.control('GET', '/clock')).body;
    expect((await lab.control('POST', '/clock', { advanceMs: -1 })).status).toBe(400);
    expect((await lab.control('GET', '/clock')).body).toEqual(before);
  });
});

describe('an application that is being deleted', () => {
  it('ARM 8.7: says the same of its server artifacts', async () => {
    const lab = await openLab();
    const [server] = await lab.ids(1);
    const id = await lab.deploy('pay-api', server ?? 0);
    await lab.arm('DELETE', `/applications/${id}`);
    const gone = { desiredStatus: 'UNDEPLOYED', lastReportedStatus: 'UNDEPLOYING' };
    expect(await lab.application(id)).toMatchObject({ ...gone, serverArtifacts: [gone] });
  });
});
