/** The record of one target, for commands that look at nothing else. */
import type { RecordStore } from '../model/record.ts';
import { noCommands } from './exec-options.ts';
import type { Io } from './io.ts';
import { loadTargets } from './load-targets.ts';
import { openRecord } from './open-record.ts';
import type { RecordOptions } from './record-options.ts';
import { unknownTarget } from './unknown-name.ts';

export interface TargetRecordOptions extends RecordOptions {
  /** Where the manifests are. */
  readonly path: string;
}

export interface OpenedTargetRecord {
  readonly store: RecordStore;
  /** To be asked where nothing is recorded: a misspelt name must not look like a target that is new. */
  assertDeclared(): void;
}

/** A target that is declared no more may still have a record. */
export async function openTargetRecord(
  target: string,
  options: TargetRecordOptions,
  io: Io,
): Promise<OpenedTargetRecord> {
  const { targets, problems } = await loadTargets([options.path], io, noCommands('it is not needed'));
  const { store } = await openRecord([options.path], targets, options, io);
  const names = targets.map(({ name }) => name);
  return {
    store,
    assertDeclared() {
      if (names.includes(target)) return;
      const found = problems.length === 0 ? '' : ', and muleteer validate finds mistakes there';
      throw unknownTarget(target, names, ` at ${options.path}${found}`);
    },
  };
}
