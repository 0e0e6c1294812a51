import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { encodeName } from '../model/encode-name.ts';
import { MuleteerError } from '../model/errors.ts';
import type { HistoryEntry } from '../model/record.ts';
import { type ExclusiveOptions, exclusively } from './exclusive-file.ts';
import { type FileContent, fileText, readFileText } from './file-layout.ts';
import { historyEntry, type Kept, type RecordState } from './record-state.ts';
import type { StateKeeper, StateSwap } from './state-keeper.ts';
import { readingRecord } from './unreadable-record.ts';

export interface FileKeeperOptions extends ExclusiveOptions {
  readonly path: string;
  readonly author: string | null;
}

/** States as JSON files, replaced as a whole. A version is the digest of the file's bytes. */
export function createFileKeeper({ path, author, ...exclusive }: FileKeeperOptions): StateKeeper {
  const fileOf = createFileOf(path);
  const read = async (target: string): Promise<KeptContent | null> => {
    const file = fileOf(target);
    return await onDisk(file, () => readContent(file, target));
  };
  return {
    describe: fileOf,
    author: async () => author,
    async read(target) {
      const kept = await read(target);
      return kept === null ? null : { version: kept.version, state: kept.content.state };
    },
    swap: (swap) => {
      const file = fileOf(swap.target);
      return onDisk(file, async () => {
        makeFolder(dirname(file));
        return await exclusively(`${file}.lock`, exclusive, () => swapContent(file, swap));
      });
    },
    publish: async () => true,
    // Nothing is ever published, and so nothing fails to be.
    retract: async () => {},
    async history(target) {
      const kept = await read(target);
      return kept === null ? [] : [historyEntry(kept.content.state.run), ...kept.content.earlier];
    },
  };
}

interface KeptContent {
  readonly version: string;
  readonly content: FileContent;
}

async function readContent(file: string, target: string): Promise<KeptContent | null> {
  const text = await textOf(file);
  if (text === null) return null;
  const content = await readingRecord(file, { toForget: 'remove the file to forget it' }, async () =>
    readFileText(text, target),
  );
  return { version: digest(text), content };
}

async function swapContent(file: string, { target, before, next }: StateSwap): Promise<Kept | null> {
  const now = await readContent(file, target);
  if ((now?.version ?? null) !== (before?.version ?? null)) return null;
  return await replace(file, { target, state: next, earlier: earlierRuns(now?.content ?? null, next) });
}

/** Where a target's record is. A path that ends in `.json` is the file itself, and so has room for one target. */
function createFileOf(path: string): (target: string) => string {
  if (!path.endsWith('.json')) return (target) => join(path, `${encodeName(target)}.json`);
  let only: string | null = null;
  return (target) => {
    only ??= target;
    if (target === only) return path;
    throw new MuleteerError(
      'settings',
      `${path} can keep the record of ${only} or of ${target}, not of both`,
      {
        hint: 'name a folder, it gets a file for each target',
      },
    );
  };
}

/** How many runs `history` goes back, beside the last. */
const REMEMBERED = 500;

function earlierRuns(now: FileContent | null, next: RecordState): readonly HistoryEntry[] {
  if (now === null) return [];
  const isSameRun = now.state.run.runner.run === next.run.runner.run;
  return isSameRun ? now.earlier : [historyEntry(now.state.run), ...now.earlier].slice(0, REMEMBERED);
}

async function replace(file: string, content: FileContent): Promise<Kept> {
  const text = fileText(content);
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  const handle = await open(draft, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(dirname(file));
  return { version: digest(text), state: content.state };
}

/** Makes the new name outlast a power cut. Some systems open no folders, and need not. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MuleteerError || !(error instanceof Error && 'syscall' in error)) throw error;
    throw new MuleteerError('settings', `the record cannot be kept in ${file}: ${error.message}`, {
      hint: '--record file:PATH names a folder that can be written to',
      cause: error,
    });
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
