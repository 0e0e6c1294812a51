/** What is ours, and so may go: what was recorded and is gone from git. Everything else stays. */
import { afterEach, describe, expect, test } from 'vitest';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { byHand } from '../commands/by-hand.ts';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest } from '../support/manifests.ts';

afterEach(closeBenches);

const GROUPS = '/serverGroups';
const APPLICATIONS = '/applications';
const RECORD = ['--record', 'file:record'];

interface Planned {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly status: string;
    readonly reason: string | null;
    readonly change: { readonly actions: readonly string[] };
    readonly waiting: readonly { readonly message: string }[];
  }[];
  readonly unmanaged: readonly { readonly address: string }[];
}

function environment(prune: string): string {
  return `${ENVIRONMENT}  prune: ${prune}\n`;
}

function groups(...names: readonly string[]): string {
  return documents(
    ...names.map((name) => manifest('ServerGroup', name, '{ servers: [] }', 'labels: { team: pay }')),
  );
}

function removed(resource: string, action: 'delete' | 'forget'): string {
  return manifest('Removed', 'bye', `{ resource: ${resource}, action: ${action}, reason: gone }`);
}

async function write(bench: Bench, prune: string, ...texts: readonly string[]): Promise<void> {
  await bench.write({ 'all.yaml': documents(environment(prune), ...texts) });
}

function apply(bench: Bench, ...args: readonly string[]): Promise<CliResult> {
  return bench.cli(['apply', '--yes', ...(args.includes('--record') ? [] : RECORD), ...args]);
}

async function applied(bench: Bench, ...args: readonly string[]): Promise<readonly string[]> {
  await bench.clearLog();
  expect(await apply(bench, ...args)).toMatchObject({ code: 0 });
  const writes = await bench.writes();
  await bench.settle();
  return writes.map((line) => line.replace(/\/\d+/, '/ID'));
}

