import { dirname } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Declaration } from '../model/kind.ts';
import type { Manifest, UnreadableManifest } from '../model/manifest.ts';
import { checkDocuments } from './check-documents.ts';
import { type FoundFile, findFiles, noManifest } from './find-files.ts';
import type { ParsedFile } from './parse-documents.ts';
import { parseFile } from './parse-file.ts';
import { findRepositoryRoot } from './repository-root.ts';

export interface LoadRequest {
  /** Files and folders, absolute or relative to `cwd`. */
  readonly paths: readonly string[];
  /** The working folder, absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly declarations: readonly Declaration[];
  /** Absolute path → what a file would say, instead of what it says. */
  readonly texts?: ReadonlyMap<string, string>;
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
  const found = findFiles(request.paths, request.cwd);
  const files = [...found.files, ...newFiles(found.files, request)];
  const parsed = new Map(files.map((file) => [file.path, parseFile(file, request.cwd, request.texts)]));
  const documents = [...parsed.values()].flatMap((file) => file.documents);
  const empty = found.paths.filter(
    ({ isOfPolicies, files }) => !isOfPolicies && files.every((file) => isEmpty(parsed.get(file))),
  );
  const broken = [...parsed.values()].flatMap((file) => file.unreadable);
  const checked = checkDocuments({ documents, broken, env: request.env, declarations: request.declarations });
  return {
    manifests: checked.manifests,
    unreadable: [...broken, ...checked.unreadable],
    diagnostics: [
      ...found.diagnostics,
      ...empty.map(({ given }) => noManifest(given)),
      ...[...parsed.values()].flatMap((file) => file.diagnostics),
      ...checked.diagnostics,
    ],
  };
}

/** What is to be written, and is not there yet. */
function newFiles(
  found: readonly FoundFile[],
  { texts = new Map(), cwd }: LoadRequest,
): readonly FoundFile[] {
  const known = new Set(found.map(({ path }) => path));
  return [...texts.keys()]
    .filter((path) => !known.has(path))
    .map((path) => ({ path, root: findRepositoryRoot(dirname(path), cwd), selected: true }));
}

function isEmpty(file: ParsedFile | undefined): boolean {
  return file === undefined || (file.documents.length === 0 && file.unreadable.length === 0);
}
