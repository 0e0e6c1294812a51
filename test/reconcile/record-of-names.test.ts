/** What only the record knows: what was sent and cannot be read back, and who was called what. */
import { afterEach, describe, expect, test } from 'vitest';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { byHand } from '../commands/by-hand.ts';
import { HYBRID, Lab } from '../sandbox/support.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const GROUPS = '/serverGroups';
const RECORD = ['--record', 'file:record'];
const PATCH_APPLICATION = 'PATCH /hybrid/api/v1/applications/ID';
const PATCH_GROUP = 'PATCH /hybrid/api/v1/serverGroups/ID';
const OWNED = `${ENVIRONMENT}  prune: owned\n`;

type Variables = Readonly<Record<string, string>>;

async function applied(bench: Bench, env: Variables = {}): Promise<readonly string[]> {
  await bench.clearLog();
  expect(await bench.cli(['apply', '--yes', ...RECORD], { env })).toMatchObject({ code: 0 });
  const writes = await bench.writes();
  await bench.settle();
  return writes.map((line) => line.replace(/\/\d+/, '/ID'));
}

interface Shown {
  readonly address: string;
  readonly previous_address: string | null;
  readonly cause: string;
  readonly not_compared: readonly string[];
  readonly change: { readonly actions: readonly string[] };
  readonly fields: readonly { readonly path: string; readonly cause: string }[];
}

async function plan(
  bench: Bench,
  env: Variables = {},
  ...args: readonly string[]
): Promise<readonly Shown[]> {
  const { stdout, code } = await bench.cli(['plan', '-o', 'json', ...RECORD, ...args], { env });
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { readonly resource_changes: readonly Shown[] }).resource_changes;
}

/** One application; `with` is the rest of its spec. */
async function writeApplication(bench: Bench, more: string, artifact = '{ file: a.jar }'): Promise<void> {
  const spec = `{ target: { server: mule-1 }, artifact: ${artifact}${more === '' ? '' : `, ${more}`} }`;
  await bench.write({
    'all.yaml': documents(OWNED, servers('mule-1'), manifest('Application', 'api', spec)),
    'a.jar': 'bytes',
  });
}

async function openApplication(more: string, env: Variables = {}, world: WorldInput = {}): Promise<Bench> {
  const bench = await openBench(world);
  await writeApplication(bench, more);
  expect(await applied(bench, env)).toHaveLength(1);
  return bench;
}

async function properties(bench: Bench): Promise<string> {
  return JSON.stringify(await bench.control('GET', 'world'));
}