async function plan(bench: Bench, ...args: readonly string[]): Promise<Planned> {
  const { stdout, code } = await bench.cli(['plan', '-o', 'json', ...RECORD, ...args]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as Planned;
}

async function expectRetained(bench: Bench, address: string, reason: string): Promise<void> {
  const { resource_changes } = await plan(bench);
  expect(resource_changes).toMatchObject([{ address, status: 'retained', reason }]);
  expect(await applied(bench)).toEqual([]);
}

async function names(bench: Bench, list = GROUPS): Promise<readonly string[]> {
  return (await byHand(bench)).names(list);
}

async function unmanaged(bench: Bench): Promise<readonly string[]> {
  const all = (await plan(bench)).unmanaged.map(({ address }) => address);
  return all.filter((address) => !address.includes('/Server/'));
}

/** Applied with a record: the documents; beside them, live, whatever the world says. */
async function openOwned(prune: string, texts: readonly string[], world: WorldInput = {}): Promise<Bench> {
  const bench = await openBench(world);
  await write(bench, prune, ...texts);
  await applied(bench);
  return bench;
}

const NEIGHBOUR: WorldInput = { serverGroups: [{ name: 'gone-2' }, { name: 'Gone' }] };
const PARTED = ['Gone', 'gone', 'gone-2', 'kept'];
const BOTH = [groups('kept', 'gone')];
const ONE = groups('kept');

describe('prune: owned', () => {
  test('deletes exactly what was recorded and is gone', async () => {
    const bench = await openOwned('owned', BOTH, NEIGHBOUR);
    expect(await names(bench)).toEqual(PARTED);
    await write(bench, 'owned', ONE);
    expect(await unmanaged(bench)).toEqual(['production/ServerGroup/Gone', 'production/ServerGroup/gone-2']);
    expect(await applied(bench)).toEqual(['DELETE /hybrid/api/v1/serverGroups/ID']);
    expect(await names(bench)).toEqual(['Gone', 'gone-2', 'kept']);
    expect(await applied(bench)).toEqual([]);
  });

  test('of two applications of one name, the one whose place is gone from git', async () => {
    const on = (server: string) =>
      manifest('Application', 'api', `{ target: { server: ${server} }, artifact: { file: a.jar } }`);
    const servers = documents(manifest('Server', 'mule-1'), manifest('Server', 'mule-2'));
    const bench = await openBench({ applications: [{ name: 'api', target: 'mule-3', contents: 'x' }] });
    await bench.write({ 'a.jar': 'bytes' });
    await write(bench, 'owned', servers, on('mule-1'), on('mule-2'));
    await applied(bench);
    await write(bench, 'owned', servers, on('mule-1'));
    expect(await applied(bench)).toEqual(['DELETE /hybrid/api/v1/applications/ID']);
    expect(await names(bench, APPLICATIONS)).toEqual(['api', 'api']);
    expect(await unmanaged(bench)).toEqual(['production/Application/api@mule-3']);
  });

  test('keeps what moved to another file, and owns it still', async () => {
    const bench = await openOwned('owned', BOTH);
    await write(bench, 'owned', ONE);
    await bench.write({ 'sub/other.yaml': groups('gone') });
    expect(await applied(bench)).toEqual([]);
    await bench.write({ 'sub/other.yaml': '' });
    expect(await applied(bench)).toHaveLength(1);
    expect(await names(bench)).toEqual(['kept']);
  });

  test('what was deleted by hand and from git is nothing to do', async () => {
    const bench = await openOwned('owned', BOTH);
    await (await byHand(bench)).remove(GROUPS, 'gone');
    await write(bench, 'owned', ONE);
    expect((await plan(bench)).resource_changes).toEqual([]);
    expect(await applied(bench)).toEqual([]);
    // Made anew by somebody, it is a stranger.
    await write(bench, 'owned', ONE, groups('gone'));
    await applied(bench, '--record', 'none');
    await write(bench, 'owned', ONE);
    expect(await applied(bench)).toEqual([]);
    expect(await unmanaged(bench)).toEqual(['production/ServerGroup/gone']);
  });
});

describe('nothing goes', () => {
  test.each(['owned', 'all'])('without a record, prune: %s', async (prune) => {
    const bench = await openOwned(prune, BOTH);
    await write(bench, prune, ONE);
    expect(await applied(bench, '--record', 'none')).toEqual([]);
    expect(await names(bench)).toEqual(['gone', 'kept']);
  });

  test.each(['owned', 'all'])(
    'with a narrower path, of what is declared elsewhere, prune: %s',
    async (prune) => {
      const bench = await openBench();
      await bench.write({
        'env.yaml': environment(prune),
        'a/a.yaml': groups('east'),
        'b/b.yaml': groups('west'),
      });
      await applied(bench);
      expect(await applied(bench, 'a')).toEqual([]);
      // What is gone from b is not for a run over a to delete.
      await bench.write({ 'b/b.yaml': groups('south') });
      expect(await applied(bench, 'a')).toEqual([]);
      expect(await names(bench)).toEqual(['east', 'west']);
      // What is gone from a is, or from everywhere.
      await bench.write({ 'a/a.yaml': groups('north'), 'b/b.yaml': groups('west') });
      expect(await applied(bench, 'a')).toHaveLength(2);
      expect(await names(bench)).toEqual(['north', 'west']);
    },
  );

  test('with a narrower path, of what is live, declared elsewhere, and was never applied, prune: all', async () => {
    const bench = await openBench({ serverGroups: [{ name: 'west' }] });
    await bench.write({
      'env.yaml': environment('all'),
      'a/a.yaml': groups('east'),
      'b/b.yaml': groups('west'),
    });
    await applied(bench, 'a');
    expect(await applied(bench, 'a')).toEqual([]);
    expect(await names(bench)).toEqual(['east', 'west']);
  });

  test.each<readonly [string, number, readonly string[]]>([
    ['--only of another', 0, ['--only', 'production/ServerGroup/kept']],
    ['--only of itself, which nobody declares', 1, ['--only', 'production/ServerGroup/gone']],
    ['--only of everything', 0, ['--only', '*']],
    ['--selector', 0, ['--selector', 'team=pay']],
    ['--exclude', 0, ['--exclude', 'production/ServerGroup/gone']],
  ])('with %s', async (_, code, args) => {
    const bench = await openOwned('owned', BOTH);
    await write(bench, 'owned', ONE);
    expect(await apply(bench, ...args)).toMatchObject({ code });
    expect(await names(bench)).toEqual(['gone', 'kept']);
    // And it is as much owned as before.
    expect(await applied(bench)).toHaveLength(1);
    expect(await names(bench)).toEqual(['kept']);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ['declared, recorded and strange', '*p*', ['kept', 'spared', 'spoiled']],
    ['recorded', 'spared', ['kept', 'spared']],
    ['strange', 'spoiled', ['kept', 'spoiled']],
  ])('where --exclude says so: %s', async (_, pattern, left) => {
    const world = { serverGroups: [{ name: 'stranger' }, { name: 'spoiled' }] };
    const bench = await openOwned('owned', [groups('kept', 'gone', 'spared')], world);
    await write(bench, 'all', ONE);
    expect(
      await apply(bench, '--allow-deletes', '9', '--exclude', `production/ServerGroup/${pattern}`),
    ).toMatchObject({ code: 0 });
    expect(await names(bench)).toEqual(left);
  });
});

test('prune: none: retained, and owned still', async () => {
  const bench = await openOwned('none', BOTH);
  await write(bench, 'none', ONE);
  await expectRetained(bench, 'production/ServerGroup/gone', 'not_pruned');
  await expectRetained(bench, 'production/ServerGroup/gone', 'not_pruned');
  await write(bench, 'owned', ONE);
  expect(await applied(bench)).toHaveLength(1);
});

describe('prune: all', () => {
  test('deletes strangers, but never Servers', async () => {
    const bench = await openBench({
      serverGroups: [{ name: 'stranger', servers: ['mule-3'] }],
      applications: [{ name: 'theirs', target: 'mule-4', contents: 'x' }],
    });
    await write(bench, 'all', groups('kept'));
    // A record of nothing deletes nothing.
    expect(await applied(bench)).toEqual(['POST /hybrid/api/v1/serverGroups']);
    const writes = await applied(bench);
    expect([...writes].sort()).toEqual([
      'DELETE /hybrid/api/v1/applications/ID',
      'DELETE /hybrid/api/v1/serverGroups/ID',
    ]);
    expect(await names(bench)).toEqual(['kept']);
    expect(await names(bench, APPLICATIONS)).toEqual([]);
    expect(await names(bench, '/servers')).toHaveLength(6);
  });

  test('nor a Server that was declared', async () => {
    const bench = await openOwned('all', [ONE, manifest('Server', 'mule-1')]);
    await write(bench, 'all', ONE);
    await expectRetained(bench, 'production/Server/mule-1', 'not_pruned');
    // "This target does not prune it" would be advice to set what is set already.
    const [change] = (await plan(bench)).resource_changes;
    expect(change?.waiting).toMatchObject([{ message: 'it is gone from git, and is never pruned' }]);
  });

  test('nor the built-in groups of a console', async () => {
    const bench = await openBench({ mmc: { userGroups: [...BUILT_IN, 'Theirs'].map((name) => ({ name })) } });
    const ours = manifest('UserGroup', 'Ours', '{ permissions: [] }');
    await bench.write({ 'mmc.yaml': documents(CONSOLE.replace(/ \}\n$/, ', prune: all }\n'), ours) });
    await applied(bench);
    await applied(bench);
    expect(await consoleGroups(bench)).toEqual([...BUILT_IN, 'Ours'].sort());
  });
});

