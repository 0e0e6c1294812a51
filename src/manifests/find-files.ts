import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import { findRepositoryRoot, foldersUpward } from './repository-root.ts';

export interface FoundFile {
  readonly path: string;
  readonly root: string;
  /** False: read only because it lies in a folder above a PATH. */
  readonly selected: boolean;
}

/** One PATH of the command line, with the manifest files that it stands for. */
export interface FoundPath {
  readonly given: string;
  readonly root: string;
  readonly files: readonly string[];
  /** The folders above, where the targets may be. */
  readonly above: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface FoundFiles {
  readonly paths: readonly FoundPath[];
  /** In the order of their paths, each once. */
  readonly files: readonly FoundFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The manifest files at the given paths, and those that lie directly in the folders above. */
export function findFiles(given: readonly string[], cwd: string): FoundFiles {
  const paths: FoundPath[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const one of given) {
    const found = findPath(one, cwd);
    if ('root' in found) paths.push(found);
    diagnostics.push(...found.diagnostics);
  }
  const files = new Map<string, FoundFile>();
  for (const { root, files: below } of paths) {
    for (const path of below) files.set(path, { path, root, selected: true });
  }
  for (const { root, above } of paths) {
    for (const path of above.flatMap(manifestsDirectlyIn)) {
      if (!files.has(path)) files.set(path, { path, root, selected: false });
    }
  }
  return { paths, files: [...files.values()].sort(byPath), diagnostics };
}

export function noManifest(given: string): Diagnostic {
  return liveDiagnostic('error', 'no_manifest', `no manifest at ${given}`, {
    hint: 'manifests are .yaml and .yml files whose documents start with apiVersion: muleteer/v1',
  });
}

function findPath(given: string, cwd: string): FoundPath | { readonly diagnostics: readonly Diagnostic[] } {
  const path = resolve(cwd, given);
  const stat = statOf(path);
  if (stat === undefined) {
    return { diagnostics: [liveDiagnostic('error', 'path_not_found', `no such file or folder: ${given}`)] };
  }
  if (stat.isDirectory()) {
    const root = findRepositoryRoot(path, cwd);
    const above = path === root ? [] : [...foldersUpward(dirname(path), root)];
    return { given, root, above, ...manifestsBelow(path) };
  }
  if (!stat.isFile() || !isManifestName(path)) return { diagnostics: [noManifest(given)] };
  const root = findRepositoryRoot(dirname(path), cwd);
  return { given, root, files: [path], above: [...foldersUpward(dirname(path), root)], diagnostics: [] };
}

/** Every manifest file below a folder. Follows links, but enters no folder twice. */
function manifestsBelow(top: string): Pick<FoundPath, 'files' | 'diagnostics'> {
  const files: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const entered = new Set<string>();
  const waiting = [top];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const real = realpathSync(folder);
    if (entered.has(real)) continue;
    entered.add(real);
    const entries = entriesOf(folder);
    if (entries === undefined) diagnostics.push(unreadableFolder(folder));
    for (const entry of entries ?? []) {
      const path = join(folder, entry.name);
      const type = typeOf(entry, path);
      if (type === 'folder' && entry.name !== 'node_modules') waiting.push(path);
      if (type === 'file' && isManifestName(path)) files.push(path);
    }
  }
  return { files, diagnostics };
}

function manifestsDirectlyIn(folder: string): readonly string[] {
  return (entriesOf(folder) ?? [])
    .filter((entry) => isManifestName(entry.name) && typeOf(entry, join(folder, entry.name)) === 'file')
    .map(({ name }) => join(folder, name));
}

/** The visible entries of a folder: names that start with a dot belong to other tools. */
function entriesOf(folder: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  } catch {
    return undefined;
  }
}

/** A link that leads nowhere counts as a file, so that reading it says what is wrong. */
function typeOf(entry: Dirent, path: string): 'file' | 'folder' | 'other' {
  const stat = entry.isSymbolicLink() ? statOf(path) : entry;
  if (stat === undefined) return 'file';
  return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
}

function unreadableFolder(folder: string): Diagnostic {
  return liveDiagnostic('error', 'unreadable_folder', `the folder ${folder} cannot be read`);
}

function isManifestName(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function byPath(left: FoundFile, right: FoundFile): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
