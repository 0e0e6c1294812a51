/** Registering a server: a token that `register` alone shows, and a certificate that is kept. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const CSR = `-----BEGIN CERTIFICATE REQUEST-----\n${'TUlJ'.repeat(16)}\n-----END CERTIFICATE REQUEST-----\n`;
const BY_CSR = manifest(
  'Server',
  'mule-9',
  '{ registration: { csr: ./a.csr, muleVersion: 4.4.0, gatewayVersion: "1.0", certificateOut: ./out.pem } }',
);

async function open(...texts: readonly string[]): Promise<Bench> {
  const bench = await openBench();
  await bench.write({ 'all.yaml': documents(ENVIRONMENT, ...texts), 'a.csr': CSR });
  return bench;
}

async function tokens(bench: Bench): Promise<readonly string[]> {
  const world = (await bench.control('GET', 'world')) as { registrationTokens: { readonly token: string }[] };
  return world.registrationTokens.map(({ token }) => token);
}

describe('register', () => {
  test('prints the command for the host on stdout, and nothing else there', async () => {
    const bench = await open(servers('mule-9'));
    const result = await bench.cli(['register', 'production/Server/mule-9', '-v']);
    const [token] = await tokens(bench);
    expect(result).toMatchObject({ code: 0, stdout: `./amc_setup -H ${token} mule-9\n` });
    expect(result.stderr).not.toContain(token);
    expect(await bench.writes()).toEqual([]);
  });

  test('fetches a fresh one each time', async () => {
    const bench = await open(servers('mule-9'));
    const first = await bench.cli(['register', 'production/Server/mule-9']);
    const second = await bench.cli(['register', 'production/Server/mule-9']);
    expect(first.stdout).not.toBe(second.stdout);
  });

  test('with --path looks elsewhere', async () => {
    const bench = await open(servers('mule-9'));
    const args = ['register', 'production/Server/mule-9', '--path', bench.folder];
    expect(await bench.cli(args, { cwd: '/' })).toMatchObject({ code: 0 });
  });

  test.each<readonly [string, string, RegExp, RegExp]>([
    [
      'a server that is there already',
      'production/Server/mule-1',
      /mule-1 is registered already/,
      /no token/,
    ],
    [
      'a server that nobody declares',
      'production/Server/mule-8',
      /declares the server/,
      /mean production\/Server\/mule-[19]\?/,
    ],
    ['one of quite another name', 'production/Server/db-42', /declares the server/, /declared are .*mule-9/],
    ['another kind', 'production/ServerGroup/payments', /declares the server/, /declared are/],
    ['half an address', 'mule-9', /declares the server mule-9/, /mean production\/Server\/mule-9\?/],
  ])('refuses %s', async (_, address, error, hint) => {
    const bench = await open(
      servers('mule-1', 'mule-9'),
      manifest('ServerGroup', 'payments', '{ servers: [] }'),
    );
    await expectFailure(await bench.cli(['register', address]), { error, hint }, bench);
    expect(await tokens(bench)).toEqual([]);
  });
});

test('neither plan nor apply asks for a token on account of a server that is missing', async () => {
  const bench = await open(servers('mule-9'), manifest('ServerGroup', 'payments', '{ servers: [mule-9] }'));
  for (const args of [
    ['plan', '-v'],
    ['apply', '--yes', '-v'],
    ['plan', '-o', 'json', '--all'],
  ]) {
    const { stdout } = await bench.cli(args, { columns: 200 });
    expect(stdout).toContain('muleteer register production/Server/mule-9');
  }
  expect(await tokens(bench)).toEqual([]);
});

describe('by certificate request', () => {
  test('the certificate is kept, and the token shown nowhere', async () => {
    const bench = await open(BY_CSR);
    const runs = [
      await bench.cli(['plan', '-v', '-o', 'json']),
      await bench.cli(['apply', '--yes', '-v', '-o', 'json']),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(await bench.writes()).toEqual(['POST /hybrid/api/v1/servers']);
    const certificate = await readFile(join(bench.folder, 'out.pem'), 'utf8');
    expect(certificate).toMatch(/^-----BEGIN CERTIFICATE-----\n.*-----END CERTIFICATE-----\n$/s);
    const issued = await tokens(bench);
    expect(issued).toHaveLength(1);
    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain(issued[0]);
  });

  test('is over once the server is there', async () => {
    const bench = await open(BY_CSR);
    await bench.cli(['apply', '--yes']);
    await bench.clearLog();
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
  });

  test('an answer that hides the certificate somewhere else is understood', async () => {
    const bench = await open(BY_CSR);
    await bench.control('PATCH', 'switches', { registrationCertificateField: 'signedCertificate' });
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await readFile(join(bench.folder, 'out.pem'), 'utf8')).toContain('BEGIN CERTIFICATE-----');
  });

  test('an answer without one says what to do', async () => {
    const bench = await open(BY_CSR);
    const action = { type: 'respond', status: 201, body: { data: { id: 1 } } };
    await bench.control('POST', 'faults', { match: { method: 'POST', path: '/servers$' }, action });
    const result = await bench.cli(['apply', '--yes']);
    expect(result.code).toBe(4);
    expect(result.stdout).toMatch(/held no certificate\n.*delete the server in Runtime Manager/);
  });

  test('a certificate that cannot be kept is no bug of ours', async () => {
    const bench = await open(BY_CSR);
    await bench.write({ 'out.pem/in-the-way': '' });
    const result = await bench.cli(['apply', '--yes']);
    expect(result.stdout + result.stderr).not.toContain('this is a bug');
    expect(result.stdout + result.stderr).toContain('out.pem');
    // Registering cannot be done twice: the plan must not call it undone.
    expect([1, 4]).toContain(result.code);
  });

  test('a console has nothing to do with it', async () => {
    const bench = await open();
    await bench.write({ 'console/mmc.yaml': CONSOLE });
    const failure = { error: /declares the server/, hint: /declare no server/ };
    await expectFailure(await bench.cli(['register', 'mmc/Server/mule-1']), failure, bench);
  });
});