describe('properties', () => {
  test('changed in git: one PATCH with the file, although the bytes are the same', async () => {
    const bench = await openApplication('properties: { a: "1", b: "2" }');
    expect(await applied(bench)).toEqual([]);
    await writeApplication(bench, 'properties: { a: "9", c: "3" }');
    const [change] = await plan(bench);
    expect(change).toMatchObject({ change: { actions: ['update'] }, cause: 'intent', not_compared: [] });
    expect(change?.fields.every(({ path }) => path.startsWith('spec.properties'))).toBe(true);
    expect(await applied(bench)).toEqual([PATCH_APPLICATION]);
    const sent = (await bench.log()).filter(({ method }) => method === 'PATCH');
    expect(JSON.stringify(sent)).toContain('a.jar');
    expect(await properties(bench)).toContain('"properties":{"a":"9","c":"3"}');
    expect(await applied(bench)).toEqual([]);
  });

  test('in another order are the same', async () => {
    const bench = await openApplication('properties: { a: "1", b: "2" }');
    await writeApplication(bench, 'properties: { b: "2", a: "1" }');
    expect(await applied(bench)).toEqual([]);
  });

  test('all taken out in git', async () => {
    const bench = await openApplication('properties: { a: "1" }');
    await writeApplication(bench, 'properties: {}');
    expect(await applied(bench)).toEqual([PATCH_APPLICATION]);
    expect(await properties(bench)).not.toContain('"a":"1"');
    expect(await applied(bench)).toEqual([]);
  });

  describe('from a secret', () => {
    const SECRET = 'properties: { pw: "${env:PW}" }';
    const KEY = { MULETEER_RECORD_KEY: 'a key of some length, so that nobody guesses it' };

    test('with the key: changed is sent, unchanged is not', async () => {
      const bench = await openApplication(SECRET, { ...KEY, PW: 'first-pw' });
      expect(await plan(bench, { ...KEY, PW: 'first-pw' })).toEqual([]);
      expect(await applied(bench, { ...KEY, PW: 'first-pw' })).toEqual([]);
      expect(await applied(bench, { ...KEY, PW: 'second-pw' })).toEqual([PATCH_APPLICATION]);
      expect(await properties(bench)).toContain('second-pw');
      expect(await applied(bench, { ...KEY, PW: 'second-pw' })).toEqual([]);
    });

    test.each<readonly [string, Variables, Variables]>([
      ['without a key', {}, {}],
      ['with the key only now', {}, KEY],
      ['with the key only then', KEY, {}],
      ['with another key', KEY, { MULETEER_RECORD_KEY: 'another key, of about the same length as that' }],
    ])('%s: not sent, and said', async (_, then, now) => {
      const bench = await openApplication(SECRET, { ...then, PW: 'first-pw' });
      const env = { ...now, PW: 'second-pw' };
      const shown = (await plan(bench, env, '--all')).find(({ address }) =>
        address.includes('/Application/'),
      );
      expect(shown).toMatchObject({ change: { actions: ['no-op'] } });
      expect(shown?.not_compared.join()).toContain('spec.properties');
      expect(await applied(bench, env)).toEqual([]);
      expect(await properties(bench)).toContain('first-pw');
    });

    test('beside an open one that changed: sent, and always as a whole', async () => {
      const bench = await openApplication('properties: { pw: "${env:PW}", a: "1" }', { PW: 'first-pw' });
      await writeApplication(bench, 'properties: { pw: "${env:PW}", a: "2" }');
      expect(await applied(bench, { PW: 'second-pw' })).toEqual([PATCH_APPLICATION]);
      expect(await properties(bench)).toContain('"a":"2"');
      expect(await properties(bench)).toContain('second-pw');
    });
  });
});

test('an Exchange version: changed is one call, unchanged none', async () => {
  const asset = (version: string) => ({ artifactId: 'api', version, contents: `bytes of ${version}` });
  const coordinates = (version: string) =>
    `{ exchange: { groupId: a1b2c3d4-0000-4000-8000-000000000001, artifactId: api, version: ${version} } }`;
  const bench = await openBench({ exchange: [asset('1.0.0'), asset('1.1.0')] });
  await writeApplication(bench, '', coordinates('1.0.0'));
  expect(await applied(bench)).toHaveLength(1);
  expect(await plan(bench)).toEqual([]);
  expect(await applied(bench)).toEqual([]);
  await writeApplication(bench, '', coordinates('1.1.0'));
  expect(await plan(bench)).toMatchObject([{ cause: 'intent', change: { actions: ['update'] } }]);
  expect(await applied(bench)).toEqual([`${PATCH_APPLICATION}/artifact`]);
  expect(await applied(bench)).toEqual([]);
});

const MEMBERS = servers('mule-1', 'mule-2');

function group(name: string, server: string, renamedFrom = ''): string {
  const metadata = renamedFrom === '' ? '' : `renamedFrom: ${renamedFrom}`;
  return manifest('ServerGroup', name, `{ servers: [${server}] }`, metadata);
}

async function write(bench: Bench, ...texts: readonly string[]): Promise<void> {
  await bench.write({ 'all.yaml': documents(OWNED, MEMBERS, ...texts), 'a.jar': 'bytes' });
}

