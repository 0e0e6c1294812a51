/** No secret of a run is ever printed, whoever repeats it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createMask } from '../../src/commands/mask.ts';
import { type Bench, type CliOptions, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { openConsole } from '../support/console.ts';
import { APPLICATIONS, fault } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { startHttpServer } from '../support/http-server.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { tlsFile, tlsPath } from '../support/transport.ts';
import { eventsIn } from './events.ts';

afterEach(closeBenches);

const SECRET = 'hunter2 "and" more';

async function openWithSecret(secret = SECRET): Promise<{ bench: Bench; env: Record<string, string> }> {
  const bench = await openBench();
  const spec =
    '{ target: { server: mule-1 }, artifact: { file: ./a.jar }, properties: { db.password: "${env:DB}" } }';
  const app = manifest('Application', 'pay-api', spec);
  await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1'), app), 'a.jar': 'bytes' });
  return { bench, env: { DB: secret } };
}

function expectMasked({ stdout, stderr }: Pick<CliResult, 'stdout' | 'stderr'>, secret = 'hunter2'): void {
  expect(stdout + stderr).not.toContain(secret);
  expect(stdout + stderr).toContain('(secret)');
}

describe('what a service repeats is masked', () => {
  test.each([
    ['as JSON', { message: `bad value ${SECRET} for db.password` }],
    ['as JSON in text', `cannot take {"db.password": ${JSON.stringify(SECRET)}}`],
    ['at the place where the text is cut', `${'x'.repeat(292)} ${SECRET} and more`],
  ])('%s', async (_, body) => {
    const { bench, env } = await openWithSecret();
    await fault(bench, { method: 'POST', path: `${APPLICATIONS}$` }, { type: 'respond', status: 400, body });
    const sinks = ['-o', 'json', '-o', 'json=report.json', '-o', 'ndjson=events.ndjson'];
    const result = await bench.cli(['apply', '--yes', ...sinks, '-v'], { env });
    expect(result.code).toBe(1);
    expectMasked(result);
    expect(JSON.parse(result.stdout)).toMatchObject({ outcomes: [{ result: 'failed' }] });
    expect(await readFile(join(bench.folder, 'report.json'), 'utf8')).toBe(result.stdout);
    const events = await readFile(join(bench.folder, 'events.ndjson'), 'utf8');
    expectMasked({ stdout: events, stderr: '' });
    expect(eventsIn(events).at(-1)?.type).toBe('summary');
  });

  test.each<readonly [string, CliOptions]>([
    ['a terminal', { terminal: true, columns: 80 }],
    ['a narrow one, where the text is cut', { terminal: true, columns: 44 }],
    ['a log', {}],
  ])('by a server, on %s', async (_, options) => {
    const { bench, env } = await openWithSecret();
    const failing = { application: 'pay-api', message: `cannot log in with ${SECRET}` };
    await bench.control('POST', 'deployments/fail', failing);
    const result = await bench.cli(['apply', '--yes', '-o', 'ndjson=e.ndjson', '-o', 'text'], {
      env,
      ...options,
    });
    expect(result.code).toBe(5);
    expectMasked(result);
    const events = await readFile(join(bench.folder, 'e.ndjson'), 'utf8');
    expectMasked({ stdout: events, stderr: '' });
    expect(eventsIn(events).some(({ type }) => type === 'health')).toBe(true);
  });

  test('also a password of a variable', async () => {
    const bench = await openConsole([]);
    await bench.write({ 'mmc.yaml': CONSOLE.replace(/, credentials: .*/, ' }') });
    const action = { type: 'respond', status: 400, body: 'no such user admin:pa55word' };
    await fault(bench, { path: '/usergroups' }, action);
    const env = { MMC_USERNAME: 'admin', MMC_PASSWORD: 'pa55word' };
    const result = await bench.cli(['plan'], { env });
    expect(result.stderr).toContain('no such user admin:(secret)');
  });
});

