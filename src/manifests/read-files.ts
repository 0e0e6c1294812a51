/**
 * Files into documents. To parse them takes longer than all else that is done with them, so that another thread does
 * its share of many that nobody knows yet. What it finds a mistake in is parsed here again, where mistakes are told.
 */
import { setImmediate } from 'node:timers/promises';
import type { FoundFile } from './find-files.ts';
import type { FileReader } from './parse-file.ts';
import { ParsedFiles } from './parsed-files.ts';
import type { Kept, ParserThread } from './start-parser.ts';

export interface ManyFilesReader extends FileReader {
  /** Null where there is one processor only. */
  readonly startParser: (() => ParserThread) | null;
}

/** Fewer are parsed before another thread is ready. */
const MANY = 500;
const FILES_AT_ONCE = 50;
/** So that the thread has its next files before its answer to the last ones was heard. */
const ON_THE_WAY = 2;

export async function readFiles(found: readonly FoundFile[], reader: ManyFilesReader): Promise<ParsedFiles> {
  const files = new ParsedFiles(reader);
  const aside = await parseAside(found, files, reader);
  for (const file of found) files.add(file, aside.get(file.path));
  return files;
}

/** Absolute path → what the other thread found. The rest of the files that nobody knows is added meanwhile. */
async function parseAside(
  found: readonly FoundFile[],
  files: ParsedFiles,
  { known, texts, startParser }: ManyFilesReader,
): Promise<ReadonlyMap<string, Kept>> {
  const aside = new Map<string, Kept>();
  if (startParser === null || found.length < MANY) return aside;
  const unknown = found.filter(({ path }) => !known.has(path) && texts?.has(path) !== true);
  if (unknown.length < MANY) return aside;
  const thread = startParser();
  const left = inParts(unknown);
  const serve = async (): Promise<void> => {
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      const kept = await thread.parse(part);
      for (const [index, { path }] of part.entries()) aside.set(path, kept[index] ?? null);
    }
  };
  try {
    // What it does not answer is parsed here.
    const serving = Promise.allSettled(Array.from({ length: ON_THE_WAY }, serve));
    for (let part = left.shift(); part !== undefined; part = left.shift()) {
      for (const file of part) files.add(file);
      await setImmediate();
    }
    await serving;
    return aside;
  } finally {
    thread.end();
  }
}

function inParts(files: readonly FoundFile[]): FoundFile[][] {
  const parts: FoundFile[][] = [];
  for (let at = 0; at < files.length; at += FILES_AT_ONCE) parts.push(files.slice(at, at + FILES_AT_ONCE));
  return parts;
}
