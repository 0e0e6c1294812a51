/** How a message travels: repeated, signed, never for long, and never at the cost of the exit code or of a secret. */
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { fault } from '../support/estate.ts';
import { type Answer, closedPort, startHttpServer } from '../support/http-server.ts';
import { startProxy } from '../support/proxy.ts';
import { apply, command, openTelling, PATH, RECORD, startReceiver, warningsIn } from './receiver.ts';

afterEach(closeBenches);

const APPLY = ['apply', '--yes', ...RECORD];

describe('a message that does not arrive at once', () => {
  test.each<readonly [string, readonly (Answer | 'drop')[]]>([
    ['an overloaded receiver', [{ status: 503 }, { status: 502 }]],
    ['one that asks to wait', [{ status: 429, headers: { 'retry-after': '5' } }]],
    ['a lost connection', ['drop', 'drop']],
  ])('is sent again: %s', async (_, answers) => {
    const [bench, receiver] = [await openTelling(), await startReceiver(...answers)];
    const result = await apply(bench, receiver);
    expect(result.code).toBe(0);
    expect(warningsIn(result)).toEqual([]);
    const { received } = receiver.server;
    expect(received).toHaveLength(answers.length + 1);
    expect(new Set(received.map(({ headers }) => headers['x-muleteer-id'])).size).toBe(1);
    expect(received.at(-1)?.headers['x-muleteer-id']).toBe(receiver.told()[0]?.id);
    expect(new Set(received.map(({ body }) => body.toString())).size).toBe(1);
  });
});

