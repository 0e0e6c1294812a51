/** A running service, posted by somebody who means no good: nothing that they send is taken, told, or paid for. */
import { createHmac } from 'node:crypto';
import { type ClientRequest, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../git/work-trees.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { GROUP } from '../support/estate.ts';
import { settled } from '../support/hand-clock.ts';
import { documents, ENVIRONMENT, servers } from '../support/manifests.ts';
import { type Service, startService, stopServices } from '../support/service.ts';
import { ADA, commit, publishBench } from './git-bench.ts';

afterEach(async () => {
  await stopServices();
  await closeBenches();
});

const SECRET = 'a-secret-of-32-characters-or-more';
const MARK = 'content-that-nobody-logs';

interface Served {
  readonly bench: Bench;
  readonly service: Service;
  readonly url: string;
}

/** A service in sync, and nothing in the log of the services. */
async function serve(env: object = { MULETEER_WEBHOOK_SECRET: SECRET }, remote = false): Promise<Served> {
  const bench = await openBench();
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  await commit(bench, { 'env.yaml': documents(ENVIRONMENT, servers('mule-1')), 'group.yaml': GROUP });
  const follow = remote ? ['--repo', publishBench(bench), '--work-dir', bench.cache] : [];
  const args = ['--record', `file:${bench.cache}/record`, ...follow];
  const service = startService(bench, { args, env: { ...ADA, ...env }, listen: '127.0.0.1:0' });
  await service.turned(1);
  await bench.clearLog();
  return { bench, service, url: service.lines.find((line) => line.url !== undefined)?.url ?? '' };
}

let deliveries = 0;

function signed(body: string, more: OutgoingHttpHeaders = {}): Record<string, string> {
  deliveries += 1;
  return {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': `${MARK}-${deliveries}`,
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    ...(more as Record<string, string>),
  };
}

function pushed(more: object = {}): string {
  deliveries += 1;
  return JSON.stringify({ ref: 'refs/heads/main', note: MARK, deliveries, ...more });
}

interface Post {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function send({ url }: Served, { path = '/hooks/git', method = 'POST', headers = {}, body }: Post) {
  const answer = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, text: await answer.text() };
}

/** Whoever could have been asked has been asked by now. */
async function expectNothing({ bench, service }: Served, secrets: readonly string[] = []): Promise<void> {
  await settled();
  await service.clock.advance(60_000);
  await settled();
  expect(service.turns()).toEqual(['production start applied']);
  expect(await bench.log()).toEqual([]);
  const log = service.lines.map((line) => JSON.stringify(line)).join('\n');
  for (const secret of [MARK, SECRET, 'sha256=', ...secrets]) expect(log).not.toContain(secret);
}

/** What was logged of refused hooks. */
function refusals({ service }: Served): readonly string[] {
  return service.lines.flatMap((line) =>
    line.msg.startsWith('a hook was refused') ? [line.reason ?? ''] : [],
  );
}

async function hooksIn(served: Served): Promise<readonly string[]> {
  const { text } = await send(served, { path: '/metrics', method: 'GET' });
  return text.split('\n').filter((line) => line.startsWith('muleteer_hooks_total{'));
}

describe('a post that proves nothing', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve();
  });

  it.each([
    ['no signature', 401, 'unsigned', { 'x-github-event': 'push' }],
    [
      'a signature of another secret',
      401,
      'bad_signature',
      { 'x-hub-signature-256': `sha256=${'ab'.repeat(32)}` },
    ],
    ['an empty signature', 401, 'bad_signature', { 'x-hub-signature-256': '' }],
    ['a signature without end', 431, null, { 'x-hub-signature-256': `sha256=${'ab'.repeat(20_000)}` }],
    ['an old kind of signature', 401, 'unsigned', { 'x-hub-signature': `sha1=${'ab'.repeat(20)}` }],
    ['an empty token', 401, 'bad_signature', { 'x-gitlab-token': '' }],
    ['the name of a secret', 401, 'bad_signature', { 'x-gitlab-token': 'MULETEER_WEBHOOK_SECRET' }],
  ])('%s: %i', async (_, status, reason, headers) => {
    const answer = await send(served, { headers, body: pushed() });
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain(MARK);
    expect(refusals(served)).toEqual(reason === null ? [] : [reason]);
    await expectNothing(served, ['abababab']);
  });

  it('is told once a minute, and counted each time', async () => {
    const headers = { 'x-hub-signature-256': `sha256=${'ab'.repeat(32)}` };
    for (let n = 0; n < 20; n += 1) await send(served, { headers, body: pushed() });
    expect(refusals(served)).toEqual(['bad_signature']);
    expect(await hooksIn(served)).toEqual(['muleteer_hooks_total{result="bad_signature"} 20']);
    await expectNothing(served);
  });

  it('of a huge body is answered before the body has come, and hung up on', async () => {
    const { status, sent } = await stream(served, { 'content-length': String(2 ** 30) }, 2 ** 20);
    expect(status).toBe(401);
    expect(sent).toBeLessThan(64 * 2 ** 20);
    await expectNothing(served);
  });
});

