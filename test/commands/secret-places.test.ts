/**
 * A secret in each place where one may stand, all at once, and every command and output over it: no output, log,
 * record, file or error shows one, in whatever letters, and no digest of one that anybody could guess it from. What
 * the services and the proxies in front of them repeat in their errors is part of it.
 */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { PLAN_OUTPUTS } from '../../src/commands/output-formats.ts';
import { git } from '../git/work-trees.ts';
import { type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { startHttpServer } from '../support/http-server.ts';
import { documents, manifest, servers } from '../support/manifests.ts';
import { startProxy } from '../support/proxy.ts';
import { startRelay } from '../support/relay.ts';
import { ENV, publishBench } from './git-bench.ts';

afterEach(closeBenches);

/** Letters that every format writes otherwise, between two words that none of them changes. */
function secret(number: number): string {
  return `Alpha${number}Kx <&"'|@#*_\`>$%\\ Omega${number}Kx`;
}

const PLACES = [
  'a property, from a variable',
  'a property, from a file',
  'a part of a property',
  'the client secret',
  'the password of a console',
  'the key of the record',
  'the path of a webhook',
  'the key of a webhook',
] as const;

const SECRETS = new Map(PLACES.map((place, index) => [place, secret(index)]));

function secretOf(place: (typeof PLACES)[number]): string {
  return SECRETS.get(place) ?? '';
}

const KEYS = generateKeyPairSync('ed25519');
const SNAPSHOT_KEY = KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const USER_PASSWORD = 'Alpha99Kx /:@ Omega99Kx';

function withUser(url: string): string {
  return url.replace('://', `://ann:${encodeURIComponent(USER_PASSWORD)}@`);
}

const ESTATE = `apiVersion: muleteer/v1
kind: Environment
metadata: { name: production }
spec:
  controlPlane: $RELAY
  organization: Acme
  environment: Sandbox
  record: { remote: origin }
  notify: [{ webhook: "$HOOK\${env:HOOK_PATH}", secret: "\${env:HOOK_KEY}", name: ops }]
  credentials: { clientId: ci, clientSecret: "\${env:CLIENT_SECRET}" }
`;

const CONSOLE = `apiVersion: muleteer/v1
kind: Console
metadata: { name: mmc }
spec:
  url: $RELAY/mmc
  record: { remote: origin }
  credentials: { username: admin, password: "\${file:./secrets/mmc}" }
`;

const APPLICATION = `apiVersion: muleteer/v1
kind: Application
metadata: { name: pay-api }
spec:
  target: { server: mule-1 }
  artifact: { file: ./a.jar }
  properties:
    from.env: "\${env:PROPERTY}"
    from.file: "\${file:./secrets/property}"
    in.part: "jdbc:\${env:PART}@db"
`;

const INPUTS = ['secrets'];

async function openSecretEstate() {
  const bench = await openBench({
    clients: [{ id: 'ci', secret: secretOf('the client secret') }],
    mmc: {
      users: [
        { username: 'admin', password: secretOf('the password of a console'), groups: ['Administrators'] },
      ],
    },
  });
  let repeats = false;
  const relay = await startRelay(bench.sandbox.url, async ({ method, path, headers, body }) => {
    if (!repeats || method === 'GET' || path.startsWith('/accounts/')) return undefined;
    // A proxy that shows whoever asks what they asked.
    return { status: 400, body: { message: `${JSON.stringify(headers)} ${body.toString('utf8')}` } };
  });
  const receiver = await startHttpServer(() => ({ status: repeats ? 400 : 200 }));
  await bench.write({
    'env.yaml': documents(
      ESTATE.replace('$RELAY', relay.url).replace('$HOOK', `${receiver.url}/`),
      servers('mule-1'),
    ),
    'mmc.yaml': documents(
      CONSOLE.replace('$RELAY', relay.url),
      manifest('UserGroup', 'Ops', '{ permissions: [VIEW_ALERTS] }'),
    ),
    'app.yaml': APPLICATION,
    'a.jar': 'bytes',
    'secrets/property': secretOf('a property, from a file'),
    'secrets/mmc': secretOf('the password of a console'),
    'muleteer-snapshot.pub': KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    '.gitignore': 'secrets\nout\n',
  });
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  git(bench.folder, 'add', '--all');
  git(bench.folder, 'commit', '--quiet', '-m', 'first');
  const origin = publishBench(bench);
  const env = {
    ...ENV,
    CLIENT_SECRET: secretOf('the client secret'),
    PROPERTY: secretOf('a property, from a variable'),
    PART: secretOf('a part of a property'),
    MULETEER_RECORD_KEY: secretOf('the key of the record'),
    MULETEER_SNAPSHOT_KEY: SNAPSHOT_KEY,
    HOOK_PATH: encodeURIComponent(secretOf('the path of a webhook')),
    HOOK_KEY: secretOf('the key of a webhook'),
  };
  return {
    bench,
    origin,
    receiver,
    run: (...args: readonly string[]) => bench.cli(args, { env }),
    repeat: (on: boolean) => {
      repeats = on;
    },
  };
}

type SecretEstate = Awaited<ReturnType<typeof openSecretEstate>>;

/** Everything that a run left: what it printed, what it wrote, what git keeps, what webhooks are told. */
function leftBy(
  { bench, origin, receiver }: SecretEstate,
  results: readonly CliResult[],
): ReadonlyMap<string, string> {
  const files = readdirSync(bench.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !INPUTS.some((input) => file.startsWith(join(bench.folder, input))));
  return new Map([
    ...results.flatMap(({ stdout, stderr }, index): [string, string][] => [
      [`stdout of command ${index + 1}`, stdout],
      [`stderr of command ${index + 1}`, stderr],
    ]),
    ...files.map((file): [string, string] => [file.slice(bench.folder.length), readFileSync(file, 'latin1')]),
    ...receiver.received.map(({ body }, index): [string, string] => [
      `message ${index + 1}`,
      body.toString('utf8'),
    ]),
    ...[bench.folder, origin].flatMap((folder) => objectsIn(folder)),
  ]);
}

function objectsIn(folder: string): readonly [string, string][] {
  const ids = git(folder, 'cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)');
  return ids.split('\n').flatMap((line): [string, string][] => {
    const [id = '', type = ''] = line.split(' ');
    return type === 'tree' ? [] : [[`git ${type} ${id}`, git(folder, 'cat-file', type, id)]];
  });
}

/** Where a secret shows, and how. */
function leaks(left: ReadonlyMap<string, string>, place: string, text: string): readonly string[] {
  const words = text.split(' ').filter((word) => /^(Alpha|Omega)/.test(word));
  const digests = ['sha1', 'sha256', 'md5'].flatMap((algorithm) =>
    (['hex', 'base64'] as const).map((form) => createHash(algorithm).update(text).digest(form)),
  );
  // Base64 of anything that holds it, wherever in a group of three it begins.
  const encoded = [0, 1, 2].map((before) =>
    Buffer.from(`${'x'.repeat(before)}${text}`)
      .toString('base64')
      .slice(4, -8),
  );
  const signs = [...words, ...digests, ...encoded];
  return [...left].flatMap(([where, content]) =>
    signs.filter((sign) => content.includes(sign)).map((sign) => `${place}: ${sign} in ${where}`),
  );
}

function expectNoLeak(left: ReadonlyMap<string, string>): void {
  expect([...SECRETS].flatMap(([place, text]) => leaks(left, place, text))).toEqual([]);
  const [, key = ''] = SNAPSHOT_KEY.split('\n');
  expect([...left].filter(([, content]) => content.includes(key))).toEqual([]);
}

/** To standard output one after the other, and all at once into files. */
const EVERY_OUTPUT = PLAN_OUTPUTS.flatMap((format) => ['-o', `${format}=out/plan.${format}`]);

describe('no secret shows', () => {
  test('in a life without trouble', async () => {
    const estate = await openSecretEstate();
    const { run } = estate;
    const results = [
      await run('validate', '-o', 'json'),
      await run('plan', '--all', '-v', ...EVERY_OUTPUT),
      ...(await Promise.all(PLAN_OUTPUTS.map((format) => run('plan', '--all', '-o', format)))),
      await run(
        'apply',
        '--yes',
        '-v',
        '-o',
        'text',
        '-o',
        'json=out/apply.json',
        '-o',
        'ndjson=out/apply.ndjson',
      ),
      await run('plan', '--all', '-o', 'json'),
      await run('drift', '--all', ...EVERY_OUTPUT.map((one) => one.replace('plan', 'drift'))),
      await run('history', 'production', '-o', 'json'),
      await run('snapshot', '--out', 'out/live.json', '-v'),
      await run(
        'plan',
        '--live',
        'out/live.json',
        '--all',
        ...EVERY_OUTPUT.map((one) => one.replace('plan', 'live')),
      ),
      await run('register', 'production/Server/mule-1'),
    ];
    // The last one asks for a token of a server that has one.
    expect(results.slice(0, -1).filter(({ code }) => code !== 0)).toEqual([]);
    expectNoLeak(leftBy(estate, results));
  });

  test('in errors that repeat all that was sent', async () => {
    const estate = await openSecretEstate();
    const { run, repeat } = estate;
    repeat(true);
    const results = [
      await run(
        'apply',
        '--yes',
        '-v',
        '-o',
        'text',
        '-o',
        'json=out/apply.json',
        '-o',
        'ndjson=out/apply.ndjson',
      ),
      await run('apply', '--yes', '-o', 'json'),
      await run('apply', '--yes', '-o', 'ndjson'),
    ];
    expect(results.map(({ code }) => code)).toEqual([1, 1, 1]);
    expect(results[0]?.stderr + (results[0]?.stdout ?? '')).toContain('authorization');
    expectNoLeak(leftBy(estate, results));
  });

  test.each<readonly [string, (url: string, proxy: string) => Readonly<Record<string, string>>]>([
    ['the address of a control plane', (url) => ({ CONTROL_PLANE: withUser(url) })],
    ['the address of a console', (url) => ({ CONTROL_PLANE: url, CONSOLE: withUser(`${url}/mmc`) })],
    ['the address of a proxy', (url, proxy) => ({ CONTROL_PLANE: url, HTTP_PROXY: withUser(proxy) })],
    [
      'the address of a git remote',
      (url) => ({ CONTROL_PLANE: url, REMOTE: withUser(`${url}/repository.git`) }),
    ],
  ])('in %s', async (_, addresses) => {
    const bench = await openBench();
    // Refuses what it does not know, and repeats it.
    const relay = await startRelay(bench.sandbox.url, async ({ path, headers }) =>
      path.startsWith('/repository.git')
        ? { status: 407, body: JSON.stringify({ ...headers, path }) }
        : undefined,
    );
    const proxy = await startProxy(407);
    const env = { CONSOLE: `${relay.url}/mmc`, REMOTE: 'nowhere', ...addresses(relay.url, proxy.url) };
    await bench.write({
      'env.yaml': documents(
        ESTATE.replace('$RELAY', '"${env:CONTROL_PLANE}"').replace(/ {2}notify:.*\n/, ''),
        servers('mule-1'),
      ),
      'mmc.yaml': CONSOLE.replace('$RELAY/mmc', '"${env:CONSOLE}"'),
      'secrets/mmc': 'admin',
    });
    git(bench.folder, 'init', '--quiet', '--initial-branch=main');
    git(bench.folder, 'remote', 'add', 'origin', env.REMOTE);
    const known = { ...ENV, ...env, CLIENT_SECRET: 'sandbox' };
    const results = [
      await bench.cli(['plan', '-v'], { env: known }),
      await bench.cli(['apply', '--yes', '-v', '-o', 'json=out/apply.json'], { env: known }),
      await bench.cli(['history', 'production'], { env: known }),
    ];
    expect(results.map(({ code }) => code)).toEqual([1, 1, 1]);
    const left = new Map(
      results.flatMap(({ stdout, stderr }, index) => [[`command ${index + 1}`, stdout + stderr]]),
    );
    expect(leaks(left, 'here', USER_PASSWORD)).toEqual([]);
    expect([...left.values()].join('')).not.toContain(encodeURIComponent(USER_PASSWORD));
  });

  test('the test would see one', () => {
    const text = secretOf('the client secret');
    const left = new Map([
      ['plain', `a ${text} b`],
      ['basic', Buffer.from(`admin:${text}`).toString('base64')],
      ['digest', createHash('sha256').update(text).digest('hex')],
    ]);
    const found = leaks(left, 'here', text);
    expect([...left.keys()].filter((where) => !found.some((one) => one.endsWith(` in ${where}`)))).toEqual(
      [],
    );
  });
});
