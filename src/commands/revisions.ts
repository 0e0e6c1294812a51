import type { Revision } from './revision.ts';
import type { Checkout } from './revision-source.ts';

export interface HeldRevision {
  readonly revision: Revision;
  readonly checkout: Checkout;
}

/** The newest good revision, and older ones for as long as a turn goes on with their files. */
export interface Revisions {
  /** Null until there is one. */
  current(): HeldRevision | null;
  replace(next: HeldRevision): void;
  /** Works with what is newest now, to its end. */
  use<Result>(work: (held: HeldRevision) => Promise<Result>): Promise<Result>;
}

export function createRevisions(): Revisions {
  const users = new Map<HeldRevision, number>();
  let current: HeldRevision | null = null;
  const count = (held: HeldRevision, more: number): void => {
    const left = (users.get(held) ?? 0) + more;
    users.set(held, left);
    if (left > 0 || held === current) return;
    users.delete(held);
    void held.checkout.release();
  };
  return {
    current: () => current,
    replace(next) {
      const before = current;
      current = next;
      if (before !== null) count(before, 0);
    },
    async use(work) {
      if (current === null) throw new Error('there is no revision yet');
      const held = current;
      count(held, 1);
      try {
        return await work(held);
      } finally {
        count(held, -1);
      }
    },
  };
}