describe('the mask', () => {
  test('knows the tokens that were learnt last, or used since, and not all that there ever were', () => {
    const mask = createMask();
    mask.add('the-password');
    mask.learn('token-in-use');
    for (let n = 0; n < 2_000; n += 1) {
      mask.learn(`token-number-${n}.`);
      mask.learn('token-in-use');
    }
    const text = 'token-number-0. token-number-1900. token-number-1999. token-in-use the-password';
    expect(mask.apply(text)).toBe('token-number-0. (secret) (secret) (secret) (secret)');
  });

  const masked = (text: string, ...secrets: readonly string[]): string => {
    const mask = createMask();
    mask.add(...secrets);
    return mask.apply(text);
  };
  test.each<readonly [string, string, readonly string[], string]>([
    ['the longest first', 'a pass-word', ['pass', 'pass-word'], 'a (secret)'],
    ['nothing short', 'a us b', ['us'], 'a us b'],
    ['a short one only as a word', '8081 a80818b :8081', ['8081'], '(secret) a80818b :(secret)'],
    ['a long one anywhere', 'xs3cr3t-9x', ['s3cr3t-9'], 'x(secret)x'],
    ['across lines', 'a long\n  secret', ['long secret'], 'a (secret)'],
    ['the signs of patterns', 'a (b.*c)$ d', ['(b.*c)$'], 'a (secret) d'],
    ['each line of several', 'x abcdefgh y', ['-----BEGIN X-----\nabcdefgh\n'], 'x (secret) y'],
    ['the sign as it is', 'a (secret) of a secret', ['secret'], 'a (secret) of a (secret)'],
    ['what begins like the sign', 'a (secret)-9x b', ['(secret)-9x'], 'a (secret) b'],
    ['JSON stays JSON', '{"name":"name","ok":true}', ['name', 'true'], '{"name":"(secret)","ok":true}'],
  ])('%s', (_, text, secrets, expected) => {
    expect(masked(text, ...secrets)).toBe(expected);
  });

  test('what the manifests say openly stays readable', async () => {
    const { bench } = await openWithSecret();
    const result = await bench.cli(['plan'], { env: { DB: 'pay-api' } });
    expect(result.stdout).toContain('+ Application pay-api');
  });
});

describe('settings from secrets are not printed', () => {
  test.each<readonly [string, string, RegExp]>([
    ['organization: Acme', 'organization: "${env:X}"', /there is no organization \$\{env:X\} for/],
    ['environment: Sandbox', 'environment: "${env:X}"', /Acme has no environment \$\{env:X\}/],
    ['controlPlane: $URL', 'controlPlane: "${env:X}"', /production: the control plane is no URL/],
  ])('%s', async (from, to, error) => {
    const bench = await openBench();
    await bench.write({ 'all.yaml': documents(ENVIRONMENT.replace(from, to), servers('mule-1')) });
    const result = await bench.cli(['plan'], { env: { X: 'a b' } });
    await expectFailure(result, { error, hint: /./ }, bench);
    expect(result.stderr).not.toContain('a b');
  });
});

describe('tls', () => {
  const asking = {
    cert: tlsFile('server.pem'),
    key: tlsFile('server.key'),
    ca: tlsFile('ca.pem'),
    requestCert: true,
    rejectUnauthorized: true,
  };

  async function planWith(tls: string, env: Record<string, string> = {}) {
    const bench = await openBench();
    const server = await startHttpServer(() => ({ body: [] }), asking);
    const text = CONSOLE.replace('$URL', server.url).replace('spec: {', `spec: { tls: ${tls},`);
    await bench.write({
      'mmc.yaml': text,
      'ca.pem': tlsFile('ca.pem'),
      'client.pem': tlsFile('client.pem'),
      'client.key': tlsFile('client.key'),
    });
    return bench.cli(['plan'], { env });
  }

  const ENV = { CA: tlsFile('ca.pem'), CERT: tlsFile('client.pem'), KEY: tlsFile('client.key') };
  test.each<readonly [string, string]>([
    ['files in the repository', '{ ca: ca.pem, clientCert: ./client.pem, clientKey: client.key }'],
    ['variables', '{ ca: "${env:CA}", clientCert: "${env:CERT}", clientKey: "${env:KEY}" }'],
    [
      '${file:}',
      `{ ca: "\${file:${tlsPath('ca.pem')}}", clientCert: "\${file:./client.pem}", clientKey: "\${file:./client.key}" }`,
    ],
  ])('from %s', async (_, tls) => {
    expect(await planWith(tls, ENV)).toMatchObject({ code: 0, stderr: '' });
  });

  test('a private key in the wrong place is not printed', async () => {
    const tls = '{ ca: "${env:KEY}" }';
    const { code, stdout, stderr } = await planWith(tls, ENV);
    expect(code).toBe(1);
    expect(stdout + stderr).not.toMatch(/BEGIN|PRIVATE|MI[IG]/);
  });

  test('a variable that is not there is said', async () => {
    const result = await planWith('{ ca: "${env:NOT_SET}" }');
    await expectFailure(result, { error: /mmc: \$\{env:NOT_SET\} cannot be resolved/, hint: /./ });
  });
});