describe('a message that never arrives is one warning, and nothing more', () => {
  const always = (answer: Answer | 'drop') => Array.from({ length: 20 }, () => answer);
  test.each<readonly [string, readonly (Answer | 'drop')[], RegExp, number]>([
    ['refused', [{ status: 404, body: 'no_team hidden-word' }], /it answered 404$/, 1],
    [
      'redirected',
      [{ status: 302, headers: { location: '/hidden-word' } }],
      /it redirects \(302\), which is not followed$/,
      1,
    ],
    ['always too busy', always({ status: 503 }), /it answered 503$/, 7],
    [
      'asked to wait for an hour',
      always({ status: 429, headers: { 'retry-after': '3600' } }),
      /it answered 429$/,
      1,
    ],
    ['always dropped', always('drop'), /the connection broke, or no answer came$/, 7],
  ])('%s', async (_, answers, reason, times) => {
    const entry = '{ webhook: "${env:HOOK}", name: ops-channel }';
    const [bench, receiver] = [await openTelling(entry), await startReceiver(...answers)];
    const result = await apply(bench, receiver, '-v');
    expect(result.code).toBe(0);
    expect(warningsIn(result)).toEqual([
      expect.stringMatching(/^warning: ops-channel was not told about production \(changes\): /),
    ]);
    expect(warningsIn(result)[0]).toMatch(reason);
    expect(receiver.server.received).toHaveLength(times);
    expect(result.stderr).toContain('"path":"webhook ops-channel"');
  });

  test('nobody listens', async () => {
    const bench = await openTelling();
    const port = await closedPort();
    const result = await apply(bench, `http://127.0.0.1:${port}${PATH}`);
    expect(result.code).toBe(0);
    expect(warningsIn(result)).toEqual([
      `warning: 127.0.0.1:${port} was not told about production (changes): cannot reach it: connection refused`,
    ]);
  });

  test.each([
    ['a variable that is not set', '', /^warning: ops was not told .*: \$\{env:HOOK\} cannot be resolved$/],
    [
      'a variable that holds no URL',
      'hidden-word',
      /^warning: ops was not told .*: webhook: expected a URL$/,
    ],
    [
      'one with plain http',
      `http://example.com${PATH}`,
      /^warning: ops was not told .*would travel unencrypted$/,
    ],
  ])('%s', async (_, url, warning) => {
    const bench = await openTelling('{ webhook: "${env:HOOK}", name: ops }');
    const result = await apply(bench, url);
    expect(result.code).toBe(0);
    // The manifest's own warning, with its line, and this one.
    expect(warningsIn(result)).toHaveLength(2);
    expect(warningsIn(result)[1]).toMatch(warning);
  });

  test('whatever the exit code is', async () => {
    const [bench, receiver] = [await openTelling(), await startReceiver({ status: 404 }, { status: 404 })];
    await fault(bench, { path: '/servers$' }, { type: 'respond', status: 403, body: {} });
    const failed = await apply(bench, receiver);
    expect(failed.code).toBe(1);
    expect(failed.stderr.match(/^error:/gm)).toHaveLength(1);
    expect(warningsIn(failed)).toHaveLength(1);
  });

  test('not even that with -q', async () => {
    const [bench, receiver] = [await openTelling(), await startReceiver({ status: 404 })];
    expect(await apply(bench, receiver, '-q')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('nobody waits for long', () => {
  test('for a receiver that never answers', async () => {
    const bench = await openTelling();
    const server = await startHttpServer(() => new Promise<Answer>(() => {}));
    const limits = { connect: 10_000, read: 10_000, write: 100 };
    await fault(bench, { path: '/servers$' }, { type: 'respond', status: 403, body: {} });
    const result = await command(bench, APPLY, `${server.url}${PATH}`, { limits });
    expect(result.code).toBe(1);
    expect(warningsIn(result)).toEqual([expect.stringMatching(/: the connection broke, or no answer came$/)]);
    expect(server.received).toHaveLength(7);
  });

  test('after Ctrl-C', async () => {
    const stop = new AbortController();
    const bench = await openTelling();
    const server = await startHttpServer(() => {
      stop.abort();
      return { status: 503, headers: { 'retry-after': '20' } };
    });
    const result = await command(bench, APPLY, `${server.url}${PATH}`, { signal: stop.signal });
    expect(result.code).toBe(0);
    expect(server.received).toHaveLength(1);
    expect(warningsIn(result)).toHaveLength(1);
  });
});

describe('a signed message', () => {
  test('can be checked, together with its time', async () => {
    const entry = '{ webhook: "${env:HOOK}", secret: "${env:KEY}" }';
    const [bench, receiver] = [await openTelling(entry), await startReceiver()];
    const env = { KEY: 'a-signing-key' };
    const result = await command(bench, [...APPLY, '-v'], receiver, { env });
    expect(result.code).toBe(0);
    const [one] = receiver.server.received;
    const time = String(one?.headers['x-muleteer-timestamp']);
    const wanted = createHmac('sha256', env.KEY).update(`${time}.${one?.body.toString()}`).digest('hex');
    expect(one?.headers['x-muleteer-signature']).toBe(`sha256=${wanted}`);
    expect(one?.headers['x-muleteer-event']).toBe('changes');
    expect(Number(time) * 1_000).toBeGreaterThan(Date.UTC(2024, 5, 1));
  });

  test('does not go out unsigned', async () => {
    const entry = '{ webhook: "${env:HOOK}", secret: "${env:KEY}" }';
    const [bench, receiver] = [await openTelling(entry), await startReceiver()];
    const result = await apply(bench, receiver);
    expect(result.code).toBe(0);
    expect(warningsIn(result).at(-1)).toMatch(/: \$\{env:KEY\} cannot be resolved$/);
    expect(receiver.server.received).toEqual([]);
  });
});

describe('what is posted', () => {
  test('holds no secret, whoever repeats it', async () => {
    const [bench, receiver] = [await openTelling(), await startReceiver()];
    const file = join(bench.folder, 'all.yaml');
    const text = (await readFile(file, 'utf8')).replace(
      'clientSecret: sandbox',
      'clientSecret: "${env:SECRET}"',
    );
    await bench.write({
      'all.yaml': text.replace('desiredStatus: STARTED', 'properties: { p: "${env:DB}" }'),
    });
    const body = { message: `bad hunter2-and-more, ${receiver.url}` };
    await fault(
      bench,
      { method: 'POST', path: '/hybrid/api/v1/applications$' },
      { type: 'respond', status: 400, body },
    );
    const env = { SECRET: 'sandbox', DB: 'hunter2-and-more' };
    const result = await command(bench, APPLY, receiver, { env });
    expect(result.code).toBe(4);
    const [told] = receiver.told();
    expect(JSON.stringify(told)).toContain('(secret)');
    expect(JSON.stringify(told)).not.toMatch(/hunter2|hidden-word/);
  });

  test('says where the run is', async () => {
    const [bench, receiver] = [await openTelling(), await startReceiver()];
    const env = { CI_JOB_URL: 'https://gitlab.example.com/a/b/-/jobs/7' };
    expect(await command(bench, APPLY, receiver, { env })).toMatchObject({ code: 0 });
    expect(receiver.told()).toMatchObject([{ run_url: env.CI_JOB_URL }]);
  });

  test('goes through a proxy', async () => {
    const [bench, receiver] = [await openTelling(), await startReceiver()];
    const proxy = await startProxy();
    const env = { HTTP_PROXY: proxy.url, NO_PROXY: new URL(bench.sandbox.url).host };
    expect(await command(bench, APPLY, receiver, { env })).toMatchObject({ code: 0 });
    expect(receiver.told()).toHaveLength(1);
    expect(proxy.tunnels).toEqual([new URL(receiver.url).host]);
  });
});
