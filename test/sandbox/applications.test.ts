import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { closeLabs, HYBRID, LATER, type Lab, openLab, properties } from './support.ts';

afterEach(closeLabs);

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

async function labWithServer(
  world: Parameters<typeof openLab>[0] = {},
): Promise<{ lab: Lab; server: number }> {
  const lab = await openLab(world);
  const [server] = await lab.ids(1);
  return { lab, server: server ?? 0 };
}

/** What GET world keeps and the service never shows. */
async function storedConfiguration(lab: Lab, id: number): Promise<unknown> {
  const world = (await lab.control('GET', '/world')).body;
  return world.applications.find((row: { id: number }) => row.id === id)?.configuration;
}

describe('creating', () => {
  it('ARM 8.3: multipart, 202, and the file’s name, size and SHA-1', async () => {
    const { lab, server } = await labWithServer();
    const fields = { artifactName: 'pay-api', targetId: String(server), configuration: '{}' };
    const file = { name: 'pay-api-1.2.0-mule-application.jar', contents: 'bytes' };
    const reply = await lab.upload('POST', '/applications', fields, file);
    expect(reply.status).toBe(202);
    expect(reply.headers.get('connection')).toBe('close');
    expect(reply.body.data).toMatchObject({
      name: 'pay-api',
      desiredStatus: 'UPDATED',
      lastReportedStatus: 'UNDEPLOYED',
      started: false,
      artifact: { name: 'pay-api', fileName: file.name, fileChecksum: sha1('bytes'), fileSize: 5 },
      target: { id: server, name: 'mule-1', type: 'SERVER', status: 'RUNNING' },
      serverArtifacts: [{ serverId: server, artifactName: 'pay-api', message: '', discovered: false }],
    });
  });

  it.each([
    ['file first', ['file', 'targetId', 'artifactName']],
    ['file last', ['artifactName', 'targetId', 'file']],
    ['file between', ['targetId', 'file', 'artifactName']],
  ])('ARM 8.3: parts in any order: %s', async (_order, order) => {
    const { lab, server } = await labWithServer();
    const form = new FormData();
    for (const name of order) {
      if (name === 'file') form.append('file', new Blob(['x']), 'a.jar');
      else form.append(name, name === 'targetId' ? String(server) : 'pay-api');
    }
    expect((await lab.arm('POST', '/applications', form)).status).toBe(202);
  });

  it('ARM 1: a body that is streamed in chunks, without Content-Length', async () => {
    const { lab, server } = await labWithServer();
    const part = (name: string, value: string, extra = ''): string =>
      `--b\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;
    const text = `${part('artifactName', 'pay-api')}${part('targetId', String(server))}${part('file', 'x', '; filename="a.jar"')}--b--\r\n`;
    const body = new ReadableStream({
      start(controller) {
        for (const character of text) controller.enqueue(new TextEncoder().encode(character));
        controller.close();
      },
    });
    const headers = { ...lab.scope(), 'content-type': 'multipart/form-data; boundary=b' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    expect((await fetch(`${lab.sandbox.url}${HYBRID}/applications`, init)).status).toBe(202);
  });

  it.each([
    [{ targetId: '' }, 400],
    [{ targetId: '999' }, 404],
    [{ artifactName: 'ab' }, 400],
    [{ artifactName: 'a'.repeat(42) }, 202],
    [{ artifactName: 'a'.repeat(43) }, 400],
    [{ artifactName: '-pay' }, 400],
    [{ artifactName: 'pay-' }, 400],
    [{ artifactName: 'pay_api' }, 400],
    [{ configuration: 'no json' }, 400],
  ])('ARM 8.6: %j is answered with %i', async (fields, status) => {
    const { lab, server } = await labWithServer();
    const all = { artifactName: 'pay-api', targetId: String(server), ...fields };
    const reply = await lab.upload('POST', '/applications', all, { name: 'a.jar', contents: 'x' });
    expect(reply.status).toBe(status);
  });

  it('ARM 8.3: without a file it is refused', async () => {
    const { lab, server } = await labWithServer();
    const fields = { artifactName: 'pay-api', targetId: String(server) };
    expect((await lab.upload('POST', '/applications', fields)).status).toBe(400);
  });

  it('ARM 11: an artifact that is too large is refused', async () => {
    const { lab, server } = await labWithServer({ switches: { maxArtifactBytes: 10 } });
    const fields = { artifactName: 'pay-api', targetId: String(server) };
    const send = (size: number) =>
      lab.upload('POST', '/applications', fields, { name: 'a.jar', contents: 'x'.repeat(size) });
    expect((await send(11)).status).toBe(413);
    expect(await lab.applications()).toEqual([]);
    expect((await send(10)).status).toBe(202);
  });

  it('ARM 14.9: a name that exists on the target is 409, elsewhere it is fine', async () => {
    const { lab, server } = await labWithServer();
    await lab.deploy('pay-api', server);
    const again = (targetId: number) =>
      lab.upload(
        'POST',
        '/applications',
        { artifactName: 'pay-api', targetId: `${targetId}` },
        { name: 'a', contents: 'x' },
      );
    expect((await again(server)).status).toBe(409);
    const [other] = await lab.ids(2);
    expect((await again(other ?? 0)).status).toBe(202);
    await lab.switches({ duplicateApplication: 'allow' });
    expect((await again(server)).status).toBe(202);
  });

  it('ARM 14.9: a name on a server and on its group overlaps', async () => {
    const { lab, server } = await labWithServer();
    await lab.deploy('pay-api', await lab.group('group-a', 1));
    const fields = { artifactName: 'pay-api', targetId: String(server) };
    const send = () => lab.upload('POST', '/applications', fields, { name: 'a.jar', contents: 'x' });
    expect((await send()).status).toBe(409);
    await lab.switches({ overlappingApplication: 'allow' });
    expect((await send()).status).toBe(202);
  });

  it.each([
    ['DISCONNECTED', 'UNKNOWN'],
    ['CREATED', 'UNKNOWN'],
  ] as const)('ARM 14.13: a %s target queues as %s, until its agent connects', async (status, reported) => {
    const { lab, server } = await labWithServer({ servers: [{ name: 'mule-1', status }] });
    const id = await lab.deploy('pay-api', server);
    expect(await lab.application(id)).toMatchObject({
      desiredStatus: 'UPDATED',
      lastReportedStatus: reported,
    });
    await lab.setServer('mule-1', 'RUNNING');
    await lab.advance(LATER);
    expect(await lab.application(id)).toMatchObject({
      desiredStatus: 'STARTED',
      lastReportedStatus: 'STARTED',
    });
  });

  it('ARM 14.13: or is refused; an empty group, too', async () => {
    const { lab, server } = await labWithServer({
      servers: [{ name: 'mule-1', status: 'DISCONNECTED' }],
      switches: { unreachableTarget: 'refuse', emptyTarget: 'refuse' },
    });
    const send = (targetId: number) =>
      lab.upload(
        'POST',
        '/applications',
        { artifactName: 'pay-api', targetId: `${targetId}` },
        { name: 'a', contents: 'x' },
      );
    expect((await send(server)).status).toBe(409);
    expect((await send(await lab.group('group-a'))).status).toBe(400);
  });

  it('ARM 8.4: from Exchange, as JSON', async () => {
    const { lab, server } = await labWithServer({
      exchange: [{ groupId: 'org.acme', artifactId: 'orders-api', version: '1.2.0', contents: 'asset' }],
    });
    const source = { source: 'EXCHANGE', groupId: 'org.acme', artifactId: 'orders-api', version: '1.2.0' };
    const body = { artifactName: 'orders-api', targetId: server, applicationSource: source };
    const reply = await lab.arm('POST', '/applications', body);
    expect(reply.status).toBe(202);
    expect(reply.body.data.artifact).toMatchObject({
      fileName: 'orders-api-1.2.0-mule-application.jar',
      fileChecksum: sha1('asset'),
    });
    const missing = { ...body, applicationSource: { ...source, version: '9' } };
    expect((await lab.arm('POST', '/applications', missing)).status).toBe(404);
    await lab.switches({ exchangeFileName: '{artifactId}.jar' });
    const other = await lab.arm('POST', '/applications', { ...body, artifactName: 'other-api' });
    expect(other.body.data.artifact.fileName).toBe('orders-api.jar');
  });

  it('ARM 8.4: a copy of an application of another environment', async () => {
    const lab = await openLab({
      organizations: [
        {
          name: 'Acme',
          environments: [
            { name: 'One', id: 'one' },
            { name: 'Two', id: 'two' },
          ],
        },
      ],
      servers: [
        { name: 'mule-1', environment: 'One' },
        { name: 'mule-2', environment: 'Two' },
      ],
      applications: [{ name: 'pay-api', target: 'mule-1', environment: 'One', contents: 'v1' }],
    });
    const world = (await lab.control('GET', '/world')).body;
    lab.org = world.organizations[0].id;
    lab.env = 'two';
    const [targetId] = await lab.ids(2);
    const applicationSource = { source: 'HYBRID', id: world.applications[0].id };
    const reply = await lab.arm('POST', '/applications', {
      artifactName: 'pay-api',
      targetId,
      applicationSource,
    });
    expect([reply.status, reply.body.data.artifact.fileChecksum]).toEqual([202, sha1('v1')]);
    expect((await lab.arm('GET', `/applications/${reply.body.data.id}/artifact`)).text).toBe('v1');
  });
});

describe('reading', () => {
  it('ARM 12.8: properties are stored and never given back, unless the switch says so', async () => {
    const { lab, server } = await labWithServer();
    const id = await lab.deploy('pay-api', server, 'v1', properties({ secret: 's3cret' }));
    for (const path of ['/applications', `/applications/${id}`]) {
      expect((await lab.arm('GET', path)).text).not.toMatch(/configuration|s3cret/);
    }
    expect(await storedConfiguration(lab, id)).toEqual(properties({ secret: 's3cret' }));
    await lab.switches({ configurationReadable: true });
    expect((await lab.application(id)).configuration).toEqual(properties({ secret: 's3cret' }));
  });

  it('ARM 8.1: the artifact’s bytes', async () => {
    const { lab, server } = await labWithServer();
    const id = await lab.deploy('pay-api', server, 'the very bytes');
    const reply = await lab.arm('GET', `/applications/${id}/artifact`);
    expect([reply.status, reply.text]).toEqual([200, 'the very bytes']);
  });

  it('ARM 12.23: targetId filters; limit, offset and sort are honoured; none means everything', async () => {
    const { lab, server } = await labWithServer();
    const [, other] = await lab.ids(1, 2);
    for (const name of ['app-a', 'app-b', 'app-c']) await lab.deploy(name, server);
    await lab.deploy('app-d', other ?? 0);
    const names = async (query: string) =>
      (await lab.arm('GET', `/applications${query}`)).body.data.map((row: { name: string }) => row.name);
    expect(await names('')).toEqual(['app-a', 'app-b', 'app-c', 'app-d']);
    expect(await names(`?targetId=${other}`)).toEqual(['app-d']);
    expect(await names('?limit=2&offset=1&sort=timeCreated')).toEqual(['app-b', 'app-c']);
    await lab.switches({ applicationPaging: false });
    expect(await names('?limit=2')).toHaveLength(4);
    await lab.switches({ applicationDefaultLimit: 3 });
    expect(await names('')).toHaveLength(3);
  });
});

describe('life cycle', () => {
  it('ARM 8.7: UPDATED/UNDEPLOYED, STARTED/STARTING, STARTED/STARTED', async () => {
    const { lab, server } = await labWithServer();
    const fields = { artifactName: 'pay-api', targetId: String(server) };
    const { id } = (await lab.upload('POST', '/applications', fields, { name: 'a.jar', contents: 'x' })).body
      .data;
    const seen: string[] = [];
    for (const ms of [0, 149, 1, 399, 1, 1000]) {
      await lab.advance(ms);
      const { desiredStatus, lastReportedStatus, started, uptime } = await lab.application(id);
      seen.push(`${desiredStatus} ${lastReportedStatus} ${started} ${uptime ?? '-'}`);
    }
    expect(seen).toEqual([
      'UPDATED UNDEPLOYED false -',
      'UPDATED UNDEPLOYED false -',
      'STARTED STARTING false -',
      'STARTED STARTING false -',
      'STARTED STARTED true 0',
      'STARTED STARTED true 1000',
    ]);
  });

  it('ARM 8.7: a failure is told per server artifact, until it is cleared', async () => {
    const lab = await openLab();
    await lab.control('POST', '/deployments/fail', {
      application: 'pay-api',
      server: 'mule-2',
      message: 'no port',
    });
    const id = await lab.deploy('pay-api', await lab.group('group-a', 1, 2));
    const failed = await lab.application(id);
    expect([failed.desiredStatus, failed.lastReportedStatus]).toEqual(['STARTED', 'DEPLOYMENT_FAILED']);
    expect(failed.serverArtifacts).toMatchObject([
      { lastReportedStatus: 'STARTED', message: '' },
      { lastReportedStatus: 'DEPLOYMENT_FAILED', message: 'no port' },
    ]);
    await lab.control('DELETE', '/deployments/fail');
    await lab.upload('PATCH', `/applications/${id}`, { id: String(id) });
    await lab.advance(LATER);
    expect((await lab.application(id)).lastReportedStatus).toBe('STARTED');
  });

  it('fails one artifact only, or a number of times, where it is told so', async () => {
    const { lab, server } = await labWithServer();
    const id = await lab.deploy('pay-api', server);
    const status = async () => {
      await lab.upload('PATCH', `/applications/${id}`, { id: String(id) });
      await lab.advance(LATER);
      return (await lab.application(id)).lastReportedStatus;
    };
    const { fileName } = (await lab.application(id)).artifact;
    await lab.control('POST', '/deployments/fail', { application: 'pay-api', fileName: 'other.jar' });
    expect(await status()).toBe('STARTED');
    await lab.control('POST', '/deployments/fail', { application: 'pay-api', fileName, times: 2 });
    expect([await status(), await status(), await status()]).toEqual([
      'DEPLOYMENT_FAILED',
      'DEPLOYMENT_FAILED',
      'STARTED',
    ]);
    const refused = await lab.control('POST', '/deployments/fail', { application: 'pay-api', time: 2 });
    expect(refused.status).toBe(400);
  });

  it('ARM 12.5 and 12.6: after a PATCH the report is stale and old artifacts linger', async () => {
    const { lab, server } = await labWithServer();
    const id = await lab.deploy('pay-api', server, 'v1');
    const reply = await lab.upload('PATCH', `/applications/${id}`, {}, { name: 'v2.jar', contents: 'v2' });
    expect([reply.status, reply.body.data.desiredStatus, reply.body.data.lastReportedStatus]).toEqual([
      200,
      'UPDATED',
      'STARTED',
    ]);
    const names = async () =>
      (await lab.application(id)).serverArtifacts.map(
        (row: { artifact: { fileName: string } }) => row.artifact.fileName,
      );
    expect(await names()).toEqual(['pay-api.jar', 'v2.jar']);
    await lab.advance(150);
    expect((await lab.application(id)).lastReportedStatus).toBe('STARTING');
    expect(await names()).toEqual(['pay-api.jar', 'v2.jar']);
    await lab.advance(400);
    expect(await names()).toEqual(['v2.jar']);
    expect((await lab.application(id)).artifact).toMatchObject({
      fileName: 'v2.jar',
      fileChecksum: sha1('v2'),
    });
    expect((await lab.arm('GET', `/applications/${id}/artifact`)).text).toBe('v2');
    expect(await lab.effects()).toEqual(['app-restart Application/pay-api@server:mule-1']);
  });

  it('ARM 12.9: restart = multipart PATCH with no file', async () => {
    const { lab, server } = await labWithServer();
    const id = await lab.deploy('pay-api', server);
    const { artifact } = await lab.application(id);
    const reply = await lab.upload('PATCH', `/applications/${id}`, { id: String(id) });
    expect([reply.status, reply.body.data.desiredStatus]).toEqual([200, 'UPDATED']);
    await lab.advance(150);
    expect((await lab.application(id)).lastReportedStatus).toBe('STARTING');
    await lab.advance(400);
    expect(await lab.application(id)).toMatchObject({ lastReportedStatus: 'STARTED', artifact });
  });

  it('ARM 8.5: stop and start; an extra id is tolerated', async () => {
    const { lab, server } = await labWithServer();
    const id = await lab.deploy('pay-api', server);
    const stop = await lab.arm('PATCH', `/applications/${id}`, { id: String(id), desiredStatus: 'STOPPED' });
    expect([stop.status, stop.body.data.desiredStatus, stop.body.data.lastReportedStatus]).toEqual([
      200,
      'STOPPED',
      'STARTED',
    ]);
    await lab.advance(150);
    expect((await lab.application(id)).lastReportedStatus).toBe('STOPPING');
    await lab.advance(400);
    expect(await lab.application(id)).toMatchObject({ lastReportedStatus: 'STOPPED', started: false });
    await lab.arm('PATCH', `/applications/${id}`, { desiredStatus: 'STARTED' });
    await lab.advance(LATER);
    expect((await lab.application(id)).lastReportedStatus).toBe('STARTED');
    expect(await lab.effects()).toEqual(['app-stop Application/pay-api@server:mule-1']);
    expect((await lab.arm('PATCH', `/applications/${id}`, { desiredStatus: 'PAUSED' })).status).toBe(400);
  });

  it.each([
    [true, 'STARTED'],
    [false, 'STOPPED'],
  ])('ARM 8.5: new bytes for a stopped application, updateStartsStopped %s: %s', async (value, status) => {
    const { lab, server } = await labWithServer({ switches: { updateStartsStopped: value } });
    const id = await lab.deploy('pay-api', server);
    await lab.arm('PATCH', `/applications/${id}`, { desiredStatus: 'STOPPED' });
    await lab.advance(LATER);
    await lab.upload('PATCH', `/applications/${id}`, {}, { name: 'v2.jar', contents: 'v2' });
    await lab.advance(LATER);
    expect(await lab.application(id)).toMatchObject({ desiredStatus: status, lastReportedStatus: status });
  });

  it('ARM 12.4: DELETE is 204 even for nothing, and takes a while', async () => {
    const { lab, server } = await labWithServer();
    expect((await lab.arm('DELETE', '/applications/12345')).status).toBe(204);
    const id = await lab.deploy('pay-api', server);
    const reply = await lab.arm('DELETE', `/applications/${id}`);
    expect([reply.status, reply.text]).toEqual([204, '']);
    await lab.advance(299);
    expect((await lab.arm('GET', `/applications/${id}`)).status).toBe(200);
    expect(await lab.applications()).toHaveLength(1);
    await lab.advance(1);
    expect((await lab.arm('GET', `/applications/${id}`)).status).toBe(404);
    expect(await lab.applications()).toEqual([]);
    expect((await lab.arm('DELETE', `/applications/${id}`)).status).toBe(204);
  });

  it('ARM 12.17: name and target stay, whatever a PATCH repeats', async () => {
    const { lab, server } = await labWithServer();
    const [, other] = await lab.ids(1, 2);
    const id = await lab.deploy('pay-api', server);
    const fields = { artifactName: 'new-name', targetId: String(other) };
    await lab.upload('PATCH', `/applications/${id}`, fields, { name: 'v2.jar', contents: 'v2' });
    expect(await lab.application(id)).toMatchObject({ name: 'pay-api', target: { id: server } });
  });
});

describe('configuration', () => {
  const first = properties({ a: '1', b: '2' });
  const second = properties({ b: '3' });

  async function patched(switches: object, configuration?: object): Promise<{ lab: Lab; stored: unknown }> {
    const { lab, server } = await labWithServer({ switches });
    const id = await lab.deploy('pay-api', server, 'v1', first);
    const fields: Record<string, string> = configuration
      ? { configuration: JSON.stringify(configuration) }
      : {};
    await lab.upload('PATCH', `/applications/${id}`, fields, { name: 'v2.jar', contents: 'v2' });
    return { lab, stored: await storedConfiguration(lab, id) };
  }

  it('ARM 14.7: a file with a configuration replaces it', async () => {
    expect((await patched({}, second)).stored).toEqual(second);
  });

  it('ARM 14.7: or merges, with the switch', async () => {
    const { stored } = await patched({ configurationUpdate: 'merge' }, second);
    expect(stored).toEqual(properties({ a: '1', b: '3' }));
  });

  it('ARM 14.7: a file without a configuration keeps it', async () => {
    const { lab, stored } = await patched({});
    expect(stored).toEqual(first);
    expect(await lab.effects()).not.toContain('config-loss Application/pay-api@server:mule-1');
  });

  it('ARM 14.7: or drops it, with the switch', async () => {
    const { lab, stored } = await patched({ fileWithoutConfiguration: 'drop' });
    expect(stored).toBeUndefined();
    expect(await lab.effects()).toContain('config-loss Application/pay-api@server:mule-1');
  });

  it.each(['JSON', 'multipart'])(
    'ARM 14.7: a PATCH with only a configuration as %s is refused, or redeploys',
    async (form) => {
      const { lab, server } = await labWithServer();
      const id = await lab.deploy('pay-api', server, 'v1', first);
      const send = () =>
        form === 'JSON'
          ? lab.arm('PATCH', `/applications/${id}`, { configuration: second })
          : lab.upload('PATCH', `/applications/${id}`, { configuration: JSON.stringify(second) });
      expect((await send()).status).toBe(400);
      await lab.switches({ configurationOnlyPatch: 'accept' });
      const reply = await send();
      expect([reply.status, reply.body.data.desiredStatus]).toEqual([200, 'UPDATED']);
      expect(await storedConfiguration(lab, id)).toEqual(second);
    },
  );

  it('ARM 8.5: PATCH …/artifact takes another application’s bytes, and an Exchange asset', async () => {
    const { lab, server } = await labWithServer({
      exchange: [{ groupId: 'g', artifactId: 'orders-api', version: '2.0.0', contents: 'asset' }],
    });
    const original = await lab.deploy('one-api', server, 'bytes of one');
    const id = await lab.deploy('two-api', server, 'bytes of two');
    const path = `/applications/${id}/artifact`;
    const copied = await lab.arm('PATCH', path, {
      applicationSource: { source: 'HYBRID', id: original },
      configuration: second,
    });
    expect([copied.status, copied.body.data.artifact.fileChecksum]).toEqual([200, sha1('bytes of one')]);
    expect(await storedConfiguration(lab, id)).toEqual(second);
    const source = { source: 'EXCHANGE', groupId: 'g', artifactId: 'orders-api', version: '2.0.0' };
    const fetched = await lab.arm('PATCH', path, { applicationSource: source });
    expect(fetched.body.data.artifact.fileChecksum).toBe(sha1('asset'));
    await lab.switches({ exchangeUpdate: 'refuse' });
    expect((await lab.arm('PATCH', path, { applicationSource: source })).status).toBe(400);
    expect((await lab.arm('PATCH', path, {})).status).toBe(400);
    expect((await lab.arm('GET', `/applications/${original}/artifact`)).text).toBe('bytes of one');
  });
});