describe('a post that is signed', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve();
  });

  it('is not taken a second time, whatever its id', async () => {
    const body = pushed();
    const headers = signed(body);
    expect((await send(served, { headers, body })).status).toBe(202);
    await served.service.turned(2);
    await served.bench.clearLog();
    for (const id of [{}, { 'x-github-delivery': 'another' }])
      expect((await send(served, { headers: { ...headers, ...id }, body })).status).toBe(409);
    expect(refusals(served)).toEqual(['replay']);
    await served.service.clock.advance(60_000);
    expect(served.service.turns()).toEqual(['production start applied', 'production hook in_sync']);
    expect(await served.bench.log()).toEqual([]);
  });

  it('is not taken where it is too large, with its length or without', async () => {
    const body = pushed({ padding: 'x'.repeat(1024 * 1024) });
    expect((await send(served, { headers: signed(body), body })).status).toBe(413);
    const { status, sent } = await stream(served, signed('x', { 'transfer-encoding': 'chunked' }), 64 * 1024);
    expect(status).toBe(413);
    expect(sent).toBeLessThan(64 * 2 ** 20);
    expect(refusals(served)).toEqual(['too_large']);
    await expectNothing(served);
  });

  it.each([
    ['deep lists', `{"ref":${'['.repeat(400_000)}${']'.repeat(400_000)}}`, 200],
    ['deep lists without an end', '['.repeat(1_000_000), 400],
    ['deep objects', `${'{"ref":'.repeat(140_000)}1${'}'.repeat(1)}`, 400],
    ['a prototype', '{"__proto__":{"ref":"refs/heads/main"},"constructor":{},"ref":null}', 200],
    ['a form', `payload=${MARK}`, 400],
    ['no JSON', MARK, 400],
    ['another branch than any', JSON.stringify({ ref: 'refs/tags/main', note: MARK }), 200],
  ])('and says %s asks for nothing', async (_, body, status) => {
    const answer = await send(served, { headers: signed(body), body });
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain(MARK);
    expect((await send(served, { path: '/healthz', method: 'GET' })).status).toBe(200);
    await expectNothing(served);
  });

  it('is taken whatever its content type says, and without a length', async () => {
    const body = pushed();
    const { status } = await stream(served, signed(body, { 'content-type': 'text/plain' }), 0, body);
    expect(status).toBe(202);
    await served.service.turned(2);
    expect(served.service.turns()[1]).toBe('production hook in_sync');
  });

  it('byte by byte keeps nobody else waiting, and asks for nothing before its end', async () => {
    const body = pushed();
    const slow = open(served, signed(body, { 'content-length': String(body.length) }));
    slow.request.write(body.slice(0, 10));
    expect((await send(served, { path: '/readyz', method: 'GET' })).status).toBe(200);
    const other = pushed();
    expect((await send(served, { headers: signed(other), body: other })).status).toBe(202);
    await served.service.turned(2);
    slow.request.destroy();
    await slow.answered;
    await settled();
    expect(served.service.turns()).toEqual(['production start applied', 'production hook in_sync']);
  });
});

