import { readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import type { Declaration } from '../model/kind.ts';
import type { Manifest, UnreadableManifest } from '../model/manifest.ts';
import { checkDocuments } from './check-documents.ts';
import { type FoundFile, findFiles, noManifest } from './find-files.ts';
import { type ParsedFile, parseDocuments } from './parse-documents.ts';
import { unreadableFrom } from './unreadable.ts';

export interface LoadRequest {
  /** Files and folders, absolute or relative to `cwd`. */
  readonly paths: readonly string[];
  /** The working folder, absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly declarations: readonly Declaration[];
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
  const parsed = new Map(found.files.map((file) => [file.path, parseFile(file, request.cwd)]));
  const documents = [...parsed.values()].flatMap((file) => file.documents);
  const empty = found.paths.filter(({ files }) => files.every((file) => isEmpty(parsed.get(file))));
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

const MAX_FILE_BYTES = 16 * 1_048_576;

function parseFile(found: FoundFile, cwd: string): ParsedFile {
  const name = relative(cwd, found.path).split(sep).join('/');
  const read = readText(found.path);
  if ('problem' in read) {
    const diagnostic = liveDiagnostic('error', 'unreadable_file', `${name} ${read.problem}`);
    return { documents: [], unreadable: [unreadableFrom(undefined)], diagnostics: [diagnostic] };
  }
  if (!found.selected && !MENTIONS_US.test(read.text))
    return { documents: [], unreadable: [], diagnostics: [] };
  return parseDocuments({ ...found, name, folder: dirname(found.path), text: read.text });
}

/** A parent folder holds other tools' YAML as well; only files that could be ours are looked at. */
const MENTIONS_US = /muleteer\/v/;

/** One after the other: for many small files that takes a fifth of the time of asynchronous calls. */
function readText(path: string): { readonly text: string } | { readonly problem: string } {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_FILE_BYTES) return { problem: 'is larger than 16 MB' };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { problem: 'is not UTF-8 text' };
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return { problem: `cannot be read (${code})` };
  }
}

function isEmpty(file: ParsedFile | undefined): boolean {
  return file === undefined || (file.documents.length === 0 && file.unreadable.length === 0);
}
