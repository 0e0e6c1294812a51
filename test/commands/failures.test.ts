/** Runs that fail before their first write: exit 1, one error that says what to do, nothing written. */
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { expectFailure, expectNoInnards } from '../support/failure.ts';
import { closedPort, startHttpServer } from '../support/http-server.ts';
import { documents, ENVIRONMENT, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const HTML = '<!DOCTYPE html><html><title>Log in</title></html>';

describe('the target', () => {
  interface Case {
    readonly name: string;
    /** What takes the place of a part of the Environment. */
    readonly change: () => Promise<readonly [RegExp | string, string]>;
    readonly error: RegExp;
    readonly hint: RegExp;
  }
  const cases: readonly Case[] = [
    {
      name: 'wrong credentials',
      change: async () => ['clientSecret: sandbox', 'clientSecret: no'],
      error: /Anypoint refused the sign-in \(401\)/,
      hint: /client id sandbox, from spec\.credentials/,
    },
    {
      name: 'a wrong organization',
      change: async () => ['organization: Acme', 'organization: Acne'],
      error: /there is no organization Acne/,
      hint: /they belong to Acme/,
    },
    {
      name: 'a wrong environment',
      change: async () => ['environment: Sandbox', 'environment: Live'],
      error: /Acme has no environment Live/,
      hint: /its environments are Sandbox/,
    },
    {
      name: 'a host where nobody listens',
      change: async () => ['$URL', `http://127.0.0.1:${await closedPort()}`],
      error: /cannot reach 127\.0\.0\.1:\d+: connection refused/,
      hint: /host/,
    },
    {
      name: 'HTML instead of JSON',
      change: async () => ['$URL', (await startHttpServer(() => ({ body: HTML }))).url],
      error: /answered HTML instead of JSON \(200, POST \/accounts\/api\/v2\/oauth2\/token\)/,
      hint: /controlPlane/,
    },
    {
      name: 'a redirect',
      change: async () => [
        '$URL',
        (await startHttpServer(() => ({ status: 302, headers: { location: '/login' }, body: HTML }))).url,
      ],
      error: /redirects .*\(302\)/,
      hint: /controlPlane/,
    },
    {
      name: 'no credentials at all',
      change: async () => [/ {2}credentials: .*\n/, ''],
      error: /production: there are no credentials/,
      hint: /ANYPOINT_CLIENT_ID and ANYPOINT_CLIENT_SECRET/,
    },
    {
      name: 'credentials that cannot be resolved',
      change: async () => ['clientSecret: sandbox', 'clientSecret: "${env:NOT_SET}"'],
      error: /production: \$\{env:NOT_SET\} cannot be resolved/,
      hint: /Without spec\.credentials .*_FILE/,
    },
  ];

  test.each(cases)('$name', async ({ change, error, hint }) => {
    const bench = await openBench();
    const [from, to] = await change();
    await bench.write({ 'all.yaml': documents(ENVIRONMENT.replace(from, to), servers('mule-9')) });
    for (const args of [['plan'], ['apply', '--yes'], ['register', 'production/Server/mule-9']]) {
      const result = await bench.cli(args);
      await expectFailure(result, { error, hint }, bench);
      expect(result.stdout).toBe('');
    }
  });
});

describe('the command line', () => {
  test.each<readonly [string, RegExp, RegExp | null]>([
    ['nonsense', /unknown command 'nonsense'/, null],
    ['plna', /unknown command 'plna'/, null],
    ['plan --nonsense', /unknown option '--nonsense'/, null],
    ['plan --yes', /unknown option '--yes'/, null],
    ['plan -o yaml', /'yaml' is invalid\. It is one of text, json/, null],
    ['plan -o', /argument missing/, null],
    ['plan -o json=all.yaml/plan.json', /cannot write .*all\.yaml\/plan\.json/, null],
    ['plan -o json=', /'json=' is invalid\. There is no file behind the =/, null],
    ['plan -o json=a/b -o html=a/../a/b', /two outputs would go into .*a\/b$/, /each -o a file of its own/],
    [
      'plan -o json=production -o html={target}',
      /two outputs would go into .*production$/,
      /a file of its own/,
    ],
    ['apply --timeout 10', /'10' is invalid\. It is a number with s, m or h/, null],
    ['apply --timeout 0s', /'0s' is invalid/, null],
    ['apply --timeout -5m', /'-5m' is invalid|argument missing/, null],
    ['plan --parallelism 0', /'0' is invalid\. It is a whole number/, null],
    ['plan --parallelism 1.5', /'1\.5' is invalid/, null],
    ['plan --fail-on everything', /'everything' is invalid\. It is one or more of blocked/, null],
    ['plan --selector team', /'team' is invalid\. It is written label=value/, null],
    ['register', /missing required argument 'address'/, null],
    ['plan nowhere', /no such file or folder: nowhere/, null],
    ['reconcile --once nowhere', /no such file or folder: nowhere/, null],
    ['history production --path nowhere', /no such file or folder: nowhere/, null],
    ['plan empty', /no manifest at empty/, /\.yaml/],
    ['plan --target staging', /no manifest declares the target staging/, /there is production/],
    [
      'plan --only production/ServerGroup/paymnets',
      /no resource has the address/,
      /did you mean production\/ServerGroup\/payments\?/,
    ],
    [
      'plan --only ServerGroup/payments',
      /no resource has/,
      /did you mean production\/ServerGroup\/payments\?/,
    ],
    [
      'plan --only Application/pay-api',
      /no resource has/,
      /did you mean production\/Application\/pay-api@payments\?/,
    ],
    ['plan --only production/Alert/cpu', /no resource has/, /TARGET\/KIND\/NAME/],
    ['plan --target prodution', /no manifest declares the target prodution/, /did you mean production\?/],
    [
      'register production/Server/mul-1',
      /no manifest declares the server/,
      /did you mean production\/Server\/mule-1\?/,
    ],
    ['plan --exclude production/Cluster/*', /no resource has the address production\/Cluster\/\*/, /./],
  ])('%s', async (line, error, hint) => {
    const bench = await openEstate();
    await bench.write({ 'empty/notes.txt': 'nothing here' });
    const result = await bench.cli(line.split(' '));
    await expectFailure(result, { error, hint }, bench);
  });

  test('a control plane without https, which a variable names', async () => {
    const bench = await openBench();
    const files = {
      'all.yaml': documents(ENVIRONMENT.replace(/\n *controlPlane:.*/, ''), servers('mule-9')),
    };
    await bench.write(files);
    const result = await bench.cli(['plan'], { env: { ANYPOINT_HOST: 'http://anypoint.example.test' } });
    await expectFailure(result, { error: /to the control plane of ANYPOINT_HOST/, hint: /all\.yaml/ }, bench);
  });

  test.each([
    ['plna', 'plan'],
    ['plan --tagret production', '--target'],
  ])('%s: did you mean %s?', async (line, meant) => {
    const bench = await openBench();
    expect((await bench.cli(line.split(' '))).stderr).toContain(`(Did you mean ${meant}?)`);
  });

  test.each([
    ['MULETEER_PARALLELISM', 'many', /^error: MULETEER_PARALLELISM is not valid: It is a whole number/],
    ['MULETEER_TIMEOUT', '10', /^error: MULETEER_TIMEOUT is not valid: It is a number with s, m or h/],
    ['MULETEER_OUTPUT', 'yaml', /^error: MULETEER_OUTPUT is not valid/],
  ])('%s=%s', async (name, value, error) => {
    const bench = await openEstate();
    const result = await bench.cli(['apply', '--yes'], { env: { [name]: value } });
    await expectFailure(result, { error, hint: null }, bench);
  });
});

describe('apply asks', () => {
  test('where nobody can answer, it says so and does nothing', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['apply']);
    await expectFailure(result, { error: /ask/, hint: /--yes/ }, bench);
    expect(result.stdout).toContain('+ ServerGroup payments');
  });

  test.each(['no', '', 'y', 'Yes', 'yes please', 'YES'])('the answer %j is no yes', async (answer) => {
    const bench = await openEstate();
    const result = await bench.cli(['apply'], { answer });
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Not applied, nothing was written.'),
    });
    expect(await bench.writes()).toEqual([]);
    expectNoInnards(result);
  });

  test.each(['yes', ' yes\n'])('the answer %j is one', async (answer) => {
    const bench = await openEstate();
    expect(await bench.cli(['apply'], { answer })).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(3);
  });

  test('nothing, where there is nothing to do', async () => {
    const bench = await openEstate();
    await bench.cli(['apply', '--yes']);
    await bench.clearLog();
    const result = await bench.cli(['apply']);
    expect(result).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing was sent'),
    });
    expect(await bench.writes()).toEqual([]);
  });
});
