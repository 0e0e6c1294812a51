import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, servers } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';

afterEach(closeBenches);

type Env = Readonly<Record<string, string>>;

const TOKEN = '/accounts/api/v2/oauth2/token';
const LOGIN = '/accounts/login';
const WITHOUT_CREDENTIALS = ENVIRONMENT.replace(/ {2}credentials: .*\n/, '');

async function open(environment = WITHOUT_CREDENTIALS): Promise<Bench> {
  const bench = await openBench({
    users: [
      { username: 'ann', password: 'pa ss"ä' },
      { username: 'long-user-name', password: 'p' },
      { username: 'mia', password: 'p', mfa: true },
    ],
    clients: [{ id: '0123456789abcdef', secret: 's3cr3t-ä"' }],
  });
  await bench.write({ 'all.yaml': documents(environment, servers('mule-1')) });
  return bench;
}

async function bearer(bench: Bench): Promise<string> {
  const response = await fetch(`${bench.sandbox.url}${LOGIN}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ann', password: 'pa ss"ä' }),
  });
  await bench.clearLog();
  return ((await response.json()) as { access_token: string }).access_token;
}

const APP = { ANYPOINT_CLIENT_ID: '0123456789abcdef', ANYPOINT_CLIENT_SECRET: 's3cr3t-ä"' };
const USER = { ANYPOINT_USERNAME: 'ann', ANYPOINT_PASSWORD: 'pa ss"ä' };

/** The same variables as files, each with the line end that editors leave. */
function asFiles(env: Env, folder: string): Env {
  const at = mkdtempSync(join(folder, 'secrets-'));
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      writeFileSync(join(at, name), `${value}\n`);
      return [`${name}_FILE`, join(at, name)];
    }),
  );
}

describe('signs in', () => {
  test.each<readonly [string, Env, readonly string[]]>([
    ['as a connected app', APP, [`POST ${TOKEN}`]],
    ['as a user', USER, [`POST ${LOGIN}`]],
    ['as a connected app rather than a user', { ...USER, ...APP }, [`POST ${TOKEN}`]],
  ])('%s', async (_, env, expected) => {
    for (const fromFiles of [false, true]) {
      const bench = await open();
      const given = fromFiles ? asFiles(env, bench.folder) : env;
      expect(await bench.cli(['plan'], { env: given })).toMatchObject({ code: 0, stderr: '' });
      const posts = (await bench.log()).filter(({ method }) => method === 'POST');
      expect(posts.map(({ method, path }) => `${method} ${path}`)).toEqual(expected);
    }
  });

  test('with JSON, and no Authorization', async () => {
    const bench = await open();
    const relay = await startRelay(bench.sandbox.url);
    const env = { ...APP, ANYPOINT_HOST: relay.url };
    await bench.write({
      'all.yaml': documents(WITHOUT_CREDENTIALS.replace('  controlPlane: $URL\n', ''), servers('mule-1')),
    });
    expect(await bench.cli(['plan'], { env })).toMatchObject({ code: 0 });
    const [signIn] = relay.received;
    expect(signIn?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(signIn?.headers).not.toHaveProperty('authorization');
    expect(JSON.parse(String(signIn?.body))).toEqual({
      client_id: APP.ANYPOINT_CLIENT_ID,
      client_secret: APP.ANYPOINT_CLIENT_SECRET,
      grant_type: 'client_credentials',
    });
  });

  test('not at all with a ready-made bearer', async () => {
    const bench = await open();
    const env = { ANYPOINT_BEARER: await bearer(bench) };
    expect(await bench.cli(['plan'], { env })).toMatchObject({ code: 0 });
    expect((await bench.log()).filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('is refused', () => {
  interface Case {
    readonly name: string;
    readonly env: Env;
    readonly error: string;
    readonly hint: RegExp;
  }
  const cases: readonly Case[] = [
    {
      name: 'with a wrong secret',
      env: { ...APP, ANYPOINT_CLIENT_SECRET: 'no' },
      error: 'Anypoint refused the sign-in (401)',
      hint: /^ {2}client id 0123…, from ANYPOINT_CLIENT_ID, at 127\.0\.0\.1:\d+\. .*Read Servers/,
    },
    {
      name: 'with a wrong password',
      env: { ...USER, ANYPOINT_PASSWORD: 'no' },
      error: 'Anypoint refused the sign-in (401)',
      hint: /^ {2}user ann, from ANYPOINT_USERNAME, at 127\.0\.0\.1:\d+/,
    },
    {
      name: 'as a user with a second factor',
      env: { ANYPOINT_USERNAME: 'mia', ANYPOINT_PASSWORD: 'p' },
      error: 'signs in through a browser',
      hint: /user mia, .*connected app/,
    },
    {
      name: 'with a bearer that is none',
      env: { ANYPOINT_BEARER: 'no-such-token' },
      error: 'refused the token (401)',
      hint: /sign in again/,
    },
    { name: 'without credentials', env: {}, error: 'there are no credentials', hint: /ANYPOINT_CLIENT_ID/ },
    {
      name: 'with half of them',
      env: { ANYPOINT_CLIENT_ID: 'a' },
      error: 'ANYPOINT_CLIENT_SECRET is not set',
      hint: /ANYPOINT_CLIENT_SECRET_FILE/,
    },
    {
      name: 'with a file that is not there',
      env: { ANYPOINT_CLIENT_ID: 'a', ANYPOINT_CLIENT_SECRET_FILE: '/no/such/file' },
      error: 'cannot read /no/such/file, which ANYPOINT_CLIENT_SECRET_FILE names',
      hint: /./,
    },
  ];

  test.each(cases)('$name', async ({ env, error, hint }) => {
    const bench = await open();
    for (const command of ['plan', 'apply']) {
      const result = await bench.cli([command, ...(command === 'apply' ? ['--yes'] : [])], { env });
      await expectFailure(result, { error, hint }, bench);
      expect(result.stderr).not.toMatch(/s3cr3t|pa ss|no-such-token/);
    }
  });
});
