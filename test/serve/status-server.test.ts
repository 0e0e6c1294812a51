/** What the status server answers over real HTTP, and to whom. */
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../src/serve/is-loopback.ts';
import { parseListenAddress } from '../../src/serve/listen-address.ts';
import { createMetrics } from '../../src/serve/metrics.ts';
import { type StatusServer, startServer } from '../../src/serve/start-server.ts';
import { createStatusBoard } from '../../src/serve/status-board.ts';
import { call, change, effect, plan, status } from '../render/plans.ts';
import { type ServedStatus, serveInTest } from './server.ts';
import { broken, COMMIT, followed, NEXT_COMMIT, report, revision, START, turnEnd } from './turn-results.ts';

const TOKEN = 'a-token-of-32-characters-or-more';
const APP = 'Application/orders-api@Cluster:orders-cluster';
const DRIFT = plan([change(APP, { cause: 'drift', fields: [status('drift')], calls: ['c1'] })], {
  calls: [call('c1', APP, { effects: [effect('app-restart', APP)] })],
});

/** With a Host of one's own choice, which fetch does not allow. */
function statusFor(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('probes', () => {
  it('tell that the process lives, and when each target had its turn', async () => {
    const { get, board } = await serveInTest();
    const ready = async (): Promise<number> => (await get('/readyz')).status;
    expect((await get('/healthz')).status).toBe(200);
    expect(await ready()).toBe(503);
    board.tell(revision([followed(), followed('test'), followed('old', 'off')]));
    board.tell(turnEnd());
    expect(await ready()).toBe(503);
    board.tell(turnEnd({ target: 'test', outcome: 'failed', plan: null }));
    expect(await ready()).toBe(200);
  });

  it('need no token, and tell nothing that does', async () => {
    const { get, board } = await serveInTest({ token: TOKEN });
    board.tell(revision());
    expect(await (await get('/healthz')).json()).toEqual({ status: 'alive' });
    expect(await (await get('/readyz')).json()).toEqual({ status: 'not ready' });
  });
});

describe('GET /api/status', () => {
  it('has revision, targets, resources, what is left and what was done', async () => {
    const { get, board } = await serveInTest();
    board.tell(revision());
    board.tell(turnEnd({ outcome: 'refused', plan: DRIFT }));
    const counts = { created: 0, updated: 1, replaced: 0, deleted: 0, calls: 1 };
    const entry = {
      time: START,
      commit: COMMIT,
      author: 'Ada <ada@example.test>',
      state: 'complete',
      counts,
    } as const;
    board.tell({ type: 'history', target: 'production', entries: [entry] });
    const told = (await (await get('/api/status')).json()) as Record<string, never>;
    expect(told).toMatchObject({
      format_version: '1.0',
      time: '2024-06-01T12:00:00Z',
      revision: { commit: COMMIT, subject: 'Deploy orders-api 1.3', loaded_at: '2024-06-01T12:00:00Z' },
      broken: null,
      targets: [
        {
          name: 'production',
          title: 'Acme / Production',
          sync_policy: 'auto',
          state: 'idle',
          sync: 'out_of_sync',
          health: 'healthy',
          drift: { found: 1, left: 1 },
          next: { at: '2024-06-01T12:05:02Z', trigger: 'interval' },
          last: { outcome: 'refused', calls: { planned: 1, done: 0, failed: 0 } },
          resources: [{ address: 'production/Application/orders-api@orders-cluster', sync: 'drifted' }],
          plan: { resource_changes: [{ address: 'production/Application/orders-api@orders-cluster' }] },
          history: [{ author: 'Ada <ada@example.test>', state: 'complete', counts }],
        },
      ],
    });
  });

  it('has one target where one is asked for', async () => {
    const { get, board } = await serveInTest();
    board.tell(revision([followed(), followed('test')]));
    const told = (await (await get('/api/status?target=test')).json()) as { targets: { name: string }[] };
    expect(told.targets.map(({ name }) => name)).toEqual(['test']);
    expect((await get('/api/status?target=gone')).status).toBe(404);
    expect((await get('/api/status?target=a&target=b')).status).toBe(200);
  });

  it('goes through the mask, as the page and the events do', async () => {
    const mask = (text: string): string => text.replaceAll('hunter2', '***');
    const { get, board } = await serveInTest({ mask });
    board.tell(revision());
    const error = { code: 'api', message: 'it said hunter2', hint: null, passes: true };
    board.tell(turnEnd({ outcome: 'failed', plan: null, error }));
    for (const path of ['/api/status', '/']) {
      const text = await (await get(path)).text();
      expect(text).toContain('it said ***');
      expect(text).not.toContain('hunter2');
    }
  });
});

describe('who may see it', () => {
  const paths = ['/', '/api/status', '/api/events', '/metrics', '/nowhere'];

  it.each(paths)('%s needs the token where there is one', async (path) => {
    const { get } = await serveInTest({ token: TOKEN });
    const code = async (authorization: string): Promise<number> =>
      (await get(path, { authorization })).status;
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
    const anonymous = await get(path);
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await anonymous.text()).not.toContain(TOKEN);
    for (const wrong of [
      'Bearer x',
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      basic(TOKEN),
      basic(`${TOKEN}:x`),
      'x',
    ]) {
      expect(await code(wrong)).toBe(401);
    }
    const fine = path === '/nowhere' ? 404 : 200;
    expect([await code(`Bearer ${TOKEN}`), await code(basic(`anybody:${TOKEN}`))]).toEqual([fine, fine]);
  });

  it('is nobody who calls this machine by another name, where there is no token', async () => {
    const open = await serveInTest();
    const { port } = new URL(open.url);
    const codes = async ({ url }: ServedStatus, host: string): Promise<readonly number[]> => [
      await statusFor(`${url}/api/status`, { host }),
      await statusFor(`${url}/healthz`, { host }),
    ];
    expect(await codes(open, `evil.test:${port}`)).toEqual([403, 200]);
    expect(await codes(open, `127.0.0.1.evil.test:${port}`)).toEqual([403, 200]);
    for (const own of [`localhost:${port}`, '127.0.0.1', '[::1]:80'])
      expect(await codes(open, own)).toEqual([200, 200]);
    const guarded = await serveInTest({ token: TOKEN });
    expect(await statusFor(guarded.url, { host: 'estate.test', authorization: `Bearer ${TOKEN}` })).toBe(200);
  });

  function startAt(host: string, port: number): Promise<StatusServer> {
    const board = createStatusBoard();
    return startServer({
      listen: { host, port },
      token: null,
      hooks: null,
      source: board,
      metrics: createMetrics({ source: board, now: () => START }),
      mask: (text) => text,
      version: '0.1.0',
      log: { warn: () => {} },
      now: () => START,
      every: () => () => {},
    });
  }

  it('is nobody on other machines without a token', async () => {
    await expect(startAt('0.0.0.0', 0)).rejects.toMatchObject({
      code: 'settings',
      hint: expect.stringContaining('MULETEER_STATUS_TOKEN'),
    });
  });

  it('says what to do where another service listens', async () => {
    const { url } = await serveInTest({});
    await expect(startAt('127.0.0.1', Number(new URL(url).port))).rejects.toMatchObject({
      code: 'settings',
      message: expect.stringMatching(/^the status cannot be shown: .*in use/),
      hint: expect.stringContaining('--listen'),
    });
  });
});