/** Applied with a record, and quiet. */
async function openGroups(...texts: readonly string[]): Promise<Bench> {
  const bench = await openBench();
  await write(bench, ...texts);
  await applied(bench);
  expect(await applied(bench)).toEqual([]);
  return bench;
}

/** Name → id. */
async function groupsOf(bench: Bench): Promise<Readonly<Record<string, number>>> {
  const lab = new Lab(bench.sandbox);
  await lab.signIn();
  const { body } = await lab.send('GET', `${HYBRID}${GROUPS}`, { headers: lab.scope() });
  const rows: readonly { readonly id: number; readonly name: string }[] = body.data;
  return Object.fromEntries(rows.map(({ id, name }) => [name, id]));
}

describe('a renamed group', () => {
  const on = (place: string) =>
    manifest(
      'Application',
      'api',
      `{ target: { serverGroup: ${place} }, artifact: { file: a.jar }, properties: { a: "1" } }`,
    );

  test('keeps its applications recorded', async () => {
    const bench = await openGroups(group('old', 'mule-1'), on('old'));
    await write(bench, group('new', 'mule-1', 'old'), on('new'));
    expect(await applied(bench)).toEqual([PATCH_GROUP]);
    expect(await applied(bench)).toEqual([]);
    // With the hint gone too.
    await write(bench, group('new', 'mule-1'), on('new'));
    expect(await plan(bench)).toEqual([]);
    expect(await applied(bench)).toEqual([]);
    await write(bench, group('new', 'mule-1'));
    expect(await applied(bench)).toEqual(['DELETE /hybrid/api/v1/applications/ID']);
    expect(await (await byHand(bench)).names('/applications')).toEqual([]);
  });

  test('keeps those recorded that the run with the new name left out', async () => {
    const bench = await openGroups(group('old', 'mule-1'), on('old'));
    await write(bench, group('new', 'mule-1', 'old'), on('new'));
    const partly = ['apply', '--yes', '--exclude', 'production/Application/*', ...RECORD];
    expect(await bench.cli(partly)).toMatchObject({ code: 0 });
    await bench.settle();
    await bench.clearLog();
    await write(bench, group('new', 'mule-1', 'old'));
    expect(await applied(bench)).toEqual(['DELETE /hybrid/api/v1/applications/ID']);
  });

  test('by hand, gets its name back instead of being made anew', async () => {
    const bench = await openGroups(group('old', 'mule-1'), on('old'));
    const { old: id } = await groupsOf(bench);
    await (await byHand(bench)).change(GROUPS, 'old', { name: 'by-hand' });
    expect(await plan(bench)).toMatchObject([
      { address: 'production/ServerGroup/old', cause: 'drift', change: { actions: ['update'] } },
    ]);
    expect(await applied(bench)).toEqual([PATCH_GROUP]);
    expect(await groupsOf(bench)).toEqual({ old: id });
    expect(await applied(bench)).toEqual([]);
  });
});

test('two of one name that move are told apart as before, after a run that died on the way', async () => {
  const bench = await openBench();
  const estate = (...places: readonly string[]) => {
    const spec = (place: string) => `{ target: { server: ${place} }, artifact: { file: a.jar } }`;
    const all = servers('mule-1', 'mule-2', 'mule-3', 'mule-4');
    return documents(OWNED, all, ...places.map((place) => manifest('Application', 'api', spec(place))));
  };
  await bench.write({ 'all.yaml': estate('mule-3', 'mule-4'), 'a.jar': 'bytes' });
  await applied(bench);
  await bench.write({ 'all.yaml': estate('mule-1', 'mule-2') });
  const moves = [
    { address: 'production/Application/api@mule-1', previous_address: 'production/Application/api@mule-3' },
    { address: 'production/Application/api@mule-2', previous_address: 'production/Application/api@mule-4' },
  ];
  expect(await plan(bench)).toMatchObject(moves);
  // As far as it came: the first of the two was deleted.
  await (await byHand(bench)).remove('/applications', 'api');
  expect(await plan(bench)).toMatchObject(moves);
});

