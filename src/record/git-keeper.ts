import { MissingObject, readChain, readFiles, readObjects, writeCommit } from '../git/commits.ts';
import { GitFailure } from '../git/git-failure.ts';
import { identityOf, type Repository } from '../git/open-repository.ts';
import { swapRef } from '../git/refs.ts';
import type { Git } from '../git/run-git.ts';
import type { Clock } from '../model/clock.ts';
import { encodeName } from '../model/encode-name.ts';
import { MuleteerError } from '../model/errors.ts';
import type { HistoryEntry } from '../model/record.ts';
import { commitMessage, runInMessage } from './commit-message.ts';
import { changesBetween, RUN, stateOf } from './git-layout.ts';
import { createRefSync, type RefSync } from './git-sync.ts';
import { parseJson, Unreadable } from './read-fields.ts';
import { historyEntry, type Kept } from './record-state.ts';
import { readRun } from './state-json.ts';
import type { StateKeeper, StateSwap } from './state-keeper.ts';
import { readingRecord } from './unreadable-record.ts';

/** The author of commits where nobody said who they are, as on a CI runner. */
const NOBODY = 'Muleteer <muleteer@localhost>';

export interface GitKeeperOptions {
  readonly open: () => Promise<Repository>;
  readonly remoteOf: (target: string) => string | null;
  readonly clock: Clock;
}

/** States as commits of one chain for each target. A version is a commit's id. */
export function createGitKeeper(options: GitKeeperOptions): StateKeeper {
  const { open, remoteOf } = options;
  const syncOf = createSyncOf(options);
  /** Reads what the target's ref leads to, once it has followed the remote. Null: it is nowhere. */
  const reading = async <T>(
    target: string,
    read: (git: Git, head: string) => Promise<T>,
  ): Promise<T | null> => {
    const { git } = await open();
    const head = await (await syncOf(target)).align();
    return head === null ? null : await readingRef(refOf(target), () => read(git, head));
  };
  return {
    describe: (target) => [refOf(target), remoteOf(target) ?? []].flat().join(' of '),
    author: async () => await identityOf(await open()),
    read: (target) => reading(target, readState),
    swap: (swap) => sayingWhy(refOf(swap.target), () => swapStates(options, swap)),
    publish: async (target, { version }) => await (await syncOf(target)).publish(version),
    async retract(target, kept, before) {
      const { git } = await open();
      const back = { ref: refOf(target), before: kept.version, next: before?.version ?? null };
      await sayingWhy(back.ref, () => swapRef(git, back));
    },
    history: async (target) => (await reading(target, readHistory)) ?? [],
  };
}

function refOf(target: string): string {
  return `refs/muleteer/applied/${encodeName(target)}`;
}

function createSyncOf({ open, remoteOf }: GitKeeperOptions): (target: string) => Promise<RefSync> {
  const syncs = new Map<string, RefSync>();
  return async (target) => {
    const repository = await open();
    const sync = syncs.get(target) ?? createRefSync(repository, refOf(target), remoteOf(target));
    syncs.set(target, sync);
    return sync;
  };
}

async function swapStates(
  { open, clock }: GitKeeperOptions,
  { target, before, next }: StateSwap,
): Promise<Kept | null> {
  const repository = await open();
  const [parent, earlier] = [before?.version ?? null, before?.state ?? null];
  const commit = await writeCommit(repository.git, {
    parent,
    changes: changesBetween(earlier, next),
    message: commitMessage(earlier, next),
    author: (await identityOf(repository)) ?? NOBODY,
    time: clock.now(),
  });
  const swapped = await swapRef(repository.git, { ref: refOf(target), before: parent, next: commit });
  return swapped ? { version: commit, state: next } : null;
}

async function readState(git: Git, version: string): Promise<Kept> {
  return { version, state: stateOf(await readFiles(git, version)) };
}

/** The newest commit of each run says how the run ended. */
async function readHistory(git: Git, head: string): Promise<readonly HistoryEntry[]> {
  const newest = new Map<string, string>();
  for (const { commit, message } of await readChain(git, head)) {
    const run = runInMessage(message);
    if (run !== null && !newest.has(run)) newest.set(run, `${commit}:${RUN}`);
  }
  const names = [...newest.values()];
  const texts = await readObjects(git, names);
  return names.map((name, index) => historyEntry(readRun(parseJson(texts[index] ?? '', name), name)));
}

async function sayingWhy<T>(ref: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (!(cause instanceof GitFailure)) throw cause;
    throw new MuleteerError('settings', `git does not write ${ref}: ${cause.reason}`, {
      hint: 'what was recorded before is as it was',
      cause,
    });
  }
}

function readingRef<T>(ref: string, read: () => Promise<T>): Promise<T> {
  const toForget = `git log ${ref} shows earlier states, git update-ref ${ref} COMMIT goes back to one, with -d it forgets all`;
  return readingRecord(ref, { toForget }, async () => {
    try {
      return await read();
    } catch (error) {
      if (error instanceof MissingObject) throw new Unreadable(error.message);
      // Git's code for an object that is damaged, or of another sort than it should be.
      if (error instanceof GitFailure && error.exitCode === 128) throw new Unreadable(error.reason);
      throw error;
    }
  });
}
