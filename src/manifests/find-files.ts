import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import { findRepositoryRoot, foldersUpward, isInside, policyFolder } from './repository-root.ts';

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
  /** It lies in `policies/`, which is read whatever PATH is, and holds no manifests. */
  readonly isOfPolicies: boolean;
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

/** The repository that a PATH lies in; null where there is no such path. */
export function rootOf(given: string, cwd: string): string | null {
  const path = resolve(cwd, given);
  const stat = statOf(path);
  return stat === undefined ? null : findRepositoryRoot(stat.isDirectory() ? path : dirname(path), cwd);
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
  const isFolder = stat.isDirectory();
  if (!isFolder && !(stat.isFile() && isManifestName(path))) return { diagnostics: [noManifest(given)] };
  const root = findRepositoryRoot(isFolder ? path : dirname(path), cwd);
  const isOfPolicies = isInside(policyFolder(root), path);
  const found = { given, root, isOfPolicies };
  if (isOfPolicies) return { ...found, files: [], above: [], diagnostics: [] };
  const above = path === root ? [] : [...foldersUpward(dirname(path), root)];
  if (isFolder) return { ...found, above, ...manifestsBelow(path, policyFolder(root)) };
  return { ...found, above, files: [path], diagnostics: [] };
}

/** Every manifest file below a folder but for one. Follows links, but enters no folder twice. */
export function manifestsBelow(
  top: string,
  except: string | null = null,
): Pick<FoundPath, 'files' | 'diagnostics'> {
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
    const start = folder.endsWith(sep) ? folder : folder + sep;
    for (const entry of entries ?? []) {
      const path = start + entry.name;
      const type = typeOf(entry, path);
      if (type === 'folder' && entry.name !== 'node_modules' && path !== except) waiting.push(path);
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

export function byPath(left: FoundFile, right: FoundFile): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
