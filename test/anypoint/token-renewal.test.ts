/** A token may expire, or be refused, while a command runs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { createSession } from '../../src/anypoint/session.ts';
import { type Bench, closeBenches, type LoggedRequest, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';
import { openTransport } from '../support/transport.ts';

afterEach(closeBenches);

const SIGN_IN = '/accounts/api/v2/oauth2/token';
const GROUP = manifest('ServerGroup', 'payments', '{ servers: [mule-1] }');

async function open(world: WorldInput = {}): Promise<Bench> {
  const bench = await openBench(world);
  const application = '{ target: { server: mule-2 }, artifact: { file: ./a.jar } }';
  await bench.write({
    'all.yaml': documents(
      ENVIRONMENT,
      servers('mule-1', 'mule-2'),
      GROUP,
      manifest('Application', 'pay-api', application),
    ),
    'a.jar': 'bytes',
  });
  return bench;
}

async function signIns(bench: Bench): Promise<number> {
  return (await bench.log()).filter(({ path }) => path === SIGN_IN).length;
}

function refuse(bench: Bench, match: object, times: number): Promise<unknown> {
  return bench.control('POST', 'faults', {
    match,
    times,
    action: { type: 'respond', status: 401, body: 'Unauthorized' },
  });
}

test('a token is renewed before it expires, so that no request is refused', async () => {
  const bench = await open({ switches: { tokenSeconds: 300, deployMs: 600_000 } });
  const result = await bench.cli(['apply', '--yes', '--timeout', '30m']);
  expect(result).toMatchObject({ code: 0 });
  const log = (await bench.log()) as readonly (LoggedRequest & { readonly time: number })[];
  expect(log.filter(({ status }) => status === 401)).toEqual([]);
  // Ten minutes with a token of five, each left alone in its last one.
  const times = log.filter(({ path }) => path === SIGN_IN).map(({ time }) => time / 1000);
  expect(times).toHaveLength(3);
  for (const [index, time] of times.slice(1).entries()) {
    const age = time - (times[index] ?? 0);
    expect(age).toBeGreaterThanOrEqual(240);
    expect(age).toBeLessThan(250);
  }
});

test('a token of very short life is not fetched for every request', async () => {
  const bench = await open({ switches: { tokenSeconds: 20 } });
  expect(await bench.cli(['plan'])).toMatchObject({ code: 0 });
  expect(await signIns(bench)).toBe(1);
});

describe('after a 401 in the middle', () => {
  test('all that were refused wait for one new sign-in', async () => {
    const bench = await open();
    await refuse(bench, { path: '^/hybrid/' }, 4);
    expect(await bench.cli(['plan'])).toMatchObject({ code: 0 });
    const log = await bench.log();
    expect(log.filter(({ status }) => status === 401)).toHaveLength(4);
    expect(await signIns(bench)).toBe(2);
  });

  test('those that hear of it in the same moment wait for one new sign-in, too', async () => {
    const bench = await open();
    const credentials = { type: 'connected-app', clientId: 'sandbox', clientSecret: 'sandbox' } as const;
    const source = { origin: 'here', read: async () => credentials };
    const clock = { now: () => 0, sleep: async () => {} };
    const session = createSession(await openTransport(bench.sandbox.url), source, clock);
    const refused = await session.token();
    const fresh = await Promise.all(Array.from({ length: 5 }, () => session.renew(refused)));
    expect(new Set(fresh).size).toBe(1);
    expect(fresh).not.toContain(refused);
    expect(await signIns(bench)).toBe(2);
  });

  test.each(['POST', 'GET'])('a refused %s of an apply is repeated, and done once', async (method) => {
    const bench = await open();
    await refuse(bench, { method, path: '^/hybrid/api/v1/serverGroups$' }, 1);
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await signIns(bench)).toBe(2);
    const created = (await bench.log()).filter(
      ({ method: sent, path }) => sent === 'POST' && path === '/hybrid/api/v1/serverGroups',
    );
    expect(created.filter(({ status }) => status < 300)).toHaveLength(1);
  });

  test('the second 401 is the end: nobody signs in for ever', async () => {
    const bench = await open();
    await refuse(bench, { path: '^/hybrid/' }, 1000);
    const failure = { error: 'refused the token (401)', hint: 'scopes' };
    await expectFailure(await bench.cli(['plan']), failure, bench);
    expect(await signIns(bench)).toBe(2);
  });

  test('a secret file is read again', async () => {
    const bench = await open();
    const path = join(bench.folder, 'bearer');
    const rotate = async (): Promise<string> => {
      const response = await fetch(`${bench.sandbox.url}/accounts/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'sandbox', password: 'sandbox' }),
      });
      const { access_token: token } = (await response.json()) as { readonly access_token: string };
      writeFileSync(path, `${token}\n`);
      return token;
    };
    const old = await rotate();
    let rotated: Promise<string> | null = null;
    const relay = await startRelay(bench.sandbox.url, async ({ path: asked, headers }) => {
      if (!asked.startsWith('/hybrid/')) return undefined;
      // The four lists come side by side: the file changes once.
      rotated ??= rotate();
      const fresh = await rotated;
      return headers.authorization === `Bearer ${fresh}` ? undefined : { status: 401, body: 'Unauthorized' };
    });
    const environment = ENVIRONMENT.replace('$URL', relay.url).replace(/ {2}credentials: .*\n/, '');
    await bench.write({ 'all.yaml': documents(environment, servers('mule-1')) });
    const result = await bench.cli(['plan', '-v'], { env: { ANYPOINT_BEARER_FILE: path } });
    expect(result).toMatchObject({ code: 0 });
    const fresh = String(await rotated);
    const tokens = relay.received.map(({ headers }) => headers.authorization);
    expect(new Set(tokens)).toEqual(new Set([`Bearer ${old}`, `Bearer ${fresh}`]));
    expect(result.stderr).not.toContain(old);
    expect(result.stderr).not.toContain(fresh);
  });
});
