/** What goes wrong below HTTP: one line for a person, what to look at, and whether a write may have arrived. */
import { describe, expect, test } from 'vitest';
import { connectionError } from '../../src/http/connection-error.ts';
import type { HttpMethod } from '../../src/http/transport.ts';
import { closedPort, startHttpServer } from '../support/http-server.ts';
import { openTransport, request, tlsFile, tlsPath } from '../support/transport.ts';

const OWN_CA = { tls: { ca: { path: tlsPath('ca.pem') } } };

async function tlsServer(certificate: string): Promise<string> {
  const cert = tlsFile(certificate);
  const server = await startHttpServer(() => ({}), { cert, key: tlsFile('server.key') });
  return server.url;
}

/** Sends a write, for which it matters most whether it arrived. */
async function failureOf(url: string, options: object = {}, method: HttpMethod = 'POST') {
  const transport = await openTransport(url, options);
  const error = await transport.send(request(method, '/some/path?secret=1', '{}')).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { error, traces: transport.traces };
}

describe('nothing was sent', () => {
  interface Case {
    readonly name: string;
    readonly url: () => Promise<string>;
    readonly options?: object;
    readonly message: RegExp;
    readonly hint: RegExp;
    /** Whether it may be otherwise in a moment; not what a certificate says. */
    readonly retryable?: true;
  }
  const cases: readonly Case[] = [
    {
      name: 'nobody listens',
      url: async () => `http://127.0.0.1:${await closedPort()}`,
      message: /^cannot reach 127\.0\.0\.1:\d+: connection refused$/,
      hint: /host/,
      retryable: true,
    },
    {
      name: 'there is no such host',
      url: async () => 'http://nowhere.invalid',
      // Which of the two it is depends on the machine's resolver.
      message: /^cannot reach nowhere\.invalid: (no such host|the host name could not be looked up)$/,
      hint: /HTTPS_PROXY/,
      retryable: true,
    },
    {
      name: 'the server speaks no TLS',
      url: async () => (await startHttpServer(() => ({}))).url.replace('http:', 'https:'),
      message: /^cannot reach localhost:\d+: it does not speak TLS$/,
      hint: /http:\/\//,
    },
    {
      name: 'a CA that nobody named',
      url: () => tlsServer('server.pem'),
      message: /its certificate comes from an unknown CA$/,
      hint: /spec\.tls\.ca/,
    },
    {
      name: 'a self-signed certificate',
      url: () => tlsServer('self-signed.pem'),
      message: /its certificate is self-signed$/,
      hint: /spec\.tls\.ca/,
    },
    {
      name: 'a certificate of the past',
      url: () => tlsServer('expired.pem'),
      options: OWN_CA,
      message: /its certificate has expired$/,
      hint: /renew/,
    },
    {
      name: 'the certificate of another host',
      url: () => tlsServer('other-host.pem'),
      options: OWN_CA,
      message: /its certificate is for another host$/,
      hint: /host name/,
    },
  ];

  test.each(cases)('$name', async ({ url, options, message, hint, retryable = false }) => {
    const { error, traces } = await failureOf(await url(), options);
    expect(error).toMatchObject({
      code: 'unreachable',
      arrived: 'no',
      retryable,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    expect(traces).toMatchObject([{ method: 'POST', status: null }]);
  });
});

describe('the connection broke', () => {
  test.each([
    ['ETIMEDOUT', 'read'],
    ['EHOSTUNREACH', 'write'],
    ['ENETUNREACH', 'read'],
    ['EPROTO', 'write'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'read'],
    ['ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', 'read'],
  ])('%s from a %s', (code, syscall) => {
    const error = Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
    const sent = { method: 'POST', path: '/some/path' };
    expect(
      connectionError(error, sent, { origin: 'https://localhost:1', proxy: '', trustedIn: undefined }),
    ).toMatchObject({
      code: 'lost',
      arrived: 'maybe',
    });
  });

  const cutShort = () => ({ headers: { 'content-length': '100', connection: 'close' }, body: 'only this' });
  test.each([
    ['before the answer', 'POST', 'maybe'],
    ['before the answer', 'DELETE', 'maybe'],
    ['before the answer', 'GET', 'no'],
    ['in the middle of the answer', 'PATCH', 'maybe'],
    ['in the middle of the answer', 'GET', 'no'],
  ] as const)('%s to %s: it arrived: %s', async (when, method, arrived) => {
    const server = await startHttpServer(() => (when === 'before the answer' ? 'drop' : cutShort()));
    const { error } = await failureOf(server.url, {}, method);
    expect(error).toMatchObject({
      code: 'lost',
      arrived,
      retryable: true,
      message: expect.stringMatching(
        new RegExp(`^localhost:\\d+ closed the connection during ${method} /some/path$`),
      ),
      hint: expect.stringContaining('run it again'),
    });
  });

  test('the next request goes through', async () => {
    let first = true;
    const server = await startHttpServer(() => {
      const answer = first ? ('drop' as const) : { body: 'here' };
      first = false;
      return answer;
    });
    const transport = await openTransport(server.url);
    await expect(transport.send(request('GET'))).rejects.toMatchObject({ code: 'lost' });
    expect((await transport.send(request('GET'))).text).toBe('here');
  });
});
