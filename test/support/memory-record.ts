/** A record in memory, with the locking of the real ones. Several stores may share one memory. */
import type { HistoryEntry, RecordStore } from '../../src/model/record.ts';
import { createLockingStore, type LockingOptions } from '../../src/record/locking.ts';
import { historyEntry, type Kept } from '../../src/record/record-state.ts';
import { createSealer } from '../../src/record/seal.ts';
import type { StateKeeper } from '../../src/record/state-keeper.ts';

/** All that was kept for each target, oldest first. */
export type Memory = Map<string, readonly Kept[]>;

export interface MemoryRecordOptions extends Omit<LockingOptions, 'keeper' | 'seal'> {
  readonly memory?: Memory;
  readonly author?: string | null;
}

export function createMemoryRecord(options: MemoryRecordOptions): RecordStore {
  const { memory = new Map(), author = null } = options;
  return createLockingStore({ ...options, keeper: createKeeper(memory, author), seal: createSealer(null) });
}

function createKeeper(memory: Memory, author: string | null): StateKeeper {
  const all = (target: string): readonly Kept[] => memory.get(target) ?? [];
  return {
    describe: (target) => `memory of ${target}`,
    author: async () => author,
    read: async (target) => all(target).at(-1) ?? null,
    swap: async ({ target, before, next }) => {
      if ((all(target).at(-1)?.version ?? null) !== (before?.version ?? null)) return null;
      const kept = { version: String(all(target).length + 1), state: next };
      memory.set(target, [...all(target), kept]);
      return kept;
    },
    publish: async () => true,
    retract: async () => {},
    history: async (target) => {
      const runs = new Map<string, HistoryEntry>();
      for (const { state } of all(target).toReversed()) {
        if (!runs.has(state.run.runner.run)) runs.set(state.run.runner.run, historyEntry(state.run));
      }
      return [...runs.values()];
    },
  };
}
