import { readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { liveDiagnostic } from '../model/diagnostic.ts';
import type { StampedValues } from '../model/stamped-values.ts';
import type { FoundFile } from './find-files.ts';
import { type ParsedFile, parseDocuments } from './parse-documents.ts';
import { type KeptDocument, SourceDocument, type SourceFile } from './source-document.ts';
import { SourceText } from './source-text.ts';
import { unreadableFrom } from './unreadable.ts';

const MAX_FILE_BYTES = 16 * 1_048_576;

export interface FileReader {
  readonly cwd: string;
  /** Absolute path → what a file would say, instead of what it says. */
  readonly texts?: ReadonlyMap<string, string>;
  /** What earlier runs found in files. */
  readonly known: StampedValues;
}

/** The documents of a file; what cannot be read is a diagnostic. */
export function parseFile(found: FoundFile, { cwd, texts, known }: FileReader): ParsedFile {
  const given = texts?.get(found.path);
  if (given !== undefined) return parseText(given, found, cwd);
  const kept = documentsIn(known.get(found.path));
  if (kept !== null) return keptFile(kept, found, cwd);
  const read = readText(found.path);
  if ('problem' in read) {
    const message = `${nameOf(found.path, cwd)} ${read.problem}`;
    const diagnostic = liveDiagnostic('error', 'unreadable_file', message);
    return { documents: [], unreadable: [unreadableFrom(undefined)], diagnostics: [diagnostic] };
  }
  const parsed = parseText(read.text, found, cwd);
  if (isWorthKeeping(read.text, parsed))
    known.set(
      found.path,
      parsed.documents.map(({ kept }) => kept),
    );
  return parsed;
}

/** Relative to the working folder, with forward slashes. */
function nameOf(path: string, cwd: string): string {
  const isBelow = path.startsWith(cwd) && path[cwd.length] === sep;
  const way = isBelow ? path.slice(cwd.length + 1) : relative(cwd, path);
  return sep === '/' ? way : way.replaceAll(sep, '/');
}

function sourceFile({ path, root, selected }: FoundFile, cwd: string, read: () => string): SourceFile {
  const source = new SourceText(read);
  return { path, name: nameOf(path, cwd), folder: dirname(path), root, selected, source };
}

function parseText(text: string, found: FoundFile, cwd: string): ParsedFile {
  if (!found.selected && !MENTIONS_US.test(text)) return { documents: [], unreadable: [], diagnostics: [] };
  return parseDocuments(sourceFile(found, cwd, () => text));
}

/** Its text is read where a place in it is asked for. */
function keptFile(kept: readonly KeptDocument[], found: FoundFile, cwd: string): ParsedFile {
  const file = sourceFile(found, cwd, () => {
    const read = readText(found.path);
    return 'text' in read ? read.text : '';
  });
  const documents = kept.map((document) => SourceDocument.fromKept(document, file));
  return { documents, unreadable: NONE, diagnostics: NONE };
}

const NONE: readonly never[] = [];

/** Mistakes are looked for, and told, again with every run; and what JSON cannot say is not kept. */
function isWorthKeeping(text: string, { documents, unreadable, diagnostics }: ParsedFile): boolean {
  const isSound = unreadable.length === 0 && diagnostics.length === 0;
  return isSound && MENTIONS_US.test(text) && documents.every(({ value }) => survivesJson(value));
}

function survivesJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(survivesJson);
}

/** As this version kept them: nobody else is read. */
function documentsIn(value: unknown): readonly KeptDocument[] | null {
  return Array.isArray(value) ? value : null;
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