describe('a request that is no hook', () => {
  it('finds nothing at other ways, and by other methods', async () => {
    const served = await serve();
    const body = pushed();
    const posts: readonly (readonly [string, string])[] = [
      ['GET', '/hooks/git'],
      ['PUT', '/hooks/git'],
      ['DELETE', '/hooks/git'],
      ['OPTIONS', '/hooks/git'],
      ['POST', '/hooks/git/'],
      ['POST', '/hooks//git'],
      ['POST', '/HOOKS/GIT'],
      ['POST', '/hooks/%67it/..'],
      ['POST', '/hooks'],
      ['POST', '/'],
      ['POST', '/api/status'],
      ['POST', '/metrics'],
    ];
    for (const [method, path] of posts) {
      const headers = signed(body, { 'x-http-method-override': 'POST', 'x-original-url': '/hooks/git' });
      const sent = method === 'GET' ? {} : { body };
      expect((await send(served, { method, path, headers, ...sent })).status, `${method} ${path}`).toBe(404);
    }
    await expectNothing(served);
  });

  it('in two halves of a request is one at most', async () => {
    const served = await serve();
    const body = pushed();
    const head = Object.entries(signed(body)).map(([name, value]) => `${name}: ${value}\r\n`);
    const lengths = `content-length: 5\r\ntransfer-encoding: chunked\r\n`;
    const text = `POST /hooks/git HTTP/1.1\r\nhost: localhost\r\n${head.join('')}${lengths}\r\n0\r\n\r\n${body}`;
    expect(await raw(served, text)).toMatch(/^HTTP\/1\.1 400 /);
    await expectNothing(served);
  });
});

describe('a service', () => {
  it.each([
    ['without a secret', {}],
    ['with an empty one', { MULETEER_WEBHOOK_SECRET: '' }],
  ])('%s has nobody to post to', async (_, env) => {
    const served = await serve(env);
    const body = pushed();
    const empty = createHmac('sha256', '').update(body).digest('hex');
    for (const headers of [
      signed(body),
      signed(body, { 'x-hub-signature-256': `sha256=${empty}` }),
      { 'x-gitlab-token': '', 'x-gitlab-event': 'Push Hook' },
    ])
      expect((await send(served, { headers, body })).status).toBe(404);
    await expectNothing(served);
  });

  it('with a secret that can be guessed does not start', async () => {
    const bench = await openBench();
    const { code, stderr } = await bench.cli(['reconcile', '--listen', '127.0.0.1:0'], {
      env: { ...ADA, MULETEER_WEBHOOK_SECRET: 'short' },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('MULETEER_WEBHOOK_SECRET has fewer than 16 characters');
    expect(stderr).not.toContain('short');
  });

  it('that follows a branch leaves pushes to others alone, and takes those to its own', async () => {
    const served = await serve({ MULETEER_WEBHOOK_SECRET: SECRET }, true);
    for (const ref of ['refs/heads/feature', 'refs/heads/main2', 'refs/tags/main', 'refs/heads/x/main']) {
      const body = pushed({ ref });
      expect((await send(served, { headers: signed(body), body })).status, ref).toBe(200);
    }
    await expectNothing(served);
    const body = pushed();
    expect((await send(served, { headers: signed(body), body })).status).toBe(202);
    await served.service.turned(2);
    expect(served.service.turns()[1]).toBe('production hook in_sync');
  });

  it('asks git, and no hook, what there is: a push to another repository is a look, and no more', async () => {
    const served = await serve();
    const body = pushed({
      after: 'f'.repeat(40),
      repository: { full_name: 'eve/other', clone_url: 'http://eve.test/' },
    });
    expect((await send(served, { headers: signed(body), body })).status).toBe(202);
    await served.service.turned(2);
    expect(served.service.turns()[1]).toBe('production hook in_sync');
    expect(await served.bench.writes()).toEqual([]);
  });
});

interface Opened {
  readonly request: ClientRequest;
  /** Its status; null where it was hung up on. */
  readonly answered: Promise<number | null>;
}

function open({ url }: Served, headers: OutgoingHttpHeaders): Opened {
  const posting = request(`${url}/hooks/git`, { method: 'POST', headers });
  const answered = new Promise<number | null>((resolve) => {
    posting.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? null);
    });
    posting.on('error', () => resolve(null));
    posting.on('close', () => resolve(null));
  });
  return { request: posting, answered };
}

/** A body in parts of so many bytes, until somebody has had enough; or a text in one, without its length. */
async function stream(served: Served, headers: OutgoingHttpHeaders, part: number, text?: string) {
  const { request: posting, answered } = open(served, headers);
  let sent = 0;
  let isOver = false;
  void answered.then(() => {
    isOver = true;
  });
  if (text !== undefined) posting.end(text);
  while (text === undefined && !isOver && sent < 128 * 2 ** 20) {
    sent += part;
    const isRead = posting.write(Buffer.alloc(part, 'x'));
    await (isRead
      ? settled()
      : Promise.race([new Promise((drain) => posting.once('drain', drain)), answered]));
  }
  const status = await answered;
  posting.destroy();
  return { status, sent };
}

/** The answer to what no client would send. */
function raw({ url }: Served, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
