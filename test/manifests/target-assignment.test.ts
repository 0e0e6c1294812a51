import { describe, expect, test } from 'vitest';
import { loadAll } from './declarations.ts';
import { temporaryRepository } from './temporary-folder.ts';

const environment = (name: string) =>
  `apiVersion: muleteer/v1\nkind: Environment\nmetadata: { name: ${name} }\nspec: { organization: A, environment: E }\n`;
const server = (name: string, more = '') =>
  `apiVersion: muleteer/v1\nkind: Server\nmetadata: { name: ${name}${more} }\n`;

/** `target/server` for every selected server, and the codes of what is wrong. */
async function assign(files: Readonly<Record<string, string>>, paths: readonly string[] = ['.']) {
  const { targets, diagnostics } = await loadAll(temporaryRepository(files), paths);
  const servers = targets.flatMap(({ name, resources }) =>
    resources.map(({ key, selected }) => `${name}/${key}${selected ? '' : ' (known)'}`),
  );
  return { targets: targets.map(({ name }) => name), servers, codes: diagnostics.map(({ code }) => code) };
}

describe('a resource belongs to', () => {
  test.each([
    [
      'the target in its folder',
      { 'a/e.yaml': environment('a'), 'a/s.yaml': server('s'), 'b/e.yaml': environment('b') },
      'a/Server/s',
    ],
    ['the target in its own file', { 'all.yaml': `${environment('a')}---\n${server('s')}` }, 'a/Server/s'],
    [
      'the target in the nearest folder above',
      { 'e.yaml': environment('top'), 'a/e.yaml': environment('a'), 'a/b/c/s.yaml': server('s') },
      'a/Server/s',
    ],
    [
      'the only target, wherever it is',
      { 'environments/e.yaml': environment('a'), 'servers/s.yaml': server('s') },
      'a/Server/s',
    ],
    [
      'the target that it names, also from elsewhere',
      {
        'a/e.yaml': environment('a'),
        'b/e.yaml': environment('b'),
        'a/s.yaml': server('s', ', environment: b'),
      },
      'b/Server/s',
    ],
  ])('%s', async (_, files, expected) => {
    expect(await assign(files as unknown as Record<string, string>)).toMatchObject({
      servers: [expected],
      codes: [],
    });
  });

  test.each([
    [
      'two in the folder',
      { 'a/e.yaml': `${environment('a')}---\n${environment('b')}`, 'a/s.yaml': server('s') },
      'ambiguous_target',
    ],
    [
      'two elsewhere',
      { 'a/e.yaml': environment('a'), 'b/e.yaml': environment('b'), 's.yaml': server('s') },
      'ambiguous_target',
    ],
    ['none at all', { 's.yaml': server('s') }, 'no_target'],
    [
      'a name that nobody has',
      { 'e.yaml': environment('a'), 's.yaml': server('s', ', environment: b') },
      'unknown_target',
    ],
  ])('nothing when there is %s', async (_, files, code) => {
    expect(await assign(files as unknown as Record<string, string>)).toMatchObject({
      servers: [],
      codes: [code],
    });
  });
});

describe('a narrower PATH', () => {
  const files = {
    'e.yaml': `${environment('production')}---\n${server('shared')}`,
    'other.yaml': 'services: { db: { image: postgres } }\n',
    'template.yaml': '{{ broken: [ }}\n',
    'mentions.yaml': '# beside muleteer/v1\nservices: {}\n',
    'a/s.yaml': server('a'),
    'a/deep/s.yaml': server('deep'),
    'b/s.yaml': server('b'),
  };

  test('finds the target in the folders above, and knows what stands beside it', async () => {
    expect(await assign(files, ['a'])).toEqual({
      targets: ['production'],
      servers: ['production/Server/a', 'production/Server/deep', 'production/Server/shared (known)'],
      codes: [],
    });
  });

  test('may be a file: its folder counts as one above', async () => {
    const { servers, codes } = await assign(files, ['a/deep/s.yaml']);
    expect(servers).toEqual([
      'production/Server/a (known)',
      'production/Server/deep',
      'production/Server/shared (known)',
    ]);
    expect(codes).toEqual([]);
  });

  test('several are read as one, each file once', async () => {
    const { servers } = await assign(files, ['a/deep', 'a', 'a/s.yaml', 'b']);
    expect(servers.filter((one) => !one.endsWith('(known)'))).toEqual([
      'production/Server/a',
      'production/Server/b',
      'production/Server/deep',
    ]);
  });

  test('does not look above the repository', async () => {
    const { codes } = await assign({ '../e.yaml': environment('outside'), 'a/s.yaml': server('s') }, ['a']);
    expect(codes).toEqual(['no_target']);
  });

  test('leaves out a target above that nothing selected belongs to', async () => {
    const two = { 'e.yaml': environment('top'), 'a/e.yaml': environment('a'), 'a/s.yaml': server('s') };
    expect((await assign(two, ['a'])).targets).toEqual(['a']);
  });

  test('reports mistakes in the folders above, but none that only the narrow view makes', async () => {
    const above = {
      'e.yaml': environment('top'),
      's.yaml': server('s', ', environment: elsewhere'),
      'g.yaml':
        'apiVersion: muleteer/v1\nkind: ServerGroup\nmetadata: { name: grp }\nspec: { servers: [b] }\n',
      'typo.yaml': 'apiVersion: muleteer/v1\nkind: Sever\nmetadata: { name: x }\n',
      'a/s.yaml': server('a'),
    };
    expect((await assign(above, ['a'])).codes).toEqual(['unknown_kind']);
  });
});

test('hidden folders and node_modules are not read; links are followed once', async () => {
  const { servers } = await assign({
    'e.yml': environment('a'),
    '.github/workflows/ci.yaml': 'on: push\n',
    'node_modules/x/s.yaml': server('x'),
    '.hidden.yaml': server('y'),
    's.YAML': server('s'),
  });
  expect(servers).toEqual(['a/Server/s']);
});
