import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documents, manifest, servers } from '../support/manifests.ts';
import { loadAll } from './declarations.ts';
import { temporaryRepository } from './temporary-folder.ts';

const environment = (name: string, more = '') =>
  `apiVersion: muleteer/v1\nkind: Environment\nmetadata: { name: ${name} }\nspec: { organization: A, environment: E${more} }\n`;
const consoleOf = (name: string, more: string) =>
  `apiVersion: muleteer/v1\nkind: Console\nmetadata: { name: ${name} }\nspec: { url: "http://localhost:8080/${name}"${more} }\n`;

/** `target/resource` for all that is declared, and the codes of what is wrong. */
async function load(folder: string, paths: readonly string[] = ['.']) {
  const { targets, diagnostics } = await loadAll(folder, paths);
  const declared = targets.flatMap(({ name, resources }) =>
    resources.map(({ key, selected }) => `${name}/${key}${selected ? '' : ' (known)'}`),
  );
  return { declared, codes: diagnostics.map(({ code }) => code), targets, diagnostics };
}

describe('a base belongs to', () => {
  test('every target that names it, and to no other', async () => {
    const folder = temporaryRepository({
      'a/e.yaml': environment('a', ', bases: [../base]'),
      'b/e.yaml': environment('b', ', bases: [../base]'),
      'c/e.yaml': environment('c'),
      'base/deep/s.yaml': servers('s'),
    });
    expect(await load(folder)).toMatchObject({ declared: ['a/Server/s', 'b/Server/s'], codes: [] });
  });

  test('a target once, however often it is named, also by another base or a link', async () => {
    const folder = temporaryRepository({
      'a/e.yaml': environment('a', ', bases: [../base, ../base/, ../base/deep, ../.link, ../more]'),
      'base/deep/s.yaml': servers('s'),
      'more/t.yaml': servers('t'),
    });
    symlinkSync('base', join(folder, '.link'));
    expect(await load(folder)).toMatchObject({ declared: ['a/Server/s', 'a/Server/t'], codes: [] });
  });

  test('nobody outside of the repository, also through a link', async () => {
    const folder = temporaryRepository({
      'e.yaml': environment('a', ', bases: [./link]'),
      '../outside/s.yaml': servers('s'),
    });
    symlinkSync('../outside', join(folder, 'link'));
    expect((await load(folder)).codes).toContain('base_outside');
  });

  test('a Console as well, with its values and patches', async () => {
    const folder = temporaryRepository({
      'a/c.yaml': consoleOf(
        'a',
        ', bases: [../base], values: { why: "for a" }, patches: [{ kind: UserGroup, name: Ops, patch: { spec: { permissions: [VIEW_ALERTS] } } }]',
      ),
      'b/c.yaml': consoleOf('b', ', bases: [../base], values: { why: "for b" }'),
      'base/g.yaml': manifest(
        'UserGroup',
        'Ops',
        '{ description: "${value:why}", permissions: [DEPLOYMENT_READ] }',
      ),
    });
    const { targets, codes } = await load(folder);
    expect(codes).toEqual([]);
    expect(targets.flatMap(({ resources }) => resources.map(({ spec }) => spec))).toEqual([
      { description: 'for a', permissions: ['VIEW_ALERTS'] },
      { description: 'for b', permissions: ['DEPLOYMENT_READ'] },
    ]);
  });

  test('an Environment and a Console at once: each has what it can have', async () => {
    const folder = temporaryRepository({
      'a/e.yaml': documents(environment('a', ', bases: [../base]'), consoleOf('mmc', ', bases: [../base]')),
      'base/all.yaml': documents(
        servers('s'),
        manifest('UserGroup', 'Ops', '{ description: "", permissions: [] }'),
      ),
    });
    expect(await load(folder)).toMatchObject({ declared: ['a/Server/s', 'mmc/UserGroup/Ops'], codes: [] });
  });
});