describe('every answer', () => {
  it.each(['/', '/api/status', '/metrics', '/healthz', '/nowhere', '/%ff', '/api/events'])(
    'to %s is kept by nobody, framed by nobody and runs nothing',
    async (path) => {
      const { get, close } = await serveInTest();
      const answer = await get(path);
      if (path !== '/%ff') {
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        expect(answer.headers.get('content-security-policy')).toMatch(
          /default-src 'none'.*frame-ancestors 'none'/,
        );
      }
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      await close();
    },
  );

  it('says little of what is wrong', async () => {
    const { get, url } = await serveInTest();
    expect(await (await get('/etc/passwd')).text()).toBe('{"error":"there is nothing here"}');
    expect(await (await get('/%ff')).text()).toBe('{"error":"the request is malformed"}');
    const posted = await fetch(`${url}/api/status`, { method: 'POST', body: '{}' });
    expect([posted.status, await posted.text()]).toEqual([404, '{"error":"there is nothing here"}']);
    expect((await fetch(`${url}/hooks/git`, { method: 'POST' })).status).toBe(404);
  });
});

describe('GET /metrics', () => {
  it('counts turns, calls and requests, and measures how it stands', async () => {
    const { get, board, metrics, advance } = await serveInTest();
    board.tell(revision([followed(), followed('test')]));
    board.tell(turnEnd({ outcome: 'refused', plan: DRIFT }));
    const before = await (await get('/metrics')).text();
    expect(before).toContain('muleteer_drifted_resources{target="production"} 1');
    expect(before).toContain('muleteer_pending_changes{target="production",status="planned"} 1');
    board.tell(turnEnd({ outcome: 'applied', plan: DRIFT, report: report(DRIFT) }));
    metrics.request({ method: 'GET', status: 200 });
    metrics.request({ method: 'GET', status: null });
    advance(62_000);
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
    const lines = (await answer.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'muleteer_turns_total{target="production",outcome="refused"} 1',
        'muleteer_turns_total{target="production",outcome="applied"} 1',
        'muleteer_turn_duration_seconds_sum{outcome="applied"} 2',
        'muleteer_calls_total{target="production",kind="Application",result="done"} 1',
        'muleteer_requests_total{method="GET",status="200"} 1',
        'muleteer_requests_total{method="GET",status="none"} 1',
        'muleteer_in_sync{target="production"} 1',
        'muleteer_in_sync{target="test"} 0',
        'muleteer_drifted_resources{target="production"} 0',
        'muleteer_pending_changes{target="production",status="planned"} 0',
        'muleteer_last_success_age_seconds{target="production"} 60',
        'muleteer_last_success_age_seconds{target="test"} 62',
        'muleteer_revision_broken 0',
        `muleteer_revision_info{commit="${COMMIT}"} 1`,
      ]),
    );
  });

  it('has no series of a target, or a commit, that is followed no more', async () => {
    const { get, board } = await serveInTest();
    board.tell(revision([followed(), followed('gone')]));
    await get('/metrics');
    board.tell(revision([followed()], NEXT_COMMIT));
    board.tell(broken({ commit: null }));
    const text = await (await get('/metrics')).text();
    expect(text).not.toContain('target="gone"');
    expect(text).not.toContain(COMMIT);
    expect(text).toContain('muleteer_revision_broken 1');
  });
});

describe('--listen', () => {
  it.each([
    ['127.0.0.1:4020', { host: '127.0.0.1', port: 4020 }],
    [':0', { host: '127.0.0.1', port: 0 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    ['status.example.test:65535', { host: 'status.example.test', port: 65_535 }],
    ['4020', null],
    ['127.0.0.1', null],
    ['a:65536', null],
    ['::1:80', null],
    ['[a]:80', null],
    ['http://a:80', null],
  ])('reads %s', (text, address) => expect(parseListenAddress(text)).toEqual(address));

  it.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['LOCALHOST', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['localhost.evil.test', false],
    ['', false],
  ])('knows whether %s is this machine alone', (host, is) => expect(isLoopback(host)).toBe(is));
});
