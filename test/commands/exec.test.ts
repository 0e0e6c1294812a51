/** `${exec:…}` runs a program of this machine, and only one that a flag names. */
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, type CliOptions, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { KEYS, take } from './snapshots.ts';

afterEach(closeBenches);

const RECORD = ['--record', 'file:record'];
const COMMAND = "vault kv get -field=password 'secret/my db'";
/** Notes how it was called, and where. */
const VAULT = `#!/bin/sh
echo "$# in $(basename "$PWD") as $VAULT_TOKEN" >> "$VAULT_LOG"
cat "$VAULT_SECRET"
`;

interface Vault {
  readonly bench: Bench;
  readonly options: CliOptions;
  runs(): Promise<readonly string[]>;
}

async function withVault(script = VAULT, command = COMMAND, environment = ENVIRONMENT): Promise<Vault> {
  const bench = await openBench();
  const spec = `{ target: { server: mule-1 }, artifact: { file: ./a.jar }, properties: { db.password: "\${exec:${command}}" } }`;
  const app = manifest('Application', 'pay-api', spec);
  await bench.write({
    'all.yaml': documents(environment, servers('mule-1'), app, app.replace('pay-api', 'ord-api')),
    'a.jar': 'bytes',
  });
  const beside = bench.cache;
  await mkdir(join(beside, 'bin'), { recursive: true });
  await writeFile(join(beside, 'bin/vault'), script);
  await chmod(join(beside, 'bin/vault'), 0o755);
  await writeFile(join(beside, 'secret'), 'hunter2-hunter2\n');
  const env = {
    PATH: `${join(beside, 'bin')}:/usr/bin:/bin`,
    VAULT_TOKEN: 't0ken',
    VAULT_LOG: join(beside, 'log'),
    VAULT_SECRET: join(beside, 'secret'),
    MULETEER_RECORD_KEY: 'a key that is long enough to be one',
  };
  const runs = async (): Promise<readonly string[]> => {
    const text = await readFile(join(beside, 'log'), 'utf8').catch(() => '');
    await rm(join(beside, 'log'), { force: true });
    return text.split('\n').filter((line) => line !== '');
  };
  return { bench, options: { env }, runs };
}

const ALLOWED = ['--allow-exec', 'vault', ...RECORD];

describe('where a flag allows it', () => {
  test('it is run once, without a shell, and what it prints is sent and shown nowhere', async () => {
    const { bench, options, runs } = await withVault();
    const result = await bench.cli(['apply', '--yes', '-v', ...ALLOWED], options);
    expect(`${result.code}\n${result.stderr}`).toMatch(/^0\n/);
    expect(await runs()).toEqual([expect.stringMatching(/^4 in muleteer-test-\S+ as t0ken$/)]);
    expect(`${result.stdout}${result.stderr}`).not.toContain('hunter2');
    const world = JSON.stringify(await bench.control('GET', 'world'));
    expect(world.match(/"db\.password":"hunter2-hunter2"/g)).toHaveLength(2);
  });

  test('words are as they are quoted, and nothing is expanded', async () => {
    const script = '#!/bin/sh\nprintf "%s|" "$@" >> "$VAULT_LOG"\nprintf "%s" text\n';
    const command = `vault 'a b' "c  d" e'f g'h $HOME * ; rm -rf`;
    const { bench, options, runs } = await withVault(script, command.replaceAll('"', '\\"'));
    const result = await bench.cli(['plan', ...ALLOWED], options);
    expect(`${result.code}\n${result.stderr}`).toMatch(/^0\n/);
    expect(await runs()).toEqual(['a b|c  d|ef gh|$HOME|*|;|rm|-rf|']);
  });

  test('a variable allows it, too', async () => {
    const { bench, options, runs } = await withVault();
    const env = { ...options.env, MULETEER_ALLOW_EXEC: 'sops, vault' };
    const result = await bench.cli(['plan', ...RECORD], { env });
    expect(result.stderr).not.toContain('unknown');
    expect(await runs()).toHaveLength(1);
  });

  test('a changed secret shows as changed, without either value', async () => {
    const { bench, options } = await withVault();
    await bench.cli(['apply', '--yes', ...ALLOWED], options);
    const same = await bench.cli(['plan', '--detailed-exitcode', ...ALLOWED], options);
    expect(same.code).toBe(0);
    await writeFile(join(bench.cache, 'secret'), 'other-secret\n');
    const changed = await bench.cli(['plan', '--detailed-exitcode', ...ALLOWED], options);
    expect(changed.code).toBe(2);
    expect(changed.stdout).toMatch(/properties\s+db\.password = \(secret\)/);
    expect(`${changed.stdout}${changed.stderr}`).not.toMatch(/hunter2|other-secret/);
  });

  test('it may sign in, also for commands that need no other secret', async () => {
    const credentials = '{ clientId: sandbox, clientSecret: "${exec:vault sign-in}" }';
    const environment = ENVIRONMENT.replace(/credentials: .*/, `credentials: ${credentials}`);
    const { bench, options, runs } = await withVault(VAULT, COMMAND, environment);
    await writeFile(join(bench.cache, 'secret'), 'sandbox\n');
    await bench.cli(['apply', '--yes', ...ALLOWED], options);
    expect(await runs()).toHaveLength(2);
    expect(await bench.cli(['drift', ...ALLOWED], options)).toMatchObject({ code: 0 });
    expect(await runs()).toHaveLength(1);
    expect(await bench.cli(['history', 'production', ...RECORD], options)).toMatchObject({ code: 0 });
    expect(await runs()).toEqual([]);
  });
});

