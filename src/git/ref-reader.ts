import { GitFailure } from './git-failure.ts';
import { readRef } from './refs.ts';
import type { Git } from './run-git.ts';

/** The object that a ref names; null where there is no such ref. As it is when, or after, it is asked for. */
export type RefReader = (ref: string) => Promise<string | null>;

/**
 * One git for all who ask while another one runs: it takes longer to start than to answer, and the turns of a hundred
 * targets would start it twice each.
 */
export function createRefReader(git: Git): RefReader {
  let next: Asked | null = null;
  let running: Promise<unknown> = Promise.resolve();
  const openNext = (): Asked => {
    const refs = new Set<string>();
    const told = running.then(() => {
      next = null;
      return listRefs(git, [...refs]);
    });
    running = told.catch(() => {});
    return { refs, told };
  };
  return async (ref) => {
    next ??= openNext();
    next.refs.add(ref);
    try {
      return (await next.told).get(ref) ?? null;
    } catch (error) {
      // Another's trouble is not ours.
      if (error instanceof GitFailure) return readRef(git, ref);
      throw error;
    }
  };
}

interface Asked {
  readonly refs: Set<string>;
  readonly told: Promise<ReadonlyMap<string, string>>;
}

async function listRefs(git: Git, refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const told = await git.text(['for-each-ref', '--format=%(objectname) %(refname)', ...refs]);
  return new Map(
    told.split('\n').map((line) => {
      const at = line.indexOf(' ');
      return [line.slice(at + 1), line.slice(0, at)] as const;
    }),
  );
}
