/** `POST /hooks/git`: who is believed, what is asked of the loop, and what hostile posts cost. */
import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createLoop } from '../../src/loop/loop.ts';
import type { Push } from '../../src/serve/hooks/read-push.ts';
import { createSeenBefore } from '../../src/serve/hooks/seen-before.ts';
import { createHandClock, settled } from '../support/hand-clock.ts';
import { type ServedStatus, serveInTest } from './server.ts';
import { result, START } from './turn-results.ts';

const SECRET = 'a-secret-of-32-characters-or-more';
const PUSH = { ref: 'refs/heads/main', after: '7f3a9c1', repository: { full_name: 'acme/estate' } };
const GITLAB_PUSH = {
  object_kind: 'push',
  ref: 'refs/heads/main',
  project: { path_with_namespace: 'acme/estate' },
};

interface Bench {
  readonly served: ServedStatus;
  readonly pushes: readonly Push[];
  post(headers: Readonly<Record<string, string>>, body?: string): Promise<number>;
}

async function openBench(branch: string | null = 'main', secret = SECRET): Promise<Bench> {
  const pushes: Push[] = [];
  const onPush = (push: Push): void => void pushes.push(push);
  const served = await serveInTest({
    hooks: { secret, branch, onPush },
    token: 'a-token-for-the-status-page',
  });
  return {
    served,
    pushes,
    async post(headers, body = '') {
      const url = `${served.url}/hooks/git`;
      const answer = await fetch(url, { method: 'POST', headers, body });
      expect(await answer.text()).not.toContain(secret);
      return answer.status;
    },
  };
}

let deliveries = 0;

function github(body: string, secret = SECRET, more: Readonly<Record<string, string>> = {}) {
  deliveries += 1;
  return {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': `delivery-${deliveries}`,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    ...more,
  };
}

function gitlab(token = SECRET, more: Readonly<Record<string, string>> = {}) {
  deliveries += 1;
  return {
    'content-type': 'application/json',
    'x-gitlab-event': 'Push Hook',
    'x-gitlab-token': token,
    'idempotency-key': `key-${deliveries}`,
    ...more,
  };
}

