/**
 * One ref, here and at a remote. Where a remote is named, its state is the one that counts: ours only goes before
 * when it goes on from there, which is what is left when a process died before it could push.
 */
import type { Repository } from '../git/open-repository.ts';
import { hasCommit, isAncestor, swapRef } from '../git/refs.ts';
import { openRemote, type Remote } from '../git/remote.ts';
import { MuleteerError } from '../model/errors.ts';

export interface RefSync {
  /** What the ref names, here, once it has followed the remote. Null: it is nowhere. */
  align(): Promise<string | null>;
  /** False: the remote has moved on. */
  publish(commit: string): Promise<boolean>;
}

export function createRefSync(repository: Repository, ref: string, remoteName: string | null): RefSync {
  if (remoteName === null) return { align: () => repository.readRef(ref), publish: async () => true };
  const remote = openRemote(repository, remoteName);
  let known: string | null | undefined;
  const align = async (): Promise<string | null> => {
    known = await remote.readRef(ref);
    return await follow(repository, ref, { remote, there: known });
  };
  return {
    align,
    async publish(commit) {
      if (known === undefined) await align();
      const answer = await remote.swapRef({ ref, before: known ?? null, next: commit });
      if (answer.is === 'denied') throw denied(remoteName, ref, answer.reason);
      known = answer.is === 'done' ? commit : answer.now;
      return answer.is === 'done';
    },
  };
}

interface There {
  readonly remote: Remote;
  readonly there: string | null;
}

/** How often another process may move the ref between our look and our swap. */
const ATTEMPTS = 5;

async function follow(
  { git, readRef }: Repository,
  ref: string,
  { remote, there }: There,
): Promise<string | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const here = await readRef(ref);
    if (there === null || here === there) return here;
    if (here !== null && (await hasCommit(git, there)) && (await isAncestor(git, there, here))) return here;
    await remote.fetch([ref]);
    if (await swapRef(git, { ref, before: here, next: there })) return there;
  }
  throw new MuleteerError('refused', `${ref} does not stand still`, {
    hint: 'other processes write it all the time; try again',
    passes: true,
  });
}

function denied(remote: string, ref: string, reason: string): MuleteerError {
  return new MuleteerError('forbidden', `git remote ${remote} does not take ${ref}: ${reason}`, {
    hint: 'whoever applies needs the right to push; a GitHub job says so with permissions: contents: write',
  });
}
