import type { Clock } from '../model/clock.ts';
import type { RecordStore } from '../model/record.ts';
import { createFileKeeper } from './file-keeper.ts';
import { createLockingStore, type LocalRunner } from './locking.ts';
import type { RecordKey } from './record-key.ts';
import { createSealer } from './seal.ts';

export interface FileRecordOptions {
  /** A folder, made when needed; with the ending `.json`, one file for a single target. */
  readonly path: string;
  readonly clock: Clock;
  readonly runner: LocalRunner;
  /** Who applies, where that is known: `Ada Ops <ada@example.test>`. */
  readonly author: string | null;
  /** A random id. */
  readonly newRun: () => string;
  readonly key: RecordKey | null;
}

/** The record outside git: a JSON file for each target. */
export function createFileRecord(options: FileRecordOptions): RecordStore {
  const { path, clock, runner, author, newRun, key } = options;
  const keeper = createFileKeeper({ path, clock, runner, author });
  return createLockingStore({ keeper, clock, runner, newRun, seal: createSealer(key) });
}
