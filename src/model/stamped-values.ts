/** What was found out about files, by their absolute paths; only for as long as the file is as it was. */
export interface StampedValues {
  /**
   * Plain JSON, as it was given to `set`; undefined where nothing is known of the file as it is now. To be asked
   * before the file is read: what it says then is about no older state than the one that was asked for.
   */
  get(path: string): unknown;
  /** @param value plain JSON */
  set(path: string, value: unknown): void;
  /** Keeps what is new for the next run. That it cannot be kept is no error. */
  save(): void;
}

/** For whoever keeps nothing. */
export const NOTHING_STAMPED: StampedValues = { get: () => undefined, set: () => {}, save: () => {} };