const BUILT_IN = ['Administrators', 'Deployers', 'Monitors', 'Server Administrators'];

async function consoleGroups(bench: Bench): Promise<readonly string[]> {
  const world = (await bench.control('GET', 'world')) as {
    console: { userGroups: readonly { readonly name: string }[] };
  };
  return world.console.userGroups.map(({ name }) => name).sort();
}

describe('protected', () => {
  const PROTECTED = manifest('ServerGroup', 'gone', '{ servers: [] }', 'lifecycle: { protect: true }');

  test.each(['owned', 'all'])('stays after its file is gone, prune: %s', async (prune) => {
    const bench = await openOwned(prune, [ONE, PROTECTED]);
    await write(bench, prune, ONE);
    await expectRetained(bench, 'production/ServerGroup/gone', 'protected');
    await expectRetained(bench, 'production/ServerGroup/gone', 'protected');
    // Until it was declared without protection.
    await write(bench, prune, ...BOTH);
    expect(await applied(bench)).toEqual([]);
    await write(bench, prune, ONE);
    expect(await applied(bench)).toHaveLength(1);
  });

  test('protection that was never applied does not count as recorded until an apply has seen it', async () => {
    const bench = await openOwned('owned', BOTH);
    await write(bench, 'owned', ONE, PROTECTED);
    expect(await applied(bench)).toEqual([]);
    await write(bench, 'owned', ONE);
    await expectRetained(bench, 'production/ServerGroup/gone', 'protected');
  });

  test('is not made anew', async () => {
    const cluster = (spec: string) => manifest('Cluster', 'orders', spec, 'lifecycle: { protect: true }');
    const server = manifest('Server', 'mule-1');
    const bench = await openOwned('owned', [server, cluster('{ multicast: true, servers: [mule-1] }')]);
    await write(
      bench,
      'owned',
      server,
      cluster('{ multicast: false, servers: [{ name: mule-1, ip: 10.0.0.11 }] }'),
    );
    await expectRetained(bench, 'production/Cluster/orders', 'protected');
  });

  test.each(['none', 'owned'])('goes with a Removed, prune: %s', async (prune) => {
    const bench = await openOwned(prune, [ONE, PROTECTED]);
    await write(bench, prune, ONE, removed('ServerGroup/gone', 'delete'));
    expect(await applied(bench)).toHaveLength(1);
    expect(await names(bench)).toEqual(['kept']);
    expect((await plan(bench)).resource_changes).toEqual([]);
    expect(await applied(bench)).toEqual([]);
  });
});