function standard(body: string, { secret = SECRET, at = START, id = 'msg-1' } = {}) {
  const seconds = String(at / 1000);
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'x-gitlab-event': 'Push Hook',
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,AAAA v1,${signature}`,
  };
}

function own(body: string, { secret = SECRET, at = START } = {}) {
  const seconds = String(at / 1000);
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return { 'x-muleteer-timestamp': seconds, 'x-muleteer-signature': `sha256=${signature}` };
}

const ESTATE = [{ branch: 'main', repository: 'acme/estate' }];

describe('a push', () => {
  it('of GitHub is taken', async () => {
    const { post, pushes } = await openBench();
    const body = JSON.stringify(PUSH);
    expect(await post(github(body), body)).toBe(202);
    expect(pushes).toEqual(ESTATE);
  });

  it('of GitLab is taken by its token', async () => {
    const { post, pushes } = await openBench();
    expect(await post(gitlab(), JSON.stringify(GITLAB_PUSH))).toBe(202);
    expect(pushes).toEqual(ESTATE);
  });

  it.each([SECRET, `whsec_${Buffer.from('thirty-two bytes of a signing key').toString('base64')}`])(
    'of GitLab is taken by its signature (%s)',
    async (secret) => {
      const { post, pushes } = await openBench('main', secret);
      const body = JSON.stringify(GITLAB_PUSH);
      expect(await post(standard(body, { secret }), body)).toBe(202);
      expect(pushes).toEqual(ESTATE);
    },
  );

  it.each([
    ['', { branch: null, repository: null }],
    ['{}', { branch: null, repository: null }],
    ['{"ref":"main","repository":"acme/estate"}', ESTATE[0]],
    ['{"ref":"refs/heads/main"}', { branch: 'main', repository: null }],
  ])('of anybody is taken with the time and a signature: %s', async (body, push) => {
    const { post, pushes } = await openBench();
    expect(await post(own(body), body)).toBe(202);
    expect(pushes).toEqual([push]);
  });

  it('to another branch, a tag, or something else asks for nothing', async () => {
    const { post, pushes } = await openBench();
    const bodies = [
      { ...PUSH, ref: 'refs/heads/main2' },
      { ...PUSH, ref: 'refs/tags/main' },
      { ...PUSH, ref: 7 },
    ];
    for (const one of bodies) {
      const body = JSON.stringify(one);
      expect(await post(github(body), body)).toBe(200);
    }
    const ping = JSON.stringify({ zen: 'Keep it logically awesome.' });
    expect(await post(github(ping, SECRET, { 'x-github-event': 'ping' }), ping)).toBe(200);
    expect(await post(gitlab(), JSON.stringify({ ...GITLAB_PUSH, object_kind: 'tag_push' }))).toBe(200);
    expect(pushes).toEqual([]);
  });

  it('to any branch counts where none is named', async () => {
    const { post, pushes } = await openBench(null);
    const body = JSON.stringify({ ...PUSH, ref: 'refs/heads/feature/x' });
    expect(await post(github(body), body)).toBe(202);
    expect(pushes).toEqual([{ branch: 'feature/x', repository: 'acme/estate' }]);
  });
});

describe('a hostile post', () => {
  const body = JSON.stringify({ ...PUSH, note: 'content-that-nobody-logs' });
  const right = createHmac('sha256', SECRET).update(body).digest('hex');

  it.each([
    ['no proof', {}],
    ['the wrong secret', github(body, 'another secret')],
    ['another body', github(`${body} `)],
    ['an older signature of GitHub', { 'x-hub-signature': 'sha1=00', 'x-github-event': 'push' }],
    ['an empty signature', { 'x-hub-signature-256': 'sha256=' }],
    ['half a signature', { 'x-hub-signature-256': `sha256=${right.slice(0, 32)}` }],
    ['a signature without its name', { 'x-hub-signature-256': right }],
    ['the wrong token', gitlab('another token')],
    ['a part of the token', gitlab(SECRET.slice(0, -1))],
    ['no token', gitlab('')],
    ['the token beside a wrong signature', { ...gitlab(), ...standard(body, { secret: 'another' }) }],
    ['an old time', own(body, { at: START - 301_000 })],
    ['a time to come', own(body, { at: START + 301_000 })],
    ['an old time, signed as GitLab does', standard(body, { at: START - 301_000 })],
    ['another time than the signed one', { ...own(body), 'x-muleteer-timestamp': String(START / 1000 + 1) }],
    ['another id than the signed one', { ...standard(body), 'webhook-id': 'msg-2' }],
  ])('with %s is refused, and costs no turn', async (_, headers) => {
    const { post, pushes, served } = await openBench();
    expect(await post(headers, body)).toBe(401);
    expect(pushes).toEqual([]);
    expect(served.logged.join()).toMatch(/a hook was refused/);
    for (const secret of ['content-that-nobody-logs', SECRET, right])
      expect(served.logged.join()).not.toContain(secret);
  });

  it('that was received before is refused, whatever its id', async () => {
    const { post, pushes, served } = await openBench();
    const headers = github(body);
    expect(await post(headers, body)).toBe(202);
    expect(await post(headers, body)).toBe(409);
    expect(await post({ ...headers, 'x-github-delivery': 'another' }, body)).toBe(409);
    const other = `${body} `;
    expect(await post({ ...github(other), 'x-github-delivery': headers['x-github-delivery'] }, other)).toBe(
      409,
    );
    const signed = own(body);
    expect([await post(signed, body), await post(signed, body)]).toEqual([202, 409]);
    const token = gitlab();
    const push = JSON.stringify(GITLAB_PUSH);
    expect([await post(token, push), await post(token, push)]).toEqual([202, 409]);
    const gitlabs = standard(push);
    expect([await post(gitlabs, push), await post(gitlabs, push)]).toEqual([202, 409]);
    served.advance(23 * 3_600_000);
    expect(await post(headers, body)).toBe(409);
    expect(pushes).toHaveLength(4);
  });

  it('that is larger than 1 MB is not taken in', async () => {
    const { post, pushes } = await openBench();
    const fits = JSON.stringify({ ...PUSH, padding: 'x'.repeat(1024 * 1024 - 200) });
    expect(fits.length).toBeLessThanOrEqual(1024 * 1024);
    expect(await post(github(fits), fits)).toBe(202);
    const large = 'x'.repeat(1024 * 1024 + 1);
    expect(await post(github(large), large)).toBe(413);
    expect(pushes).toHaveLength(1);
  });

  it('without a proof is answered before its body has come', async () => {
    const { served } = await openBench();
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-length': '1000000' };
      const posting = request(`${served.url}/hooks/git`, { method: 'POST', headers }, (answer) => {
        resolve(answer.statusCode);
        posting.destroy();
      });
      posting.on('error', reject);
      posting.flushHeaders();
    });
    expect(status).toBe(401);
  });

  it.each([
    ['lists', '['.repeat(500_000)],
    ['closed lists', `${'['.repeat(250_000)}${']'.repeat(250_000)}`],
    ['objects', '{"a":'.repeat(200_000)],
    ['a list in the ref', `{"ref":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['a prototype', '{"__proto__":{"ref":"refs/heads/main"},"ref":null}'],
    ['nothing', 'null'],
    ['a form', 'payload=%7B%7D'],
    ['bytes', '\u0000\u0001'],
  ])('of somebody who knows the secret, with %s, harms nobody', async (_, hostile) => {
    const { post, pushes, served } = await openBench();
    expect([200, 400]).toContain(await post(github(hostile), hostile));
    expect(pushes).toEqual([]);
    expect((await served.get('/healthz')).status).toBe(200);
  });

  it('among a thousand writes a line a minute, and is counted', async () => {
    const { post, served } = await openBench();
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 100 }, () => post(github(body, 'wrong'), body)));
    }
    expect(served.logged).toHaveLength(1);
    served.advance(60_000);
    await post(github(body, 'wrong'), body);
    expect(served.logged.slice(1).map((line) => JSON.parse(line))).toMatchObject([
      { reason: 'bad_signature', unsaid: 999 },
    ]);
    expect(await served.metrics.registry.metrics()).toContain(
      'muleteer_hooks_total{result="bad_signature"} 1001',
    );
  });
});

