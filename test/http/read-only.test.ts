/** The promise of `plan`, kept below every command: a read-only transport sends GET and the sign-in, nothing else. */
import { afterEach, describe, expect, test } from 'vitest';
import type { HttpMethod } from '../../src/http/transport.ts';
import { closeBenches, openBench } from '../support/bench.ts';
import { startHttpServer } from '../support/http-server.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { planSummary } from '../support/summary.ts';
import { openTransport, request } from '../support/transport.ts';

afterEach(closeBenches);

const SIGN_IN = '/accounts/login';

async function open(access: 'read-only' | 'read-write') {
  const server = await startHttpServer(() => ({ body: {} }));
  const transport = await openTransport(server.url, { access, signInPaths: [SIGN_IN] });
  return { server, transport };
}

const WRITES: readonly HttpMethod[] = ['POST', 'PATCH', 'PUT', 'DELETE'];

describe('a read-only transport', () => {
  test.each(WRITES)('refuses %s: nothing arrives', async (method) => {
    const { server, transport } = await open('read-only');
    await expect(transport.send(request(method, '/hybrid/api/v1/servers', '{}'))).rejects.toMatchObject({
      code: 'bug',
      message: `a read-only command tried to send ${method} /hybrid/api/v1/servers`,
    });
    expect(server.received).toEqual([]);
    expect(transport.traces).toEqual([]);
  });

  test.each<readonly [HttpMethod, string]>([
    ['PUT', SIGN_IN],
    ['DELETE', SIGN_IN],
    ['PATCH', SIGN_IN],
    ['POST', `${SIGN_IN}/more`],
    ['POST', `${SIGN_IN}?then=more`],
    ['POST', `/hybrid${SIGN_IN}`],
  ])('takes %s %s for no sign-in', async (method, path) => {
    const { server, transport } = await open('read-only');
    await expect(transport.send(request(method, path, '{}'))).rejects.toMatchObject({ code: 'bug' });
    expect(server.received).toEqual([]);
  });

  test('sends GET, and POST to a sign-in path', async () => {
    const { server, transport } = await open('read-only');
    await transport.send(request('GET', '/any?query=1'));
    await transport.send(request('POST', SIGN_IN, '{}'));
    const seen = server.received.map(({ method, path }) => `${method} ${path}`);
    expect(seen).toEqual(['GET /any?query=1', `POST ${SIGN_IN}`]);
  });
});

test.each(WRITES)('a read-write transport sends %s', async (method) => {
  const { server, transport } = await open('read-write');
  expect((await transport.send(request(method, '/any', '{}'))).status).toBe(200);
  expect(server.received).toMatchObject([{ method, path: '/any' }]);
});

test('`plan` of changes in both services sends GET and the sign-in only', async () => {
  const bench = await openBench();
  const group = manifest('ServerGroup', 'payments', '{ servers: [mule-1] }');
  const application = manifest(
    'Application',
    'pay-api',
    '{ target: { serverGroup: payments }, artifact: { file: ./a.jar } }',
  );
  await bench.write({
    'all.yaml': documents(ENVIRONMENT, servers('mule-1'), group, application),
    'console/mmc.yaml': documents(CONSOLE, manifest('UserGroup', 'Ops', '{ permissions: [SERVER_VIEW] }')),
    'a.jar': 'bytes',
  });
  expect(await planSummary(bench)).toMatchObject({ code: 0, summary: { create: 3 } });
  const log = await bench.log();
  const others = log.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  expect(others).toEqual(['POST /accounts/api/v2/oauth2/token']);
  expect(log.length).toBeGreaterThan(6);
});
