import { join } from 'node:path';
import { encodeName } from '../model/encode-name.ts';
import { MuleteerError } from '../model/errors.ts';
import type { HistoryEntry } from '../model/record.ts';
import type { ExclusiveOptions } from './exclusive-file.ts';
import { type FileContent, fileText, readFileText } from './file-layout.ts';
import { historyEntry, type Kept, type RecordState } from './record-state.ts';
import type { StateKeeper, StateSwap } from './state-keeper.ts';
import { RECORDED_ANEW, readingRecord } from './unreadable-record.ts';
import { alone, digestOf, onDisk, textOf, writeWhole } from './whole-file.ts';

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
      return alone(file, exclusive, () => swapContent(file, swap));
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
  const content = await readingRecord(
    file,
    { toForget: 'remove the file to forget it', without: RECORDED_ANEW },
    async () => readFileText(text, target),
  );
  return { version: digestOf(text), content };
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
  return { version: await writeWhole(file, fileText(content)), state: content.state };
}
