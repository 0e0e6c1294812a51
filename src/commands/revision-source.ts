/** Where a service gets its revisions from, and why it looks there. */

/** `changed`: something is said to be newer there. */
export type LookReason = 'start' | 'changed' | 'interval' | 'hook' | 'signal';

/** Files of one commit, or of a work tree as it is. */
export interface Checkout {
  /** What PATH is relative to. */
  readonly cwd: string;
  /** Nobody reads them any more. */
  release(): Promise<void>;
}

export interface RevisionSource {
  /** The one branch that is followed; null: whatever somebody checks out. */
  readonly branch: string | null;
  /**
   * Null: nothing is new.
   * @throws MuleteerError where that cannot be told, or what is new must not be taken
   */
  look(reasons: ReadonlySet<LookReason>): Promise<Checkout | null>;
  /** Calls back whenever something may be new. Resolves to what ends that. */
  watch(changed: () => void, failed: (error: Error) => void): Promise<() => Promise<void>>;
}
