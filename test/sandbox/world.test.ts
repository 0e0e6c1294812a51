import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { generate } from '../../sandbox/world/artifact-store.ts';
import { DEFAULT_SWITCHES } from '../../sandbox/world/switches.ts';
import { closeLabs, LATER, openLab, properties } from './support.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muleteer-test-'));
});
afterEach(async () => {
  await closeLabs();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('a world', () => {
  it('says what the estate holds', async () => {
    const lab = await openLab({
      seed: 7,
      servers: [
        { name: 'mule-1', status: 'DISCONNECTED', certificateExpirationDate: '2025-01-01T00:00:00Z' },
        { name: 'mule-2', gatewayVersion: '2.0.1' },
        { name: 'mule-3' },
        { name: 'mule-4' },
      ],
      serverGroups: [{ name: 'group-a', servers: ['mule-1'] }],
      clusters: [{ name: 'orders', multicast: false, servers: [{ name: 'mule-3', ip: '10.1.1.3' }] }],
      applications: [
        { name: 'pay-api', target: 'group-a', contents: 'v1', fileName: 'pay-1.jar', properties: { a: '1' } },
        { name: 'ord-api', target: { cluster: 'orders' }, size: 100_000, seed: 3, desiredStatus: 'STOPPED' },
        {
          name: 'bad-api',
          target: 'mule-4',
          sha1: 'f'.repeat(40),
          status: 'DEPLOYMENT_FAILED',
          message: 'boom',
        },
      ],
      alerts: [{ name: 'group down', resources: ['group-a'] }],
      mmc: { userGroups: [{ name: 'Payments', description: 'x', permissions: ['SERVER_VIEW'] }] },
    });
    expect(await lab.server('mule-1')).toMatchObject({
      status: 'DISCONNECTED',
      serverGroupName: 'group-a',
      certificateExpirationDate: Date.parse('2025-01-01T00:00:00Z'),
    });
    expect(await lab.server('mule-2')).toMatchObject({ serverType: 'GATEWAY', gatewayVersion: '2.0.1' });
    expect(await lab.server('mule-3')).toMatchObject({ serverIp: '10.1.1.3' });
    const [pay, orders, bad] = await lab.applications();
    expect(pay).toMatchObject({
      lastReportedStatus: 'UNKNOWN',
      artifact: { fileName: 'pay-1.jar', fileSize: 2 },
    });
    const bytes = createHash('sha1')
      .update(Buffer.concat([...generate(3, 100_000)]))
      .digest('hex');
    expect(orders).toMatchObject({ lastReportedStatus: 'STOPPED', artifact: { fileChecksum: bytes } });
    expect((await lab.arm('GET', `/applications/${orders.id}/artifact`)).status).toBe(200);
    expect(bad).toMatchObject({
      lastReportedStatus: 'DEPLOYMENT_FAILED',
      serverArtifacts: [{ message: 'boom' }],
    });
    expect((await lab.arm('GET', `/applications/${bad.id}/artifact`)).status).toBe(404);
    expect((await lab.arm('GET', '/alerts')).body.data[0].condition.resources).toHaveLength(1);
    const groups = (await lab.mmc('GET', '/usergroups')).body.data;
    expect(groups.map((group: { name: string }) => group.name)).toEqual(['Administrators', 'Payments']);
  });

  it.each([
    ['world.yaml', 'servers:\n  - name: only-one\n'],
    ['world.json', '{"servers":[{"name":"only-one"}]}'],
  ])('is read from %s', async (name, text) => {
    const sandbox = await startSandbox({ world: write(name, text) });
    const world = (await (await fetch(`${sandbox.url}/__sandbox/world`)).json()) as {
      servers: { name: string }[];
    };
    await sandbox.close();
    expect(world.servers.map((server) => server.name)).toEqual(['only-one']);
  });

  it.each([
    ['servers: 3', 'servers must be a list'],
    ['servers: [{ name: a, statsu: RUNNING }]', 'servers[0].statsu is not known here'],
    ['servers: [{ status: RUNNING }]', 'servers[0].name is required'],
    ['servers: [{ name: a, status: UP }]', 'servers[0].status must be one of CREATED, RUNNING, DISCONNECTED'],
    [
      'serverGroups: [{ name: g, servers: [nobody] }]',
      'serverGroups[0].servers names no server of this environment: nobody',
    ],
    [
      'applications: [{ name: a, target: nobody }]',
      'applications[0].target names no server, group or cluster',
    ],
    ['switches: { deployMS: 1 }', 'switches.deployMS is not a switch'],
    ['mmc: { context: hybrid }', 'mmc.context /hybrid is taken'],
    ['wolrd: 1', 'wolrd is not known here'],
    ['- a', 'the world must be a mapping'],
    ['a: [', ''],
  ])('with a mistake is one line: %s', async (text, message) => {
    const path = write('bad.yaml', text);
    const error = await startSandbox({ world: path }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    const line = String((error as Error).message);
    expect(line.startsWith(`${path}: `)).toBe(true);
    expect(line).toContain(message);
    expect(line).not.toContain('\n');
  });

  it('that does not exist is an error', async () => {
    await expect(startSandbox({ world: join(folder, 'none.yaml') })).rejects.toThrow('none.yaml');
  });
});

describe('a saved state', () => {
  it('goes on where it stopped, work in flight and bytes included', async () => {
    const statePath = join(folder, 'state.json');
    const first = await openLab({}, { statePath });
    const [server] = await first.ids(1);
    const form = {
      artifactName: 'pay-api',
      targetId: String(server),
      configuration: JSON.stringify(properties({ a: '1' })),
    };
    const made = await first.upload('POST', '/applications', form, { name: 'a.jar', contents: 'bytes' });
    await first.advance(150);
    await first.mmc('PUT', '/usergroups/Administrators', {
      name: 'Administrators',
      description: '',
      permissions: ['MANAGE_GROUPS'],
    });
    await first.sandbox.close();

    const second = await openLab({}, { statePath });
    const { id } = made.body.data;
    expect((await second.application(id)).lastReportedStatus).toBe('STARTING');
    await second.advance(400);
    expect((await second.application(id)).lastReportedStatus).toBe('STARTED');
    expect((await second.arm('GET', `/applications/${id}/artifact`)).text).toBe('bytes');
    // MMC 2.2: at every start Administrators gets everything again.
    expect((await second.mmc('GET', '/usergroups/Administrators')).body.permissions).toHaveLength(43);
    expect(readdirSync(folder).sort()).toEqual(['state.json', 'state.json.artifacts']);
  });

  it('is on disk before the answer leaves', async () => {
    const statePath = join(folder, 'state.json');
    const lab = await openLab({}, { statePath });
    await lab.group('group-a', 1);
    expect(JSON.parse(readFileSync(statePath, 'utf8')).state.groups[0].name).toBe('group-a');
  });

  it.each(['{', '{}', '[]'])('that is none is one line: %s', async (text) => {
    const statePath = write('state.json', text);
    await expect(startSandbox({ statePath })).rejects.toThrow(/^[^\n]*state\.json: is not[^\n]*$/);
  });
});

describe('bytes', () => {
  it('stay on disk, whatever their size, and go at close', async () => {
    const { TMPDIR } = process.env;
    process.env.TMPDIR = folder;
    const lab = await openLab();
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    const [server] = await lab.ids(1);
    const size = 40 * 1024 * 1024;
    const form = new FormData();
    form.append('artifactName', 'big-app');
    form.append('targetId', String(server));
    form.append('file', new Blob([new Uint8Array(size)]), 'big.jar');
    const reply = await lab.arm('POST', '/applications', form);
    expect([reply.status, reply.body.data.artifact.fileSize]).toEqual([202, size]);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^muleteer-sandbox-/)]);
    await closeLabs();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that nothing points at are removed', async () => {
    const statePath = join(folder, 'state.json');
    const lab = await openLab({}, { statePath });
    const stored = (): number => readdirSync(`${statePath}.artifacts`).length;
    const group = await lab.group('group-a', 1, 2);
    const id = await lab.deploy('pay-api', group, 'v1');
    await lab.upload('PATCH', `/applications/${id}`, {}, { name: 'v2.jar', contents: 'v2' });
    await lab.upload('PATCH', '/applications/1', {}, { name: 'v2.jar', contents: 'v2' });
    await lab.upload(
      'POST',
      '/applications',
      { artifactName: 'x', targetId: '1' },
      { name: 'v.jar', contents: 'v' },
    );
    expect(stored()).toBe(1);
    await lab.arm('DELETE', `/serverGroups/${group}`);
    await lab.advance(LATER);
    for (const copy of await lab.applications()) {
      expect((await lab.arm('GET', `/applications/${copy.id}/artifact`)).text).toBe('v2');
    }
  });
});

describe('the README', () => {
  it('lists every switch with its default', () => {
    const text = readFileSync(new URL('../../sandbox/README.md', import.meta.url), 'utf8');
    const listed = [...text.matchAll(/^\| `(\w+)` +\| `([^`]*)` +\|/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(Object.fromEntries(listed)).toEqual(
      Object.fromEntries(
        Object.entries(DEFAULT_SWITCHES).map(([name, value]) => [name, String(value) || '""']),
      ),
    );
  });
});
