import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Declaration } from '../model/kind.ts';
import type { Manifest, UnreadableManifest } from '../model/manifest.ts';
import type { LoadCommands } from './build-all.ts';
import { checkDocuments } from './check-documents.ts';
import { type FoundFile, type FoundFiles, findFiles, noManifest } from './find-files.ts';
import type { FileReader } from './parse-file.ts';
import { ParsedFiles } from './parsed-files.ts';
import { readBases } from './read-bases.ts';
import { findRepositoryRoot } from './repository-root.ts';

export interface LoadRequest extends FileReader {
  /** Files and folders, absolute or relative to `cwd`. */
  readonly paths: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly declarations: readonly Declaration[];
  readonly commands: LoadCommands;
}

export interface LoadedManifests {
  /** In the order of files and lines. Each has the right shape, and its target's name in its metadata. */
  readonly manifests: readonly Manifest[];
  /** Documents with mistakes of shape, reported already: references to them are no mistakes. */
  readonly unreadable: readonly UnreadableManifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads, checks and resolves the manifests at the given paths. Whatever is wrong with them is a diagnostic. */
export async function loadManifests(request: LoadRequest): Promise<LoadedManifests> {
  const { cwd, env, declarations, commands } = request;
  const found = findFiles(request.paths, cwd);
  const files = new ParsedFiles(request);
  for (const file of [...found.files, ...newFiles(found.files, request)]) files.add(file);
  const empty = found.paths.filter(
    ({ isOfPolicies, files: below }) => !isOfPolicies && below.every((path) => files.isEmpty(path)),
  );
  const read = readBases(files);
  const broken = [...files.unreadable, ...read.unreadable];
  const bases = { bases: read.bases, ...placesOf(found, cwd) };
  const checked = checkDocuments({ documents: files.documents, bases, broken, env, declarations, commands });
  return {
    manifests: checked.manifests,
    unreadable: [...broken, ...checked.unreadable],
    diagnostics: [
      ...found.diagnostics,
      ...empty.map(({ given }) => noManifest(given)),
      ...files.diagnostics,
      ...read.diagnostics,
      ...checked.diagnostics,
    ],
  };
}

function placesOf({ paths, files }: FoundFiles, cwd: string) {
  const selected = new Set(files.flatMap((file) => (file.selected ? [file.path] : [])));
  const isWhole = (path: string) =>
    paths.some((one) => one.files.includes(path) && resolve(cwd, one.given) !== path);
  return { isUnderPath: (path: string) => selected.has(path), isWhole };
}

/** What is to be written, and is not there yet. */
function newFiles(
  found: readonly FoundFile[],
  { texts = new Map(), cwd }: LoadRequest,
): readonly FoundFile[] {
  if (texts.size === 0) return [];
  const known = new Set(found.map(({ path }) => path));
  return [...texts.keys()]
    .filter((path) => !known.has(path))
    .map((path) => ({ path, root: findRepositoryRoot(dirname(path), cwd), selected: true }));
}
