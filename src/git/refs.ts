import { GitFailure } from './git-failure.ts';
import type { Git } from './run-git.ts';

/** The object that a ref names; null where there is no such ref. The object itself may be missing. */
export async function readRef(git: Git, ref: string): Promise<string | null> {
  try {
    return (await git.text(['rev-parse', '--verify', '--quiet', ref])).trim();
  } catch (error) {
    if (error instanceof GitFailure && error.exitCode === 1) return null;
    throw error;
  }
}

export interface RefSwap {
  readonly ref: string;
  /** What it must name for anything to happen; null: there must be no such ref. */
  readonly before: string | null;
  /** What it names then; null: the ref is gone. */
  readonly next: string | null;
}

/** A compare-and-swap. False: the ref names something else than `before`, and nothing was done. */
export async function swapRef(git: Git, swap: RefSwap): Promise<boolean> {
  if (swap.before === swap.next) return (await readRef(git, swap.ref)) === swap.before;
  try {
    await git.text(['update-ref', '--stdin'], { input: `${command(swap)}\n` });
    return true;
  } catch (error) {
    // Git's words differ from one version to the next. What the ref names now does not.
    const now = await readRef(git, swap.ref);
    if (now === swap.next) return true;
    if (now !== swap.before) return false;
    throw error;
  }
}

function command({ ref, before, next }: RefSwap): string {
  if (next === null) return `delete ${ref} ${before}`;
  return before === null ? `create ${ref} ${next}` : `update ${ref} ${next} ${before}`;
}

/** Whether a commit is another's ancestor, or the same. */
export function isAncestor(git: Git, older: string, newer: string): Promise<boolean> {
  return git.asks(['merge-base', '--is-ancestor', older, newer]);
}

/** Whether this repository has the commit itself, without asking a promisor remote for it. */
export async function hasCommit(git: Git, commit: string): Promise<boolean> {
  try {
    const told = await git.text(['cat-file', '--batch-check'], {
      input: `${commit}\n`,
      env: { GIT_NO_LAZY_FETCH: '1' },
    });
    return / commit \d+\s*$/.test(told);
  } catch (error) {
    if (error instanceof GitFailure) return false;
    throw error;
  }
}
