/**
 * Values that are kept in one file from run to run. A file is as it was when size, inode and both of its times are:
 * what git goes by. Whatever is wrong with what was kept (another version, half a file, a changed byte), it counts as
 * not there: that costs time, and nothing else.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StampedValues } from '../model/stamped-values.ts';
import { makeFolder } from './make-folder.ts';

export interface StampedPlace {
  /** Null: for as long as the process lives. */
  readonly file: string | null;
  /** Of the program, and of the form of the values: what another one kept is not read. */
  readonly version: string;
  /** Milliseconds since the epoch, by the clock that dates files. */
  readonly now: () => number;
}

/** Size, inode, time of the content, time of the entry. */
type Stamp = readonly [size: number, inode: number, mtime: number, ctime: number];
type Entry = readonly [...Stamp, value: unknown];

/**
 * A file that is changed twice in one tick of the file system's clock may look as it was: of one that is this young
 * nothing is kept.
 */
const TICK_MS = 2_000;

const MOST = 100_000;

export function openStampedValues(place: StampedPlace): StampedValues {
  const kept = readKept(place);
  /** As each file was when it was asked for last; none for those that are young or gone. */
  const asked = new Map<string, Stamp | Entry>();
  const found = new Map<string, Entry>();
  let isNew = false;
  return {
    get(path) {
      const stats = statsOf(path);
      const entry = found.get(path) ?? kept.get(path);
      if (stats !== undefined && entry !== undefined && isAsIn(entry, stats)) {
        asked.set(path, entry);
        return entry[4];
      }
      if (stats === undefined || isYoung(stats, place.now())) asked.delete(path);
      else asked.set(path, [stats.size, stats.ino, stats.mtimeMs, stats.ctimeMs]);
      return undefined;
    },
    set(path, value) {
      const stamp = asked.get(path);
      if (stamp === undefined) return;
      const [size, inode, mtime, ctime] = stamp;
      found.set(path, [size, inode, mtime, ctime, value]);
      isNew = true;
    },
    save() {
      if (!isNew || place.file === null) return;
      const all = [...new Map([...kept, ...found])];
      const inUse = all.length > MOST ? all.filter(([path]) => asked.has(path)) : all;
      write(place.file, place.version, inUse);
      isNew = false;
    },
  };
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** By index: for thousands of files that takes a tenth of the time of taking the list apart. */
function isAsIn(entry: Entry, { size, ino, mtimeMs, ctimeMs }: Stats): boolean {
  return entry[0] === size && entry[1] === ino && entry[2] === mtimeMs && entry[3] === ctimeMs;
}

function isYoung({ mtimeMs, ctimeMs }: Stats, now: number): boolean {
  return Math.max(mtimeMs, ctimeMs) + TICK_MS > now;
}

const NOTHING: ReadonlyMap<string, Entry> = new Map();

/** First line: the digest of the rest. */
function readKept({ file, version }: StampedPlace): ReadonlyMap<string, Entry> {
  if (file === null) return NOTHING;
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf('\n');
    const json = bytes.subarray(end + 1);
    if (bytes.toString('utf8', 0, end) !== digestOf(json)) return NOTHING;
    const kept = JSON.parse(json.toString()) as {
      readonly version: string;
      readonly files: readonly [string, Entry][];
    };
    return kept.version === version ? new Map(kept.files) : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** In its place at once, or not at all: somebody else may read it at any time. */
function write(file: string, version: string, files: readonly (readonly [string, Entry])[]): void {
  const beside = `${file}.${randomUUID()}`;
  try {
    const json = JSON.stringify({ version, files });
    makeFolder(dirname(file));
    // Manifests are for those who may read the repository.
    writeFileSync(beside, `${digestOf(json)}\n${json}`, { mode: 0o600 });
    renameSync(beside, file);
  } catch {
    discard(beside);
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // There is not even a folder that it could be in.
  }
}

function digestOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
