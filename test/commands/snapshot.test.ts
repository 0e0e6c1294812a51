/** `snapshot`, and plans that ask nobody. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type RandomCase, randomCase } from '../reconcile/arbitrary-estate.ts';
import { closeBenches, openBench } from '../support/bench.ts';
import { group, openConsole } from '../support/console.ts';
import { fault, openEstate } from '../support/estate.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { bothPlans, expectSame, KEYS, keyPair, planOf, take, textIn } from './snapshots.ts';

afterEach(closeBenches);

const RECORD = ['--record', 'file:record'];

describe('a plan of a snapshot is the plan of the services', () => {
  it('where nothing is there yet', async () => {
    expectSame(await bothPlans(await openEstate()));
  });

  it('with a record, properties, and what is gone from git', async () => {
    const bench = await openEstate();
    const app = (properties: string): string =>
      manifest(
        'Application',
        'api',
        `{ target: { server: mule-3 }, artifact: { file: ./a.jar }, properties: ${properties} }`,
      );
    const all = readFileSync(join(bench.folder, 'all.yaml'), 'utf8').replace(
      'environment: Sandbox',
      'environment: Sandbox\n  prune: owned',
    );
    await bench.write({
      'all.yaml': all,
      'more.yaml': documents(servers('mule-3'), app('{ a: one, b: "${env:B}" }')),
    });
    const env = { B: 'a secret', MULETEER_RECORD_KEY: 'a key of many characters' };
    expect(await bench.cli(['apply', '--yes', ...RECORD], { env })).toMatchObject({ code: 0 });
    await bench.settle();
    const same = await bothPlans(bench, RECORD, { env });
    expect(same.live.calls).toEqual([]);
    expectSame(same);
    // Resolved by one and not by the other, it can only be unknown.
    expect(planOf(await bench.cli(['plan', '--live', 'live.json', '-o', 'json'])).fingerprint).toBe(
      same.live.fingerprint,
    );
    await bench.write({ 'more.yaml': documents(servers('mule-3'), app('{ a: two, b: "${env:B}" }')) });
    const changed = await bothPlans(bench, RECORD, { env });
    expect(changed.live.calls).toHaveLength(1);
    expect(changed.snapshot.fingerprint).toBe(changed.live.fingerprint);
    rmSync(join(bench.folder, 'more.yaml'));
    const gone = await bothPlans(bench, RECORD, { env });
    expect(gone.live.calls).toHaveLength(1);
    expect(gone.snapshot.fingerprint).toBe(gone.live.fingerprint);
  });

  it('where groups and clusters go, and alerts with them', async () => {
    const bench = await openBench({
      serverGroups: [{ name: 'old', servers: ['mule-1'] }],
      clusters: [{ name: 'east', multicast: true, servers: ['mule-4', 'mule-5'] }],
      alerts: [{ name: 'watch', resources: ['old', 'east'] }],
    });
    const removed = (kind: string, name: string): string =>
      manifest('Removed', `no-${name}`, `{ resource: ${kind}/${name}, action: delete, reason: "CHG-1" }`);
    await bench.write({
      'all.yaml': documents(
        ENVIRONMENT,
        servers('mule-1', 'mule-4'),
        removed('ServerGroup', 'old'),
        removed('Cluster', 'east'),
      ),
    });
    const plans = await bothPlans(bench);
    expect(plans.live.calls.length).toBeGreaterThan(1);
    expect(JSON.stringify(plans.snapshot)).toContain('alert-loss');
    expectSame(plans);
  });

  it('of a console, with permissions that it does not have', async () => {
    const bench = await openConsole([
      group('Ops', 'SERVER_VIEW', 'description: old'),
      group('New', 'VIEW_ALERTS'),
    ]);
    expectSame(await bothPlans(bench));
    await bench.write({ 'more.yaml': group('Odd', 'NO_SUCH_THING') });
    const result = await bench.cli(['plan', '--live', 'live.json']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('this console has no permission NO_SUCH_THING');
  });

  it.each(['small', 'cluster', 'full-estate'])('of the example %s', async (name) => {
    const bench = await openBench();
    cpSync(join(import.meta.dirname, '../../examples/manifests', name), bench.folder, { recursive: true });
    const { url } = bench.sandbox;
    const env = {
      ANYPOINT_HOST: url,
      ANYPOINT_CLIENT_ID: 'sandbox',
      ANYPOINT_CLIENT_SECRET: 'sandbox',
      ANYPOINT_ORG: 'Acme',
      ANYPOINT_ENV: 'Sandbox',
      MMC_URL: `${url}/mmc`,
      MMC_USERNAME: 'admin',
      MMC_PASSWORD: 'admin',
    };
    expectSame(await bothPlans(bench, [], { env }));
    // Neither an address nor an account, as on a laptop.
    const there = planOf(await bench.cli(['plan', '--all', '-o', 'json'], { env }));
    await bench.sandbox.close();
    const here = planOf(await bench.cli(['plan', '--all', '-o', 'json', '--live', 'live.json']));
    expect(here.fingerprint).toBe(there.fingerprint);
  });
});

describe('random estates', () => {
  const seed = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));
  it(`give the same plan (seed ${seed})`, { timeout: 60_000 }, async () => {
    const gives = async ({ world, files }: RandomCase): Promise<void> => {
      const bench = await openBench(world);
      await bench.settle();
      await bench.write(files);
      expectSame(await bothPlans(bench));
      await closeBenches();
    };
    await fc.assert(fc.asyncProperty(randomCase, gives), { seed, numRuns: 10, endOnFailure: true });
  });
});

const TEXTS = [
  'pw-of-the-app',
  'hunter-two',
  'jdbc:db.internal',
  'what ops do',
  'sandbox-token',
  'port is taken by x9',
];

describe('the file', () => {
  it('holds no value that a plan only compares, nothing secret, and fits its schema', async () => {
    const { bench, env } = await openTalkative();
    await take(bench, RECORD, { env });
    const text = textIn(bench);
    for (const secret of [
      ...TEXTS,
      KEYS.secret.split('\n')[1] ?? '',
      env.MULETEER_RECORD_KEY,
      'admin',
      'Ada',
      'bench',
    ])
      expect(text, secret).not.toContain(secret);
    expect(text).toContain('db.user');
    expect(text).toContain('DEPLOYMENT_FAILED');
    expect(text).toContain('"$secret": "…${env:APP_PW}"');
    const schema = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../schemas/snapshot.schema.json'), 'utf8'),
    );
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('is the same twice, but for its time and its salt', async () => {
    const { bench, env } = await openTalkative();
    await take(bench, RECORD, { env });
    const first = JSON.parse(textIn(bench));
    await take(bench, RECORD, { env });
    const second = JSON.parse(textIn(bench));
    expect(second.snapshot.salt).not.toBe(first.snapshot.salt);
    const bare = (text: string): string => text.replace(/"(\$redacted|salt|value)": ?"[^"]*"/g, '');
    expect(bare(JSON.stringify(second))).toBe(bare(JSON.stringify(first)));
  });

  it('shows (redacted) where the manifests say something else', async () => {
    const { bench, env } = await openTalkative();
    await take(bench, RECORD, { env });
    await bench.write({
      'app.yaml': application('{ db.user: another, db.url: "jdbc:db.internal/${env:APP_PW}" }'),
      'ops.yaml': group('Ops', 'SERVER_VIEW', 'description: another'),
    });
    const { stdout } = await bench.cli(['plan', '--live', 'live.json']);
    expect(stdout).toContain('db.user = (redacted) → another');
    expect(stdout).toContain('(redacted) → another');
    expect(stdout).not.toContain('hunter-two');
    expect(stdout).not.toContain('what ops do');
    const { stdout: json } = await bench.cli(['plan', '--live', 'live.json', '-o', 'json']);
    for (const secret of TEXTS.slice(1)) expect(json).not.toContain(`"${secret}"`);
    expect(json).toContain('"(redacted)"');
  });

  it('is not written without a key, and says how to make one', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['snapshot', '--out', 'live.json']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('openssl genpkey -algorithm ed25519');
    expect(existsSync(join(bench.folder, 'live.json'))).toBe(false);
    expect(await bench.log()).toEqual([]);
    const wrong = await bench.cli(['snapshot', '--out', 'live.json'], {
      env: { MULETEER_SNAPSHOT_KEY: 'hunter-two' },
    });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).not.toContain('hunter-two');
  });

  it('warns where its key is not the committed one, and where alerts may not be read', async () => {
    const bench = await openEstate();
    await fault(bench, { path: '/hybrid/api/v1/alerts' }, { type: 'respond', status: 403 });
    const { stderr } = await take(bench, [], { env: { MULETEER_SNAPSHOT_KEY: keyPair().secret } });
    expect(stderr).toContain('does not hold the public half');
    expect(stderr).toContain('alert definitions of production cannot be read');
  });
});

describe('plan --live', () => {
  it('opens no connection, asks for no variable, and needs no service', async () => {
    const { bench, env } = await openTalkative();
    await take(bench, RECORD, { env });
    const opened: unknown[] = [];
    const count = (message: unknown): void => void opened.push(message);
    subscribe('net.client.socket', count);
    try {
      await bench.cli(['plan', ...RECORD], { env });
      expect(opened, 'a plan of the services opens one').not.toHaveLength(0);
      opened.length = 0;
      await bench.sandbox.close();
      expect(planOf(await bench.cli(['plan', '--live', 'live.json', '-o', 'json'])).calls).toEqual([]);
      expect(opened).toEqual([]);
    } finally {
      unsubscribe('net.client.socket', count);
    }
  });

  it('prints its age, and warns of an old one', async () => {
    const bench = await openEstate();
    await take(bench);
    const young = await bench.cli(['plan', '--live', 'live.json'], { after: 3 * HOUR });
    expect(young.stdout).toContain('live as of 2024-06-01T00:00:00Z, 3 hours ago');
    expect(young.stderr).not.toContain('was taken');
    const old = await bench.cli(['plan', '--live', 'live.json', '-o', 'text=plan.txt'], { after: 50 * HOUR });
    expect(old.stderr).toContain('live.json was taken 2 days ago');
    expect(textIn(bench, 'plan.txt')).toMatch(/live as of 2024-06-01T00:00:00Z\n/);
  });

  it('shows secrets that are not at hand as unknown, and those of the record as not compared', async () => {
    const { bench, env } = await openTalkative();
    await take(bench, RECORD, { env });
    await bench.write({ 'more.yaml': manifest('Application', 'new', NEW) });
    const { code, stdout } = await bench.cli(['plan', '--live', 'live.json']);
    expect(code).toBe(0);
    expect(stdout).toContain('token = (unknown)');
    expect(stdout).toContain('not compared: properties of 1 Application');
  });

  it('has another fingerprint only where a call would send what it does not show', async () => {
    const { bench, env } = await openTalkative();
    const rollout = application('{ db.user: another, db.url: "jdbc:db.internal/${env:APP_PW}" }').replace(
      'artifact:',
      'rollout: { onFailure: rollback }, artifact:',
    );
    await bench.write({ 'app.yaml': rollout, 'ops.yaml': group('Ops', 'VIEW_ALERTS') });
    const { live, snapshot } = await bothPlans(bench, RECORD, { env });
    expect(snapshot.summary).toEqual(live.summary);
    expect(snapshot.calls).toHaveLength(3);
    const bare = (plan: typeof live): unknown =>
      plan.calls.map((call) => ({ ...(call as object), body_digest: '' }));
    expect(bare(snapshot)).toEqual(bare(live));
    expect(snapshot.fingerprint).not.toBe(live.fingerprint);
  });

  it('can be reviewed and applied', async () => {
    const bench = await openEstate();
    await take(bench);
    await bench.cli(['plan', '--live', 'live.json', '-o', 'json=plan.json']);
    expect(await bench.cli(['apply', '--plan', 'plan.json'])).toMatchObject({ code: 0 });
  });

  it('refuses whatever was changed after it was taken', async () => {
    const bench = await openEstate();
    await take(bench);
    const bytes = readFileSync(join(bench.folder, 'live.json'));
    const seed = Math.floor(Math.random() * 1_000);
    for (let at = seed % 97; at < bytes.length; at += 97) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << ((at + seed) % 7));
      await bench.write({ 'changed.json': changed });
      const { code, stdout } = await bench.cli(['plan', '--live', 'changed.json']);
      expect([1, 3], `byte ${at}, seed ${seed}`).toContain(code);
      expect(stdout).toBe('');
    }
    const text = bytes.toString('utf8');
    // Another text of the same bytes: the last letter has bits that say nothing.
    const twin = text.replace(/(.)==/, (_, last: string) => `${LETTERS[LETTERS.indexOf(last) + 1]}==`);
    await bench.write({ 'twin.json': twin });
    expect(await bench.cli(['plan', '--live', 'twin.json'])).toMatchObject({ code: 3 });
    await bench.write({
      'moved.json': text.replace('"mule-2"', '"mule-9"'),
      'short.json': text.slice(0, -9),
    });
    const moved = await bench.cli(['plan', '--live', 'moved.json']);
    expect(moved.code).toBe(3);
    expect(moved.stderr).toContain('was changed after it was taken');
    expect(await bench.cli(['plan', '--live', 'short.json'])).toMatchObject({ code: 1 });
    // Line ends and indentation may change on the way.
    await bench.write({ 'other.json': JSON.stringify(JSON.parse(text)) });
    expect(await bench.cli(['plan', '--live', 'other.json'])).toMatchObject({ code: 0 });
    await bench.write({ 'later.json': text.replace('"version": "1.0"', '"version": "2.0"') });
    expect((await bench.cli(['plan', '--live', 'later.json'])).stderr).toContain('its version is "2.0"');
  });

  it('knows every key of its file, and no other', async () => {
    const bench = await openEstate();
    await take(bench);
    const other = keyPair();
    await bench.write({
      'muleteer-snapshot.pub': other.pub,
      'both.pub': `# new\n${other.pub}# old\n${KEYS.pub}`,
    });
    const refused = await bench.cli(['plan', '--live', 'live.json']);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('which muleteer-snapshot.pub does not hold');
    expect(await bench.cli(['plan', '--live', 'live.json', '--public-key', 'both.pub'])).toMatchObject({
      code: 0,
    });
    await bench.write({ 'both.pub': KEYS.secret });
    const secret = await bench.cli(['plan', '--live', 'live.json', '--public-key', 'both.pub']);
    expect(secret.code).toBe(1);
    expect(secret.stderr).toContain('both.pub holds a private key');
    rmSync(join(bench.folder, 'muleteer-snapshot.pub'));
    expect(await bench.cli(['plan', '--live', 'live.json'])).toMatchObject({ code: 1 });
    expect(await bench.cli(['plan', '--public-key', 'both.pub'])).toMatchObject({ code: 1 });
    expect(await bench.cli(['plan', '--live', 'live.json', '--record', 'none'])).toMatchObject({ code: 1 });
  });

  it('says what the snapshot does not hold', async () => {
    const bench = await openEstate();
    await take(bench);
    await bench.write({ 'mmc.yaml': CONSOLE });
    const more = await bench.cli(['plan', '--live', 'live.json']);
    expect(more.code).toBe(1);
    expect(more.stderr).toContain('live.json holds no Console mmc');
    expect(await bench.cli(['plan', '--live', 'live.json', '--target', 'production'])).toMatchObject({
      code: 0,
    });
    const all = textIn(bench, 'all.yaml');
    for (const [from, to, key] of [
      ['environment: Sandbox', 'environment: Production', 'environment'],
      ['organization: Acme', 'organization: Acme/Other', 'organization'],
      [bench.sandbox.url, 'eu', 'controlPlane'],
    ] as const) {
      await bench.write({ 'all.yaml': all.replace(from, to) });
      const other = await bench.cli(['plan', '--live', 'live.json', '--target', 'production']);
      expect(other.code).toBe(3);
      expect(other.stderr).toContain(`production is another ${key} here`);
    }
  });

  it('does not guess what a console without a list was not asked for', async () => {
    const bench = await openConsole([group('Ops', 'SERVER_VIEW', 'description: old')], {
      mmc: { list: false },
    });
    await take(bench);
    await bench.write({ 'new.yaml': group('New', 'SERVER_VIEW') });
    const result = await bench.cli(['plan', '--live', 'live.json']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('the snapshot does not tell whether there is a UserGroup New');
    rmSync(join(bench.folder, 'new.yaml'));
    expectSame(await bothPlans(bench));
  });
});

const NEW =
  '{ target: { server: mule-1 }, artifact: { file: ./a.jar }, properties: { token: "${env:TOKEN}" } }';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const HOUR = 3_600_000;

function application(properties: string): string {
  return manifest(
    'Application',
    'api',
    `{ target: { server: mule-1 }, artifact: { file: ./a.jar }, properties: ${properties} }`,
  );
}

/** An estate with something to hide: applied, with a record, and a failure that tells too much. */
async function openTalkative() {
  const bench = await openBench({
    applications: [
      { name: 'sick', target: 'mule-6', status: 'DEPLOYMENT_FAILED', message: 'port is taken by x9' },
    ],
    mmc: { userGroups: [{ name: 'Ops', description: 'what ops do', permissions: ['SERVER_VIEW'] }] },
  });
  await bench.write({
    'a.jar': 'bytes',
    'all.yaml': documents(ENVIRONMENT, CONSOLE, servers('mule-1')),
    'app.yaml': application('{ db.user: hunter-two, db.url: "jdbc:db.internal/${env:APP_PW}" }'),
    'ops.yaml': group('Ops', 'SERVER_VIEW', 'description: what ops do'),
  });
  const env = { APP_PW: 'pw-of-the-app', MULETEER_RECORD_KEY: 'a key of many characters' };
  expect(await bench.cli(['apply', '--yes', ...RECORD], { env })).toMatchObject({ code: 0 });
  await bench.settle();
  return { bench, env };
}
