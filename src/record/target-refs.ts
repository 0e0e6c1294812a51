/**
 * A ref for each target, here and at a remote, that leads to a chain of commits. What their trees hold is a matter of
 * whoever keeps something there.
 */
import { MissingObject, type NewCommit, writeCommit } from '../git/commits.ts';
import { GitFailure } from '../git/git-failure.ts';
import { identityOf, type Repository } from '../git/open-repository.ts';
import { swapRef } from '../git/refs.ts';
import type { Git } from '../git/run-git.ts';
import type { Clock } from '../model/clock.ts';
import { encodeName } from '../model/encode-name.ts';
import { MuleteerError } from '../model/errors.ts';
import { createRefSync, type RefSync } from './git-sync.ts';
import { Unreadable } from './read-fields.ts';
import { readingRecord } from './unreadable-record.ts';

/** The author of commits where nobody said who they are, as on a CI runner. */
const NOBODY = 'Muleteer <muleteer@localhost>';

export interface TargetRefsOptions {
  readonly open: () => Promise<Repository>;
  readonly remoteOf: (target: string) => string | null;
  readonly clock: Clock;
}

export interface TargetRefsPlace extends TargetRefsOptions {
  /** `refs/muleteer/applied`. */
  readonly folder: string;
  /** What becomes of a target whose ref is forgotten. */
  readonly without: string;
}

export interface TargetRefs {
  /** `refs/muleteer/applied/production of origin`. */
  describe(target: string): string;
  author(): Promise<string | null>;
  /** Reads what the target's ref leads to, once it has followed the remote. Null: it is nowhere. */
  read<T>(target: string, read: (git: Git, head: string) => Promise<T>): Promise<T | null>;
  /** Adds a commit, here. Null: the ref leads elsewhere by now. */
  swap(target: string, commit: Omit<NewCommit, 'author' | 'time'>): Promise<string | null>;
  /** Shows it to everybody. False: the remote has moved on. */
  publish(target: string, commit: string): Promise<boolean>;
  /** Takes back, here, what could not be shown. */
  retract(target: string, commit: string, before: string | null): Promise<void>;
}

export function createTargetRefs(place: TargetRefsPlace): TargetRefs {
  const { open, remoteOf, clock, folder, without } = place;
  const refOf = (target: string): string => `${folder}/${encodeName(target)}`;
  const syncOf = createSyncOf(place, refOf);
  /** Who we are is asked once for all commits of a run: each of git's processes holds up the calls that go on. */
  let known: Promise<string | null> | null = null;
  const author = async (): Promise<string | null> => {
    known = open().then(identityOf);
    return await known;
  };
  return {
    describe: (target) => [refOf(target), remoteOf(target) ?? []].flat().join(' of '),
    author,
    async read(target, read) {
      const { git } = await open();
      const head = await (await syncOf(target)).align();
      return head === null ? null : await readingRef(refOf(target), without, () => read(git, head));
    },
    swap: (target, { parent, changes, message }) =>
      sayingWhy(refOf(target), async () => {
        const repository = await open();
        const by = (await (known ?? author())) ?? NOBODY;
        const what = { parent, changes, message, author: by, time: clock.now() };
        const commit = await writeCommit(repository.git, what);
        const swapped = await swapRef(repository.git, { ref: refOf(target), before: parent, next: commit });
        return swapped ? commit : null;
      }),
    publish: async (target, commit) => await (await syncOf(target)).publish(commit),
    async retract(target, commit, before) {
      const { git } = await open();
      const back = { ref: refOf(target), before: commit, next: before };
      await sayingWhy(back.ref, () => swapRef(git, back));
    },
  };
}

function createSyncOf(
  { open, remoteOf }: TargetRefsOptions,
  refOf: (target: string) => string,
): (target: string) => Promise<RefSync> {
  const syncs = new Map<string, RefSync>();
  return async (target) => {
    const repository = await open();
    const sync = syncs.get(target) ?? createRefSync(repository, refOf(target), remoteOf(target));
    syncs.set(target, sync);
    return sync;
  };
}

async function sayingWhy<T>(ref: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (!(cause instanceof GitFailure)) throw cause;
    throw new MuleteerError('settings', `git does not write ${ref}: ${cause.reason}`, {
      hint: 'what was recorded before is as it was; see that the disk has room, and that this user may write there',
      cause,
      passes: true,
    });
  }
}

function readingRef<T>(ref: string, without: string, read: () => Promise<T>): Promise<T> {
  const toForget = `git log ${ref} shows earlier states, git update-ref ${ref} COMMIT goes back to one, with -d it forgets all`;
  return readingRecord(ref, { toForget, without }, async () => {
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
