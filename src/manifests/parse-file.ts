import { readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { liveDiagnostic } from '../model/diagnostic.ts';
import type { FoundFile } from './find-files.ts';
import { type ParsedFile, parseDocuments } from './parse-documents.ts';
import { SourceText } from './source-text.ts';
import { unreadableFrom } from './unreadable.ts';

const MAX_FILE_BYTES = 16 * 1_048_576;

/** The documents of a file; what cannot be read is a diagnostic. */
export function parseFile(found: FoundFile, cwd: string, texts?: ReadonlyMap<string, string>): ParsedFile {
  const name = relative(cwd, found.path).split(sep).join('/');
  const given = texts?.get(found.path);
  const read = given === undefined ? readText(found.path) : { text: given };
  if ('problem' in read) {
    const diagnostic = liveDiagnostic('error', 'unreadable_file', `${name} ${read.problem}`);
    return { documents: [], unreadable: [unreadableFrom(undefined)], diagnostics: [diagnostic] };
  }
  if (!found.selected && !MENTIONS_US.test(read.text))
    return { documents: [], unreadable: [], diagnostics: [] };
  return parseDocuments({ ...found, name, folder: dirname(found.path), source: new SourceText(read.text) });
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