describe('where none does', () => {
  test('a plan shows it as unknown and says which flag, and an apply fails before its first write', async () => {
    const { bench, options, runs } = await withVault();
    const plan = await bench.cli(['plan', ...RECORD], options);
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.stdout).toContain('db.password = (unknown)');
    expect(plan.stderr).toContain('is unknown: vault may not be run');
    expect(plan.stderr).toContain('allow it with --allow-exec vault');
    const result = await bench.cli(['apply', '--yes', '--allow-exec', 'sops', ...RECORD], options);
    const error = 'must be sent, but cannot be resolved';
    await expectFailure(result, { error, hint: /--allow-exec.*nothing was written/ }, bench);
    expect(await runs()).toEqual([]);
  });

  test('validate never runs it, and a plan with a snapshot does not either', async () => {
    const { bench, options, runs } = await withVault();
    const env = { ...options.env, MULETEER_ALLOW_EXEC: 'vault', MULETEER_SNAPSHOT_KEY: KEYS.secret };
    const valid = await bench.cli(['validate'], { env });
    expect(valid).toMatchObject({ code: 0 });
    expect(valid.stderr).toContain('validate runs no command');
    await take(bench, RECORD, { env });
    const plan = await bench.cli(['plan', '--live', 'live.json'], { env });
    expect(`${plan.code}\n${plan.stderr}`).toMatch(/^0\n/);
    expect(plan.stderr).toContain('--live runs no command');
    expect(await runs()).toEqual([]);
  });

  test('a program that the repository brings along is not run', async () => {
    const { bench, options, runs } = await withVault();
    await bench.write({ vault: VAULT });
    await chmod(join(bench.folder, 'vault'), 0o755);
    const env = { ...options.env, PATH: `${relative(process.cwd(), bench.folder)}:.::/usr/bin:/bin` };
    const result = await bench.cli(['plan', ...ALLOWED], { env });
    expect(result.stderr).toContain('there is no program vault');
    expect(await runs()).toEqual([]);
  });
});

describe('a program that fails is a warning of a plan, and an error of an apply:', () => {
  test.each([
    [
      'it ends with an error',
      '#!/bin/sh\necho half\necho "permission denied, token=abcdef99" >&2\nexit 2\n',
      'vault ended with 2: permission denied',
    ],
    ['it prints nothing', '#!/bin/sh\n', 'vault printed nothing'],
    ['it prints without end', '#!/bin/sh\nyes\n', 'vault printed more than 1 MB'],
    ['it is no program', '#!/no/such/interpreter\n', 'vault cannot be run (ENOENT)'],
  ])('%s', async (_, script, why) => {
    const { bench, options } = await withVault(script);
    const plan = await bench.cli(['plan', ...ALLOWED], options);
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.stderr).toContain(why);
    expect(plan.stderr).not.toContain('half');
    const result = await bench.cli(['apply', '--yes', ...ALLOWED], options);
    await expectFailure(result, { error: 'must be sent, but cannot be resolved', hint: null }, bench);
  });
});
