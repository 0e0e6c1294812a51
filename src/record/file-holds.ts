import { join } from 'node:path';
import { encodeName } from '../model/encode-name.ts';
import type { HoldStore, RecordedHold } from '../model/recorded-hold.ts';
import type { FileKeeperOptions } from './file-keeper.ts';
import { holdsText, readHolds, UNHELD } from './holds-json.ts';
import { readingRecord } from './unreadable-record.ts';
import { alone, onDisk, textOf, writeWhole } from './whole-file.ts';

/** A file for each target, beside those of the record. */
export function createFileHolds({ path, author, ...exclusive }: FileKeeperOptions): HoldStore {
  const fileOf = (target: string): string =>
    path.endsWith('.json')
      ? path.replace(/\.json$/, '.holds.json')
      : join(path, 'holds', `${encodeName(target)}.json`);
  const read = async (target: string): Promise<readonly RecordedHold[]> => {
    const file = fileOf(target);
    const text = await onDisk(file, () => textOf(file));
    if (text === null) return [];
    const how = { toForget: 'remove the file to forget it', without: UNHELD };
    return await readingRecord(file, how, async () => readHolds(text, target));
  };
  return {
    describe: fileOf,
    author: async () => author,
    load: read,
    edit: (target, edit) =>
      alone(fileOf(target), exclusive, async () => {
        const before = await read(target);
        const edited = edit(before);
        if (edited === null) return before;
        await writeWhole(fileOf(target), holdsText(target, edited.holds));
        return edited.holds;
      }),
  };
}
