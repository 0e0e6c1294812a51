/**
 * The layer table of ARCHITECTURE.md, held by reading every import of src, sandbox and action. A list of import lines is
 * all that it needs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Folder of src → the folders that it may import, itself aside. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  files: ['model'],
  diff: ['model'],
  loop: ['model'],
  manifests: ['model'],
  http: ['model'],
  git: ['model'],
  render: ['model'],
  policy: ['model'],
  anypoint: ['model', 'http'],
  mmc: ['model', 'http'],
  artifacts: ['model', 'http', 'files'],
  record: ['model', 'git', 'files'],
  notify: ['model', 'http', 'render'],
  snapshot: ['model', 'diff'],
  kinds: ['model', 'anypoint', 'mmc', 'artifacts'],
  authoring: ['model', 'manifests', 'render'],
  reconcile: ['model', 'diff'],
  serve: ['model', 'render'],
};

/** These may import everything of src; only commands/sandbox.ts the sandbox. */
const TOP = ['commands', 'command-line', 'main.ts', 'version.ts'];

interface Import {
  readonly from: string;
  /** A path below the root, or a package. */
  readonly to: string;
}

const files = ['src', 'sandbox', 'action'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.split(sep).join('/')}`),
);

/** At the top of a file, or where what it names is needed. */
const IMPORT = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm;

const imports: readonly Import[] = files.flatMap((from) => {
  const text = readFileSync(join(ROOT, from), 'utf8');
  const names = [...text.matchAll(IMPORT)].map(([, atTop, later = '']) => atTop ?? later);
  return names.map((name) => ({ from, to: name.startsWith('.') ? resolveBelowRoot(from, name) : name }));
});

function resolveBelowRoot(from: string, name: string): string {
  return relative(ROOT, join(ROOT, dirname(from), name))
    .split(sep)
    .join('/');
}

function folderOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function isLocal({ to }: Import): boolean {
  return to.startsWith('src/') || to.startsWith('sandbox/');
}

describe('architecture', () => {
  it('reads imports at all', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(300);
  });

  it('knows every folder of src', () => {
    const folders = new Set(files.filter((file) => file.startsWith('src/')).map(folderOf));
    expect([...folders].filter((folder) => !(folder in MAY_IMPORT) && !TOP.includes(folder))).toEqual([]);
  });

  it('keeps the layer table', () => {
    const wrong = imports.filter((one) => {
      if (!one.from.startsWith('src/') || !isLocal(one)) return false;
      const from = folderOf(one.from);
      if (one.to.startsWith('sandbox/')) return one.from !== 'src/commands/sandbox.ts';
      if (TOP.includes(from)) return false;
      const to = folderOf(one.to);
      return to !== from && MAY_IMPORT[from]?.includes(to) !== true;
    });
    expect(wrong).toEqual([]);
  });

  it('loads the work of a command where that command was named', () => {
    const upwards = imports.filter(
      ({ from, to }) => from.startsWith('src/commands/') && to.startsWith('src/command-line/'),
    );
    expect(upwards).toEqual([]);
  });

  it('lets the sandbox know nothing of src', () => {
    expect(imports.filter(({ from, to }) => from.startsWith('sandbox/') && to.startsWith('src/'))).toEqual(
      [],
    );
  });

  it('lets the action know nothing of src and the sandbox, and need no package', () => {
    const wrong = imports.filter(({ from, to }) =>
      from.startsWith('action/') ? !/^(action\/|node:)/.test(to) : to.startsWith('action/'),
    );
    expect(files.some((file) => file.startsWith('action/'))).toBe(true);
    expect(wrong).toEqual([]);
  });

  it('lets no kind import another kind', () => {
    // A folder below kinds without a declaration is what several kinds share.
    const kindOf = (path: string): string | undefined => {
      const folder = /^src\/kinds\/([^/]+)\//.exec(path)?.[1];
      return files.includes(`src/kinds/${folder}/declaration.ts`) ? folder : undefined;
    };
    const wrong = imports.filter(({ from, to }) => {
      const [mine, other] = [kindOf(from), kindOf(to)];
      return other !== undefined && mine !== other && from !== 'src/kinds/index.ts';
    });
    expect(wrong).toEqual([]);
  });

  it('imports each package in one folder of src', () => {
    const folders = new Map<string, Set<string>>();
    for (const { from, to } of imports) {
      if (!from.startsWith('src/') || isLocal({ from, to }) || to.startsWith('node:') || to.endsWith('.json'))
        continue;
      const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : (to.split('/')[0] ?? to);
      folders.set(name, (folders.get(name) ?? new Set()).add(folderOf(from)));
    }
    expect([...folders].filter(([, users]) => users.size > 1)).toEqual([]);
    expect([...folders.keys()].sort()).toEqual([
      'ajv',
      'commander',
      'croner',
      'diff',
      'fastify',
      'p-retry',
      'pino',
      'prom-client',
      'undici',
      'yaml',
    ]);
  });

  it('has one reader of process', () => {
    const readers = files.filter(
      (file) =>
        !file.startsWith('sandbox/') &&
        /\bprocess\.(env|argv|stdout|stderr|stdin|exit|cwd|on)\b/.test(
          readFileSync(join(ROOT, file), 'utf8'),
        ),
    );
    expect(readers).toEqual(['src/main.ts', 'action/main.ts']);
  });

  it('has no barrel but kinds/index.ts', () => {
    expect(files.filter((file) => file.endsWith('/index.ts'))).toEqual(['src/kinds/index.ts']);
  });

  it('has no circle of imports between files', () => {
    const graph = new Map(
      files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]),
    );
    expect(findCircle(graph)).toEqual([]);
  });
});

function findCircle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (file: string): readonly string[] => {
    if (done.has(file)) return [];
    if (open.includes(file)) return [...open.slice(open.indexOf(file)), file];
    open.push(file);
    for (const next of graph.get(file) ?? []) {
      const found = visit(next);
      if (found.length > 0) return found;
    }
    open.pop();
    done.add(file);
    return [];
  };
  for (const file of graph.keys()) {
    const found = visit(file);
    if (found.length > 0) return found;
  }
  return [];
}
