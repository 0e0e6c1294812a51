import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/model/written-address.ts';
import { loadAll } from './declarations.ts';
import { temporaryRepository } from './temporary-folder.ts';

const environment = (name: string) =>
  `apiVersion: muleteer/v1\nkind: Environment\nmetadata: { name: ${name} }\nspec: { organization: A, environment: E, values: { host: mule-a9 } }\n`;
const CONSOLE =
  'apiVersion: muleteer/v1\nkind: Console\nmetadata: { name: mmc }\nspec: { url: "http://localhost/mmc" }\n';
const document = (kind: string, name: string, spec: object) =>
  `---\napiVersion: muleteer/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${JSON.stringify(spec)}\n`;

const removed = (resource: string, more = '', action = 'delete') =>
  `---\napiVersion: muleteer/v1\nkind: Removed\nmetadata: { name: gone${more} }\nspec: { resource: "${resource}", action: ${action}, reason: CHG-1234 }\n`;

/** The keys of the removals by target, and the codes of what is wrong. */
async function removals(files: Readonly<Record<string, string>>, paths: readonly string[] = ['.']) {
  const { targets, diagnostics } = await loadAll(temporaryRepository(files), paths);
  return {
    targets: Object.fromEntries(
      targets.map((target) => [target.name, target.removals.map(({ keys }) => keys)]),
    ),
    codes: diagnostics.map(({ code }) => code),
    all: targets.flatMap((target) => target.removals),
    resources: targets.flatMap((target) => target.resources.map(({ key }) => key)),
  };
}

const keysFor = async (resource: string, declared = '') => {
  const { targets, codes } = await removals({
    'all.yaml': `${environment('production')}${declared}${removed(resource)}`,
  });
  expect(codes).toEqual([]);
  return targets.production?.[0];
};

describe('a removed resource', () => {
  test.each([
    ['Server/mule-a9', 'Server/mule-a9'],
    ['production/Server/mule-a9', 'Server/mule-a9'],
    ['Server/${value:host}', 'Server/mule-a9'],
    ['ServerGroup/old', 'ServerGroup/old'],
    ['Cluster/old', 'Cluster/old'],
    ['Application/pay@cluster:east', 'Application/pay@Cluster:east'],
    ['Application/pay@serverGroup:east', 'Application/pay@ServerGroup:east'],
    ['Application/pay@server:east', 'Application/pay@Server:east'],
    ['production/Application/pay@server:east', 'Application/pay@Server:east'],
  ])('%s is %s', async (written, key) => expect(await keysFor(written)).toEqual([key]));

  test('of a console is found by its kind, and its name may hold an @', async () => {
    const { targets, codes } = await removals({
      'all.yaml': `${environment('production')}---\n${CONSOLE}${removed('UserGroup/ops@corp')}${removed('mmc/UserGroup/Old Ops')}`,
    });
    expect(codes).toEqual([]);
    expect(targets).toEqual({ production: [], mmc: [['UserGroup/Old Ops'], ['UserGroup/ops@corp']] });
  });

  test('has the place that is declared with its name', async () => {
    const group = document('ServerGroup', 'east', { servers: [] });
    expect(await keysFor('Application/pay@east', group)).toEqual(['Application/pay@ServerGroup:east']);
    const elsewhere = '---\napiVersion: muleteer/v1\nkind: Server\nmetadata: { name: west }\n';
    expect(await keysFor('Application/pay@west', elsewhere)).toEqual(['Application/pay@Server:west']);
  });

  test('has any kind of place where none is declared with its name', async () => {
    expect(await keysFor('Application/pay@east')).toEqual([
      'Application/pay@Cluster:east',
      'Application/pay@Server:east',
      'Application/pay@ServerGroup:east',
    ]);
  });
});

test('a Removed says what becomes of the resource and why, and is none itself', async () => {
  const { all, resources } = await removals({
    'all.yaml': `${environment('production')}${removed('Server/mule-a9')}${removed('Server/mule-a8', ', labels: { team: x }', 'forget')}`,
  });
  expect(all.map(({ keys, action, reason, selected }) => [keys, action, reason, selected])).toEqual([
    [['Server/mule-a8'], 'forget', 'CHG-1234', true],
    [['Server/mule-a9'], 'delete', 'CHG-1234', true],
  ]);
  expect(all[0]?.manifest.metadata).toEqual({
    name: 'gone',
    labels: { team: 'x' },
    environment: 'production',
  });
  expect(resources).toEqual([]);
});

describe('a Removed belongs to', () => {
  const both = { 'e.yaml': environment('top'), 'a/e.yaml': environment('a') };

  test('the target that it names, else the nearest', async () => {
    const { targets, codes } = await removals({
      ...both,
      'a/gone.yaml': `${removed('Server/one')}${removed('Server/two', ', environment: top')}`,
    });
    expect(codes).toEqual([]);
    expect(targets).toEqual({ a: [['Server/one']], top: [['Server/two']] });
  });

  test('a target in a folder above, which it selects alone', async () => {
    const files = {
      'e.yaml': environment('top') + removed('Server/known'),
      'a/gone.yaml': removed('Server/x'),
    };
    const { targets, codes, all } = await removals(files, ['a']);
    expect(codes).toEqual([]);
    expect(targets).toEqual({ top: [['Server/known'], ['Server/x']] });
    expect(all.map(({ selected }) => selected)).toEqual([false, true]);
  });

  test('a target of its own: what others declare or remove is not in its way', async () => {
    const server = '---\napiVersion: muleteer/v1\nkind: Server\nmetadata: { name: one, environment: top }\n';
    const { codes } = await removals({
      ...both,
      'a/gone.yaml': `${removed('Server/one')}${removed('Server/two')}${removed('Server/two', ', environment: top')}${server}`,
    });
    expect(codes).toEqual([]);
  });
});

test('what is declared beside a target above cannot be removed below it', async () => {
  const files = {
    'e.yaml': `${environment('top')}---\napiVersion: muleteer/v1\nkind: Server\nmetadata: { name: one }\n`,
    'a/gone.yaml': removed('Server/one'),
  };
  expect((await removals(files, ['a'])).codes).toEqual(['removed_and_declared']);
});

test('an address of a plan reads back as its parts', () => {
  expect(parseAddress('production/Application/pay@serverGroup:east')).toEqual({
    target: 'production',
    kind: 'Application',
    name: 'pay',
    place: { kind: 'ServerGroup', name: 'east' },
  });
  expect(parseAddress('Application/pay@east')).toEqual({
    target: null,
    kind: 'Application',
    name: 'pay',
    place: { kind: null, name: 'east' },
  });
});