describe('a thousand pushes in a second', () => {
  it('are two turns at most', async () => {
    const clock = createHandClock();
    let turns = 0;
    let finish = (): void => {};
    const loop = createLoop({
      async turn(target) {
        turns += 1;
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return result({ target });
      },
      on: () => {},
      interval: 300_000,
      now: clock.now,
      after: clock.after,
      random: () => 0.5,
      atOnce: 4,
      isSending: () => false,
    });
    loop.follow(['production'], 'start');
    await settled();
    finish();
    await settled();
    const served = await serveInTest({
      hooks: { secret: SECRET, branch: 'main', onPush: () => loop.trigger('hook') },
    });
    const post = async (): Promise<number> => {
      const body = JSON.stringify(PUSH);
      deliveries += 1;
      const fresh = `${body}${' '.repeat(deliveries)}`;
      const answer = await fetch(`${served.url}/hooks/git`, {
        method: 'POST',
        headers: github(fresh),
        body: fresh,
      });
      return answer.status;
    };
    for (let round = 0; round < 10; round += 1) {
      const codes = await Promise.all(Array.from({ length: 100 }, post));
      expect(new Set(codes)).toEqual(new Set([202]));
    }
    finish();
    await clock.advance(1);
    finish();
    await clock.advance(1);
    expect(turns - 1).toBe(2);
    await loop.stop();
  });
});

describe('what is remembered', () => {
  it('is forgotten when it is old, or there is too much of it, the oldest first', () => {
    let now = 0;
    const seen = createSeenBefore({ keep: 1_000, most: 3, now: () => now });
    expect(['a', 'b', 'c'].map((mark) => seen.check([mark]))).toEqual([false, false, false]);
    expect(seen.check(['a'])).toBe(true);
    expect([seen.check(['d']), seen.check(['e'])]).toEqual([false, false]);
    expect(seen.check(['a'])).toBe(false);
    now = 2_000;
    expect(seen.check(['e'])).toBe(false);
  });
});
