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
  const about = {
    ...found,
    name: relative(cwd, found.path).split(sep).join('/'),
    folder: dirname(found.path),
  };
  const given = texts?.get(found.path);
  if (given !== undefined) return parseText(given, about);
  const kept = documentsIn(known.get(found.path));
  if (kept !== null) return keptFile(kept, about);
  const read = readText(found.path);
  if ('problem' in read) {
    const diagnostic = liveDiagnostic('error', 'unreadable_file', `${about.name} ${read.problem}`);
    return { documents: [], unreadable: [unreadableFrom(undefined)], diagnostics: [diagnostic] };
  }
  const parsed = parseText(read.text, about);
  if (isWorthKeeping(read.text, parsed))
    known.set(
      found.path,
      parsed.documents.map(({ kept }) => kept),
    );
  return parsed;
}

type AboutFile = Omit<SourceFile, 'source'>;

function parseText(text: string, about: AboutFile): ParsedFile {
  if (!about.selected && !MENTIONS_US.test(text)) return { documents: [], unreadable: [], diagnostics: [] };
  return parseDocuments({ ...about, source: new SourceText(() => text) });
}

/** Its text is read where a place in it is asked for. */
function keptFile(kept: readonly KeptDocument[], about: AboutFile): ParsedFile {
  const source = new SourceText(() => {
    const read = readText(about.path);
    return 'text' in read ? read.text : '';
  });
  const file = { ...about, source };
  const documents = kept.map((document) => new SourceDocument({ file, ...document }));
  return { documents, unreadable: [], diagnostics: [] };
}

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
