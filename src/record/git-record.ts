import type { Environment } from '../git/git-environment.ts';
import { openRepository, type Repository } from '../git/open-repository.ts';
import { MuleteerError } from '../model/errors.ts';
import type { RecordStore } from '../model/record.ts';
import { createGitKeeper } from './git-keeper.ts';
import { createLockingStore, type LocalRunner } from './locking.ts';
import type { RecordKey } from './record-key.ts';
import { createSealer } from './seal.ts';
import type { TargetRefsOptions } from './target-refs.ts';

export interface GitRecordOptions extends TargetRefsOptions {
  readonly runner: LocalRunner;
  /** A random id. */
  readonly newRun: () => string;
  readonly key: RecordKey | null;
}

/**
 * The record in git itself: `refs/muleteer/applied/TARGET`, a chain of commits beside the branches. Work tree, index
 * and HEAD stay as they are, and no hook runs.
 */
export function createGitRecord(options: GitRecordOptions): RecordStore {
  const { open, remoteOf, clock, runner, newRun, key } = options;
  const keeper = createGitKeeper({ open, remoteOf, clock });
  return createLockingStore({ keeper, clock, runner, newRun, seal: createSealer(key) });
}

/** Opens the repository that a folder is in, once, when it is needed. */
export function openerOf(folder: string, env: Environment): () => Promise<Repository> {
  let opened: Promise<Repository> | null = null;
  return () => {
    opened ??= openRepository(folder, env).then((repository) => repository ?? noRepository(folder));
    return opened;
  };
}

function noRepository(folder: string): never {
  throw new MuleteerError('settings', `no git work tree at ${folder}, so no record can be kept there`, {
    hint: 'keep it in a folder with --record file:PATH, or go without with --record none',
  });
}
