import { MuleteerError } from '../model/errors.ts';
import type { HoldStore, RecordedHold } from '../model/recorded-hold.ts';

/** What was held when the snapshot was taken. Nothing can be added to it. */
export function createSnapshotHolds(holds: ReadonlyMap<string, readonly RecordedHold[]>): HoldStore {
  return {
    describe: () => null,
    author: async () => null,
    load: async (target) => holds.get(target) ?? [],
    edit: async () => {
      throw new MuleteerError('bug', 'the holds of a snapshot are read only');
    },
  };
}
