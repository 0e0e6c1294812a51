/** Uploads, as a standard parser reads them on the other side: the one that comes with Node. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { multipartBody } from '../../src/http/multipart.ts';
import type { FilePart } from '../../src/model/call.ts';
import { artifact } from '../support/artifact.ts';
import { type ReceivedRequest, startHttpServer } from '../support/http-server.ts';
import { openTransport } from '../support/transport.ts';

type Fields = Readonly<Record<string, string>>;

async function upload(fields: Fields, file: FilePart | null, change: () => void = () => {}) {
  const server = await startHttpServer(() => ({ status: 202, body: {} }));
  const transport = await openTransport(server.url);
  change();
  const body = { type: 'multipart', fields, file } as const;
  const result = await transport.send({ method: 'PATCH', path: '/upload', headers: {}, body }).then(
    ({ status }) => status,
    (error: unknown) => error,
  );
  return { result, received: server.received, transport };
}

/** Every part in order: a text, or a file with its name, type and bytes. */
async function parts(request: ReceivedRequest | undefined): Promise<readonly unknown[]> {
  if (request === undefined) throw new Error('nothing was received');
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(request.body), { headers }).formData();
  const read = async (value: File | string) =>
    typeof value === 'string'
      ? value
      : { name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) };
  return Promise.all([...form].map(async ([name, value]) => [name, await read(value)]));
}

const TRICKY = Buffer.concat([
  Buffer.from('\r\n--muleteer-\r\nContent-Disposition: form-data; name="targetId"\r\n\r\n7\r\n--'),
  randomBytes(700_000),
  Buffer.from('\r\n'),
]);

test('tells how much of a file has been sent, chunk by chunk', async () => {
  const told: [number, number][] = [];
  const file = artifact('large.jar', randomBytes(700_000));
  const server = await startHttpServer(() => ({ status: 202, body: {} }));
  const transport = await openTransport(server.url);
  const onSent = (sent: number, total: number): void => void told.push([sent, total]);
  const body = { type: 'multipart', fields: { a: 'b' }, file, onSent } as const;
  await transport.send({ method: 'POST', path: '/', headers: {}, body });
  expect(told).toEqual([
    [262_144, 700_000],
    [524_288, 700_000],
    [700_000, 700_000],
  ]);
});

describe('a multipart body', () => {
  test('is read by a standard parser as it was meant, byte for byte', async () => {
    const configuration = JSON.stringify({ properties: { 'db.password': 'ä"\\\r\n--x', empty: '' } });
    const fields = { artifactName: 'orders-api', targetId: '1294381', configuration };
    const { result, received } = await upload(fields, artifact('orders-1.0.jar', TRICKY));
    expect(result).toBe(202);
    expect(await parts(received[0])).toEqual([
      ['artifactName', 'orders-api'],
      ['targetId', '1294381'],
      ['configuration', configuration],
      ['file', { name: 'orders-1.0.jar', type: 'application/java-archive', bytes: TRICKY }],
    ]);
  });

  test('says its length ahead, so that nothing is sent in chunks', async () => {
    const { received } = await upload({ artifactName: 'ä' }, artifact('a.jar', TRICKY));
    expect(received[0]?.headers).not.toHaveProperty('transfer-encoding');
    expect(received[0]?.headers['content-length']).toBe(String(received[0]?.body.length));
  });

  test.each<readonly [string, string, string]>([
    ['orders-api.jar', 'orders-api.jar', 'application/java-archive'],
    ['orders-api.zip', 'orders-api.zip', 'application/octet-stream'],
    ['über uns €.jar', 'über uns €.jar', 'application/java-archive'],
    // As browsers write them; what a parser makes of it is its own affair.
    ['a"b.jar', 'a%22b.jar', 'application/java-archive'],
    ['a\r\nb.jar', 'a%0D%0Ab.jar', 'application/java-archive'],
  ])('of the file %j', async (fileName, sent, type) => {
    const { received } = await upload({}, artifact(fileName, Buffer.from('bytes')));
    expect(received[0]?.body.toString('utf8')).toContain(`name="file"; filename="${sent}"\r\n`);
    expect(await parts(received[0])).toMatchObject([['file', { type, bytes: Buffer.from('bytes') }]]);
  });

  test('of an empty file', async () => {
    const { received } = await upload({}, artifact('a.jar', Buffer.alloc(0)));
    expect(await parts(received[0])).toMatchObject([['file', { bytes: Buffer.alloc(0) }]]);
  });

  test('without a file is a restart', async () => {
    const { received } = await upload({ id: '660411' }, null);
    expect(await parts(received[0])).toEqual([['id', '660411']]);
  });
});

