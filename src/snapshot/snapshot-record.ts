import { MuleteerError } from '../model/errors.ts';
import type { AppliedRecord, RecordStore } from '../model/record.ts';

export interface SnapshotRecordOptions {
  readonly remembers: boolean;
  readonly records: ReadonlyMap<string, AppliedRecord | null>;
  readonly seal: RecordStore['seal'];
}

/** The record as it was when the snapshot was taken. Nothing can be added to it. */
export function createSnapshotRecord({ remembers, records, seal }: SnapshotRecordOptions): RecordStore {
  const never = async (): Promise<never> => {
    throw new MuleteerError('bug', 'the record of a snapshot is read only');
  };
  return {
    remembers,
    describe: () => null,
    load: async (target) => records.get(target) ?? null,
    seal,
    begin: never,
    history: never,
    unlock: never,
  };
}
