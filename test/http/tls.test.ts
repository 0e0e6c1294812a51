import { describe, expect, test } from 'vitest';
import type { TransportOptions } from '../../src/http/transport.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { openTransport, request, tlsFile, tlsPath } from '../support/transport.ts';

type Options = Pick<TransportOptions, 'env'> & { readonly tls: Partial<TransportOptions['tls']> };

const CLIENT = { clientCert: { path: tlsPath('client.pem') }, clientKey: { text: tlsFile('client.key') } };

function start(certificate: string, more: object = {}): Promise<HttpServer> {
  const tls = { cert: tlsFile(certificate), key: tlsFile('server.key'), ...more };
  return startHttpServer(() => ({ body: 'here' }), tls);
}

async function reach({ url }: HttpServer, tls: Options['tls'], env: Options['env'] = {}): Promise<string> {
  const transport = await openTransport(url, { tls, env });
  return (await transport.send(request('GET'))).text;
}

describe('a private CA', () => {
  test('named in spec.tls.ca is trusted', async () => {
    expect(await reach(await start('server.pem'), { ca: { path: tlsPath('ca.pem') } })).toBe('here');
  });

  test('adds to NODE_EXTRA_CA_CERTS instead of replacing it', async () => {
    const env = { NODE_EXTRA_CA_CERTS: tlsPath('self-signed.pem') };
    expect(await reach(await start('self-signed.pem'), { ca: { path: tlsPath('ca.pem') } }, env)).toBe(
      'here',
    );
  });

  test('does not vouch for what another CA signed', async () => {
    const server = await start('self-signed.pem');
    await expect(reach(server, { ca: { path: tlsPath('ca.pem') } })).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  test('that cannot be read is named', async () => {
    const missing = tlsPath('missing.pem');
    await expect(
      openTransport('https://localhost:1', { tls: { ca: { path: missing } } }),
    ).rejects.toMatchObject({
      code: 'settings',
      message: `cannot read the certificate file ${missing}`,
    });
  });
});

describe('a server that asks for a client certificate', () => {
  const asking = { requestCert: true, rejectUnauthorized: true, ca: tlsFile('ca.pem') };

  test('gets it', async () => {
    expect(
      await reach(await start('server.pem', asking), { ca: { path: tlsPath('ca.pem') }, ...CLIENT }),
    ).toBe('here');
  });

  test.each([
    ['the key of another certificate', tlsFile('server.key')],
    ['no key at all', 'no PEM'],
  ])('%s is a mistake in settings', async (_, clientKey) => {
    const server = await start('server.pem', asking);
    const tls = {
      ca: { path: tlsPath('ca.pem') },
      clientCert: { path: tlsPath('client.pem') },
      clientKey: { text: clientKey },
    };
    await expect(reach(server, tls)).rejects.toMatchObject({
      code: 'settings',
      message: expect.stringContaining('clientKey'),
    });
    expect(server.received).toEqual([]);
  });

  test('serves nobody without one', async () => {
    const server = await start('server.pem', asking);
    await expect(reach(server, { ca: { path: tlsPath('ca.pem') } })).rejects.toMatchObject({
      name: 'RequestError',
    });
    expect(server.received).toEqual([]);
  });
});
