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
  readonly file: string;
  /** Of the program, and of the form of the values: what another one kept is not read. */
  readonly version: string;
}

/** Size, inode, time of the content, time of the entry. */
type Stamp = readonly [number, number, number, number];
type Entry = readonly [...Stamp, unknown];

/**
 * A file that is changed twice in one tick of the file system's clock may look as it was. What was that young when it
 * was kept is looked at again.
 */
const TICK_MS = 2_000;

const MOST = 100_000;

export function openStampedValues(place: StampedPlace): StampedValues {
  const { entries, writtenAt } = readKept(place);
  const stamps = new Map<string, Stamp>();
  const found = new Map<string, Entry>();
  let isNew = false;
  return {
    get(path) {
      const stamp = stampOf(path);
      if (stamp === null) return undefined;
      stamps.set(path, stamp);
      const entry = entries.get(path);
      if (entry === undefined || !isSame(entry, stamp) || isYoung(stamp, writtenAt)) return undefined;
      found.set(path, entry);
      return entry[4];
    },
    set(path, value) {
      const stamp = stamps.get(path);
      if (stamp === undefined) return;
      found.set(path, [...stamp, value]);
      isNew = true;
    },
    save() {
      if (!isNew) return;
      const all = new Map([...entries, ...found]);
      write(place, all.size > MOST ? found : all);
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

function isYoung([, , mtime, ctime]: Stamp, writtenAt: number): boolean {
  return Math.max(mtime, ctime) + TICK_MS > writtenAt;
}

interface Kept {
  readonly entries: ReadonlyMap<string, Entry>;
  /** By the clock of the file system, in milliseconds. */
  readonly writtenAt: number;
}

const NOTHING: Kept = { entries: new Map(), writtenAt: 0 };

/** First line: the digest of the rest. */
function readKept({ file, version }: StampedPlace): Kept {
  try {
    const writtenAt = statSync(file).mtimeMs;
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const json = text.slice(end + 1);
    if (text.slice(0, end) !== digestOf(json)) return NOTHING;
    const kept = JSON.parse(json) as { readonly version: string; readonly files: readonly [string, Entry][] };
    return kept.version === version ? { entries: new Map(kept.files), writtenAt } : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** In its place at once, or not at all: somebody else may read it at any time. */
function write({ file, version }: StampedPlace, entries: ReadonlyMap<string, Entry>): void {
  const json = JSON.stringify({ version, files: [...entries] });
  const beside = `${file}.${randomUUID()}`;
  try {
    makeFolder(dirname(file));
    // Manifests are for those who may read the repository.
    writeFileSync(beside, `${digestOf(json)}\n${json}`, { mode: 0o600 });
    renameSync(beside, file);
  } catch {
    rmSync(beside, { force: true });
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
