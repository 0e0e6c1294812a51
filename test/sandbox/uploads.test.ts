/** Forms as clients really send them, whole and broken, and what stays on disk afterwards. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { closeLabs, HYBRID, type Lab, openLab, type Reply } from './support.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muleteer-test-'));
});
afterEach(async () => {
  await closeLabs();
  rmSync(folder, { recursive: true, force: true });
});

const part = (name: string, value: string, extra = ''): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;
const END = '--b--\r\n';

async function sendForm(
  lab: Lab,
  text: string,
  { method = 'POST', path = '/applications', type = 'multipart/form-data; boundary=b' } = {},
): Promise<Pick<Reply, 'status' | 'body'>> {
  const headers = { ...lab.scope(), 'content-type': type };
  const reply = await fetch(`${lab.sandbox.url}${HYBRID}${path}`, { method, headers, body: text });
  const body = await reply.text();
  return { status: reply.status, body: body.startsWith('{') ? JSON.parse(body) : body };
}

async function formFor(lab: Lab): Promise<string> {
  const [server] = await lab.ids(1);
  return part('artifactName', 'pay-api') + part('targetId', String(server));
}

const FILE = part('file', 'bytes', '; filename="a.jar"');

describe('the configuration part', () => {
  it.each(['', '; filename="blob"'])('ARM 8.3: may call itself JSON%s', async (extra) => {
    const lab = await openLab();
    const configuration = part(
      'configuration',
      '{"a":{"b":"1"}}',
      `${extra}\r\nContent-Type: application/json`,
    );
    const reply = await sendForm(lab, (await formFor(lab)) + configuration + FILE + END);
    expect(reply.status).toBe(202);
    const world = (await lab.control('GET', '/world')).body;
    expect(world.applications[0].configuration).toEqual({ a: { b: '1' } });
  });
});

describe('downloading', () => {
  it.each([
    ['größe-☃.jar', `attachment; filename="gr__e-_.jar"; filename*=UTF-8''gr%C3%B6%C3%9Fe-%E2%98%83.jar`],
    ['a"b\\c.jar', `attachment; filename="a\\"b\\\\c.jar"; filename*=UTF-8''a%22b%5Cc.jar`],
    ["it's.jar", `attachment; filename="it's.jar"`],
  ])('ARM 8.5: a file named %s', async (fileName, disposition) => {
    const lab = await openLab({
      applications: [{ name: 'pay-api', target: 'mule-1', fileName, contents: 'v1' }],
    });
    const [application] = await lab.applications();
    const reply = await lab.arm('GET', `/applications/${application.id}/artifact`);
    expect([reply.status, reply.text]).toEqual([200, 'v1']);
    expect(reply.headers.get('content-disposition')).toBe(disposition);
  });
});

describe('a malformed form', () => {
  it.each([
    [
      'a part cut off',
      part('artifactName', 'pay-api') + part('file', 'by', '; filename="a.jar"').slice(0, -4),
      undefined,
    ],
    ['no final boundary', part('artifactName', 'pay-api') + FILE, undefined],
    ['another boundary', part('artifactName', 'pay-api') + FILE + END, 'multipart/form-data; boundary=other'],
    ['no boundary', part('artifactName', 'pay-api') + FILE + END, 'multipart/form-data'],
    ['headers cut off', `${part('artifactName', 'pay-api')}--b\r\nContent-Dispo`, undefined],
  ])('ARM 8.3: %s is 400 in plain words', async (_what, text, type) => {
    const lab = await openLab();
    const [server] = await lab.ids(1);
    const id = await lab.deploy('ord-api', server ?? 0);
    const expected = { status: 400, message: expect.stringMatching(/malformed/) };
    const how = type === undefined ? {} : { type };
    expect((await sendForm(lab, text, how)).body).toEqual(expected);
    const patch = await sendForm(lab, text, { ...how, method: 'PATCH', path: `/applications/${id}` });
    expect(patch).toEqual({ status: 400, body: expected });
  });
});

describe('bytes that became no artifact', () => {
  const lab = (): Promise<Lab> => openLab({}, { statePath: join(folder, 'state.json') });
  const stored = (): string[] => readdirSync(join(folder, 'state.json.artifacts'));

  it.each([
    ['of a truncated upload', FILE.slice(0, -3)],
    ['of a file sent twice', FILE + FILE.replace('bytes', 'other') + END],
    ['of a part of another name', `${part('other', 'x', '; filename="x.jar"')}${END}`],
  ])('ARM 8.3: %s are deleted', async (_what, rest) => {
    const open = await lab();
    const reply = await sendForm(open, (await formFor(open)) + rest);
    expect(stored()).toHaveLength(reply.status === 202 ? 1 : 0);
  });

  it('ARM 8.3: of an aborted upload are deleted', async () => {
    const open = await lab();
    const text = (await formFor(open)) + part('file', 'x'.repeat(500_000), '; filename="a.jar"');
    const call = request(`${open.sandbox.url}${HYBRID}/applications`, {
      method: 'POST',
      headers: {
        ...open.scope(),
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': 900_000,
      },
    });
    call.on('error', () => undefined);
    call.write(text);
    await vi.waitFor(() => expect(stored()).toHaveLength(1));
    call.destroy();
    await vi.waitFor(() => expect(stored()).toEqual([]));
  });

  it('are swept when a state is opened; other files stay', async () => {
    const open = await lab();
    const [server] = await open.ids(1);
    await open.deploy('pay-api', server ?? 0, 'kept');
    const [name = ''] = stored();
    await closeLabs();
    const own = (file: string): string => join(folder, 'state.json.artifacts', file);
    writeFileSync(own(`bytes-${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}`), 'stray');
    writeFileSync(own('notes.txt'), 'mine');
    await lab();
    expect(stored().sort()).toEqual([name, 'notes.txt'].sort());
    expect(readFileSync(own(name), 'utf8')).toBe('kept');
  });

  it('a reset keeps a saved state whole', async () => {
    const world = { applications: [{ name: 'pay-api', target: 'mule-1', contents: 'v1' }] };
    const open = await openLab(world, { statePath: join(folder, 'state.json') });
    await open.control('POST', '/reset');
    await closeLabs();
    const again = await openLab(world, { statePath: join(folder, 'state.json') });
    const [application] = await again.applications();
    expect((await again.arm('GET', `/applications/${application.id}/artifact`)).text).toBe('v1');
    expect(stored()).toHaveLength(1);
  });

  it('closing twice is closing once, and a state may lie in a folder that is not there yet', async () => {
    const statePath = join(folder, 'not', 'there', 'state.json');
    const sandbox = await startSandbox({ statePath });
    await Promise.all([sandbox.close(), sandbox.close()]);
    await sandbox.close();
    expect(JSON.parse(readFileSync(statePath, 'utf8')).format).toBe(1);
  });
});