describe('names traded between two groups', () => {
  const BEFORE = [group('east', 'mule-1'), group('west', 'mule-2')];
  const AFTER = [group('west', 'mule-1', 'east'), group('east', 'mule-2', 'west')];

  async function openTrade(): Promise<{ bench: Bench; ids: Readonly<Record<string, number>> }> {
    const bench = await openGroups(...BEFORE);
    const ids = await groupsOf(bench);
    await write(bench, ...AFTER);
    return { bench, ids };
  }

  async function expectTraded(bench: Bench, { east, west }: Readonly<Record<string, number>>): Promise<void> {
    expect(await groupsOf(bench)).toEqual({ east: west, west: east });
    expect(await plan(bench)).toEqual([]);
    expect(await applied(bench)).toEqual([]);
  }

  test('three calls, and nothing afterwards', async () => {
    const { bench, ids } = await openTrade();
    expect(await applied(bench)).toEqual([PATCH_GROUP, PATCH_GROUP, PATCH_GROUP]);
    await expectTraded(bench, ids);
    // Nor when the hints are gone.
    await write(bench, group('west', 'mule-1'), group('east', 'mule-2'));
    await expectTraded(bench, ids);
  });

  test.each(['east', 'west'])('interrupted when %s had left its name: finished', async (name) => {
    const { bench, ids } = await openTrade();
    await (await byHand(bench)).change(GROUPS, name, { name: `${name}-swap` });
    expect(await applied(bench)).toEqual([PATCH_GROUP, PATCH_GROUP]);
    await expectTraded(bench, ids);
  });

  test.each([
    ['east', 'west'],
    ['west', 'east'],
  ])('interrupted when %s had left its name and %s had taken it: finished', async (first, second) => {
    const { bench, ids } = await openTrade();
    const hand = await byHand(bench);
    await hand.change(GROUPS, first, { name: `${first}-swap` });
    await hand.change(GROUPS, second, { name: first });
    expect(await applied(bench)).toEqual([PATCH_GROUP]);
    await expectTraded(bench, ids);
  });
});

describe('names traded between two user groups', () => {
  const user = (name: string, description: string, renamedFrom = '') =>
    manifest(
      'UserGroup',
      name,
      `{ description: ${description}, permissions: [] }`,
      renamedFrom === '' ? '' : `renamedFrom: ${renamedFrom}`,
    );
  const writeUsers = (bench: Bench, ...texts: readonly string[]) =>
    bench.write({ 'mmc.yaml': documents(CONSOLE.replace(/ \}\n$/, ', prune: owned }\n'), ...texts) });

  interface Stored {
    readonly name: string;
    readonly description: string;
  }

  async function stored(bench: Bench): Promise<Readonly<Record<string, string>>> {
    const world = (await bench.control('GET', 'world')) as { console: { userGroups: readonly Stored[] } };
    const ours = world.console.userGroups.filter(({ name }) => name.startsWith('Ops-'));
    return Object.fromEntries(ours.map(({ name, description }) => [name, description]));
  }

  test('three calls, and nothing afterwards', async () => {
    const bench = await openBench();
    await writeUsers(bench, user('Ops-a', 'first'), user('Ops-b', 'second'));
    expect(await applied(bench)).toHaveLength(2);
    await writeUsers(bench, user('Ops-b', 'first', 'Ops-a'), user('Ops-a', 'second', 'Ops-b'));
    const writes = await applied(bench);
    expect(writes.map((line) => line.split(' ')[0])).toEqual(['PUT', 'PUT', 'PUT']);
    expect(await stored(bench)).toEqual({ 'Ops-a': 'second', 'Ops-b': 'first' });
    expect(await plan(bench)).toEqual([]);
    expect(await applied(bench)).toEqual([]);
    await writeUsers(bench, user('Ops-b', 'first'), user('Ops-a', 'second'));
    expect(await applied(bench)).toEqual([]);
  });
});
