/**
 * Values that are kept in one file from run to run. A file is as it was when size, inode and both of its times are:
 * what git goes by. Whatever is wrong with what was kept (another version, half a file, a changed byte), it counts as
 * not there: that costs time, and nothing else.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
type Stamp = readonly [number, number, number, number];
type Entry = readonly [...Stamp, unknown];

/**
 * A file that is changed twice in one tick of the file system's clock may look as it was: of one that is this young
 * nothing is kept.
 */
const TICK_MS = 2_000;

const MOST = 100_000;

export function openStampedValues(place: StampedPlace): StampedValues {
  const kept = readKept(place);
  const stamps = new Map<string, Stamp>();
  const used = new Map<string, Entry>();
  let isNew = false;
  return {
    get(path) {
      const stamp = stampOf(path);
      stamps.delete(path);
      if (stamp === null) return undefined;
      if (!isYoung(stamp, place.now())) stamps.set(path, stamp);
      const entry = used.get(path) ?? kept.get(path);
      if (entry === undefined || !isSame(entry, stamp)) return undefined;
      used.set(path, entry);
      return entry[4];
    },
    set(path, value) {
      const stamp = stamps.get(path);
      if (stamp === undefined) return;
      used.set(path, [...stamp, value]);
      isNew = true;
    },
    save() {
      if (!isNew || place.file === null) return;
      const all = new Map([...kept, ...used]);
      write(place.file, place.version, all.size > MOST ? used : all);
      isNew = false;
    },
  };
}

function stampOf(path: string): Stamp | null {
  try {
    const { size, ino, mtimeMs, ctimeMs } = statSync(path);
    return [size, ino, mtimeMs, ctimeMs];
  } catch {
    return null;
  }
}

function isSame(entry: Entry, stamp: Stamp): boolean {
  return stamp.every((part, index) => part === entry[index]);
}

function isYoung([, , mtime, ctime]: Stamp, now: number): boolean {
  return Math.max(mtime, ctime) + TICK_MS > now;
}

const NOTHING: ReadonlyMap<string, Entry> = new Map();

/** First line: the digest of the rest. */
function readKept({ file, version }: StampedPlace): ReadonlyMap<string, Entry> {
  if (file === null) return NOTHING;
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const json = text.slice(end + 1);
    if (text.slice(0, end) !== digestOf(json)) return NOTHING;
    const kept = JSON.parse(json) as { readonly version: string; readonly files: readonly [string, Entry][] };
    return kept.version === version ? new Map(kept.files) : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** In its place at once, or not at all: somebody else may read it at any time. */
function write(file: string, version: string, entries: ReadonlyMap<string, Entry>): void {
  const json = JSON.stringify({ version, files: [...entries] });
  const beside = `${file}.${randomUUID()}`;
  try {
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

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