describe('a file that comes in small pieces', () => {
  test('is sent in full buffers, which are safe to use again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muleteer-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'pipe.jar');
    execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
    const sha1 = createHash('sha1').update(TRICKY).digest('hex');
    const body = multipartBody({}, { path, fileName: 'pipe.jar', size: TRICKY.length, sha1 });
    // No read of a pipe gives more than 64 KB.
    const written = writeFile(path, TRICKY);
    const chunks: Buffer[] = [];
    for await (const chunk of body.chunks()) chunks.push(Buffer.from(chunk));
    await written;
    const file = chunks.slice(1, -1);
    expect(Buffer.concat(file).equals(TRICKY)).toBe(true);
    expect(file.map(({ length }) => length)).toEqual([262_144, 262_144, TRICKY.length - 524_288]);
  });
});

test('a file that cannot be read fails its own request, which did not arrive', async () => {
  const planned = artifact('a.jar', Buffer.from('bytes'));
  const { result, received } = await upload({ id: '1' }, planned, () => {
    rmSync(planned.path);
    mkdirSync(planned.path);
  });
  expect(result).toMatchObject({
    name: 'RequestError',
    code: 'lost',
    arrived: 'no',
    message: 'a.jar could not be read (EISDIR)',
    hint: expect.stringContaining(planned.path),
  });
  expect(received.filter(({ complete }) => complete)).toEqual([]);
});

describe('a file that changed after it was planned', () => {
  const file = () => artifact('a.jar', Buffer.alloc(3_000_000, 'x'));
  test.each<readonly [string, (path: string) => void]>([
    ['other bytes of the same length', (path) => writeFileSync(path, Buffer.alloc(3_000_000, 'y'))],
    ['longer', (path) => appendFileSync(path, 'more')],
    ['shorter', (path) => truncateSync(path, 2_000_000)],
    ['empty', (path) => truncateSync(path, 0)],
    ['gone', (path) => rmSync(path)],
  ])('%s: is refused, and the server never sees a whole body', async (_, change) => {
    const planned = file();
    const { result, received } = await upload({ id: '1' }, planned, () => change(planned.path));
    expect(result).toMatchObject({
      name: 'RequestError',
      arrived: 'no',
      message: 'a.jar changed on disk after it was planned',
      hint: 'plan again',
    });
    expect(received.filter(({ complete }) => complete)).toEqual([]);
  });

  test('the next request is not disturbed by it', async () => {
    const planned = file();
    const { transport } = await upload({}, planned, () => appendFileSync(planned.path, 'more'));
    const answer = await transport.send({ method: 'GET', path: '/', headers: {}, body: null });
    expect(answer.status).toBe(202);
  });
});

test('a refusal that comes before the whole body was read is heard', async () => {
  const server = await startHttpServer(
    () => ({ status: 413, body: { message: 'too large' } }),
    undefined,
    'at once',
  );
  const transport = await openTransport(server.url);
  const body = { type: 'multipart', fields: {}, file: artifact('a.jar', Buffer.alloc(30_000_000)) } as const;
  expect(await transport.send({ method: 'POST', path: '/', headers: {}, body })).toMatchObject({
    status: 413,
  });
});