describe('of a narrower PATH', () => {
  const files = {
    'a/e.yaml': environment('a', ', bases: [../base]'),
    'a/apps/s.yaml': servers('own'),
    'b/e.yaml': environment('b', ', bases: [../base]'),
    'base/s.yaml': servers('s'),
    'base/other.yaml': 'services: {}\n',
  };

  test('the base of an environment below it is part', async () => {
    const { declared, codes } = await load(temporaryRepository(files), ['a']);
    expect(declared).toEqual(['a/Server/own', 'a/Server/s']);
    expect(codes, 'a base is read as strictly as a PATH').toEqual(['not_a_manifest']);
  });

  test('the base of an environment above it is known, and no more', async () => {
    expect(await load(temporaryRepository(files), ['a/apps'])).toMatchObject({
      declared: ['a/Server/own', 'a/Server/s (known)'],
      codes: [],
    });
  });

  test('a patch of what lies elsewhere is no mistake', async () => {
    const patch = ', patches: [{ kind: Server, name: own, patch: { metadata: { wave: 1 } } }]';
    const folder = temporaryRepository({
      ...files,
      'base/other.yaml': '',
      'a/e.yaml': environment('a', patch),
    });
    for (const path of ['a/e.yaml', 'a/apps', 'a'])
      expect((await load(folder, [path])).codes, path).toEqual([]);
    const { targets } = await load(folder, ['a']);
    expect(targets[0]?.resources[0]?.manifest.metadata.wave).toBe(1);
  });
});

describe('patches', () => {
  const app = (name: string, place: string) =>
    manifest('Application', name, `{ target: { server: ${place} }, artifact: { file: ./a.jar } }`);
  const patch = (text: string) => `, patches: [${text}]`;

  async function statuses(patches: string, values = '') {
    const folder = temporaryRepository({
      'e.yaml': environment('a', `, bases: [./base]${values}${patch(patches)}`),
      'base/a.jar': 'x',
      'base/all.yaml': documents(servers('s-1', 's-2'), app('twin', 's-1'), app('twin', '"${value:two}"')),
    });
    const { targets, codes } = await load(folder);
    const resources = targets.flatMap((target) => target.resources);
    const shown = resources.filter(({ identity }) => identity.kind === 'Application');
    return { codes, statuses: shown.map(({ spec }) => spec.desiredStatus ?? 'none') };
  }

  const VALUES = ', values: { two: s-2 }';
  const stop = 'patch: { spec: { desiredStatus: STOPPED } }';
  const start = 'patch: { spec: { desiredStatus: STARTED } }';

  test.each([
    ['all documents of a name', `{ kind: Application, name: twin, ${stop} }`, ['STOPPED', 'STOPPED']],
    [
      'the one with a place',
      `{ kind: Application, name: twin, target: { server: s-2 }, ${stop} }`,
      ['none', 'STOPPED'],
    ],
    [
      'a place by its value',
      `{ kind: Application, name: twin, target: { server: "\${value:two}" }, ${stop} }`,
      ['none', 'STOPPED'],
    ],
    [
      'in their order',
      `{ kind: Application, name: twin, ${stop} }, { kind: Application, name: twin, target: { server: s-1 }, ${start} }`,
      ['STARTED', 'STOPPED'],
    ],
  ])('change %s', async (_, text, expected) => {
    expect(await statuses(text, VALUES)).toEqual({ codes: [], statuses: expected });
  });

  test('choose by the place in the base, also after another one moved it', async () => {
    const move =
      '{ kind: Application, name: twin, target: { server: s-1 }, patch: { spec: { target: { server: s-2 } } } }';
    const { codes } = await statuses(
      `${move}, { kind: Application, name: twin, target: { server: s-1 }, ${stop} }`,
      VALUES,
    );
    expect(codes, 'both are on s-2 now').toEqual(['declared_twice']);
  });
});

test('a thousand documents for twelve environments take seconds', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `env-${index}`);
  const apps = Array.from({ length: 1000 }, (_, index) =>
    manifest(
      'Application',
      `app-${index}`,
      '{ target: { server: s }, artifact: { file: "./${value:file}" } }',
    ),
  );
  const folder = temporaryRepository({
    ...Object.fromEntries(
      names.map((name) => [
        `${name}/e.yaml`,
        environment(name, ', bases: [../base], values: { file: a.jar }'),
      ]),
    ),
    'base/a.jar': 'x',
    'base/all.yaml': documents(servers('s'), ...apps),
  });
  const started = process.cpuUsage();
  const { targets, diagnostics } = await loadAll(folder);
  const { user, system } = process.cpuUsage(started);
  expect(diagnostics).toEqual([]);
  expect(targets.flatMap(({ resources }) => resources)).toHaveLength(12_012);
  expect((user + system) / 1e6, 'seconds of this process').toBeLessThan(15);
});