describe('Removed', () => {
  test('delete works without a record', async () => {
    const bench = await openOwned('none', BOTH);
    await write(bench, 'none', ONE, removed('ServerGroup/gone', 'delete'));
    expect(await applied(bench, '--record', 'none')).toHaveLength(1);
    expect(await names(bench)).toEqual(['kept']);
  });

  test.each(['delete', 'forget'] as const)('%s of what is not live is nothing to do', async (action) => {
    const bench = await openOwned('all', [ONE, removed('ServerGroup/never', action)]);
    expect((await plan(bench)).resource_changes).toEqual([]);
    expect(await applied(bench)).toEqual([]);
    expect(await names(bench)).toEqual(['kept']);
  });

  test.each(['none', 'owned', 'all'])('forget ends management without a call, prune: %s', async (prune) => {
    const bench = await openOwned(prune, BOTH);
    await write(bench, prune, ONE, removed('ServerGroup/gone', 'forget'));
    expect((await plan(bench)).resource_changes).toEqual([]);
    expect(await applied(bench)).toEqual([]);
    expect(await unmanaged(bench)).toEqual(['production/ServerGroup/gone']);
    expect(await applied(bench)).toEqual([]);
    expect(await names(bench)).toEqual(['gone', 'kept']);
  });

  test('forget, and then the document goes: a stranger to owned, and only all deletes it', async () => {
    const bench = await openOwned('owned', BOTH);
    await write(bench, 'owned', ONE, removed('ServerGroup/gone', 'forget'));
    await applied(bench);
    await write(bench, 'owned', ONE);
    expect(await applied(bench)).toEqual([]);
    expect(await unmanaged(bench)).toEqual(['production/ServerGroup/gone']);
    await write(bench, 'all', ONE);
    expect(await applied(bench)).toHaveLength(1);
  });
});

describe('adoption', () => {
  test('what is found as declared is recorded without a call, and owned from then on', async () => {
    const bench = await openBench({ serverGroups: [{ name: 'kept' }, { name: 'gone' }] });
    await write(bench, 'owned', ...BOTH);
    expect(await applied(bench)).toEqual([]);
    await write(bench, 'owned', ONE);
    expect(await applied(bench)).toHaveLength(1);
    expect(await names(bench)).toEqual(['kept']);
  });

  test('what was only planned is not', async () => {
    const bench = await openBench({ serverGroups: [{ name: 'kept' }, { name: 'gone' }] });
    await write(bench, 'owned', ...BOTH);
    await plan(bench);
    await write(bench, 'owned', ONE);
    expect(await applied(bench)).toEqual([]);
  });

  test('what is merely observed is not', async () => {
    const bench = await openBench({ serverGroups: [{ name: 'kept' }, { name: 'gone' }] });
    const observed =
      'apiVersion: muleteer/v1\nkind: ServerGroup\nmetadata: { name: gone, lifecycle: { manage: observe } }\n';
    await write(bench, 'owned', ONE, observed);
    expect(await applied(bench)).toEqual([]);
    await write(bench, 'owned', ONE);
    expect(await applied(bench)).toEqual([]);
    expect(await names(bench)).toEqual(['gone', 'kept']);
  });
});

test('two live resources of one name: blocked, with both ids', async () => {
  const bench = await openBench({
    switches: { serverNamesUnique: false },
    servers: [
      { name: 'mule-1', id: 4711 },
      { name: 'mule-1', id: 4712 },
    ],
  });
  await write(bench, 'owned', manifest('Server', 'mule-1'), ONE);
  const { resource_changes } = await plan(bench, '--only', 'production/Server/mule-1');
  expect(resource_changes).toMatchObject([{ address: 'production/Server/mule-1', status: 'blocked' }]);
  const said = JSON.stringify(resource_changes[0]?.waiting);
  expect(said).toContain('4711');
  expect(said).toContain('4712');
  expect(await applied(bench)).toEqual(['POST /hybrid/api/v1/serverGroups']);
  const bye = removed('Server/mule-1', 'delete');
  await write(bench, 'owned', ONE, bye);
  const parting = (await plan(bench)).resource_changes;
  expect(parting).toMatchObject([{ address: 'production/Server/mule-1', status: 'blocked' }]);
  expect(JSON.stringify(parting[0]?.waiting)).toMatch(/4711.*4712/);
  expect(await applied(bench)).toEqual([]);
});
