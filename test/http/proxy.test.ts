import { describe, expect, test } from 'vitest';
import { startHttpServer } from '../support/http-server.ts';
import { startProxy } from '../support/proxy.ts';
import { openTransport, request, tlsFile, tlsPath } from '../support/transport.ts';

type Env = Readonly<Record<string, string>>;

async function start(more: object = {}) {
  const tls = { cert: tlsFile('server.pem'), key: tlsFile('server.key'), ...more };
  const server = await startHttpServer(() => ({ body: 'here' }), tls);
  return { url: server.url, host: new URL(server.url).host, received: server.received };
}

async function send(url: string, env: Env, tls: object = {}): Promise<string> {
  const transport = await openTransport(url, { env, tls: { ca: { path: tlsPath('ca.pem') }, ...tls } });
  return (await transport.send(request('POST', '/', '{}'))).text;
}

describe('HTTPS_PROXY', () => {
  test.each(['HTTPS_PROXY', 'https_proxy'])('%s is used', async (variable) => {
    const [proxy, server] = [await startProxy(), await start()];
    expect(await send(server.url, { [variable]: proxy.url })).toBe('here');
    expect(proxy.tunnels).toEqual([server.host]);
  });

  test('its user and password are shown to it', async () => {
    const [proxy, server] = [await startProxy(), await start()];
    await send(server.url, { HTTPS_PROXY: proxy.url.replace('://', '://me:s3cret@') });
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('me:s3cret').toString('base64')}`]);
  });

  test('a password that is not written as in a URL is a mistake of the settings, and not shown', async () => {
    const env = { HTTPS_PROXY: 'http://me:50%off@proxy.example.test:3128' };
    await expect(send('https://localhost:1', env)).rejects.toMatchObject({
      code: 'settings',
      message: expect.not.stringContaining('off'),
      hint: expect.stringContaining('%25'),
    });
  });

  test('client certificates go through it', async () => {
    const asking = { requestCert: true, rejectUnauthorized: true, ca: tlsFile('ca.pem') };
    const [proxy, server] = [await startProxy(), await start(asking)];
    const client = {
      clientCert: { path: tlsPath('client.pem') },
      clientKey: { text: tlsFile('client.key') },
    };
    expect(await send(server.url, { HTTPS_PROXY: proxy.url }, client)).toBe('here');
    expect(proxy.tunnels).toEqual([server.host]);
  });

  test('the service still has to prove who it is', async () => {
    const [proxy, server] = [await startProxy(), await start({ cert: tlsFile('other-host.pem') })];
    await expect(send(server.url, { HTTPS_PROXY: proxy.url })).rejects.toMatchObject({
      message: expect.stringContaining('its certificate is for another host'),
    });
  });

  test('a proxy that refuses: nothing was sent, and the proxy is named', async () => {
    const [proxy, server] = [await startProxy(407), await start()];
    await expect(send(server.url, { HTTPS_PROXY: proxy.url })).rejects.toMatchObject({
      code: 'unreachable',
      arrived: 'no',
      message: expect.stringContaining('proxy'),
      hint: expect.stringContaining('HTTPS_PROXY'),
    });
    expect(server.received).toEqual([]);
  });

  test.each(['proxy.corp:3128', 'proxy.corp', '::'])(
    'that is no URL (%s) is a mistake in settings',
    async (text) => {
      await expect(send('https://localhost:1', { HTTPS_PROXY: text })).rejects.toMatchObject({
        code: 'settings',
        message: expect.stringContaining('HTTPS_PROXY'),
      });
    },
  );
});

describe('NO_PROXY', () => {
  test.each<readonly [string, boolean]>([
    ['localhost', false],
    ['*', false],
    ['other.test, localhost', false],
    ['other.test', true],
    ['', true],
  ])('%j: through the proxy: %s', async (value, through) => {
    const [proxy, server] = [await startProxy(), await start()];
    expect(await send(server.url, { HTTPS_PROXY: proxy.url, NO_PROXY: value })).toBe('here');
    expect(proxy.tunnels.length).toBe(through ? 1 : 0);
  });
});

test('HTTP_PROXY is used for plain http', async () => {
  const proxy = await startProxy();
  const plain = await startHttpServer(() => ({ body: 'here' }));
  expect(await send(plain.url, { HTTP_PROXY: proxy.url })).toBe('here');
  expect(proxy.tunnels).toEqual([new URL(plain.url).host]);
});
