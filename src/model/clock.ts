/** Time, handed in, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Does something once, so many milliseconds from now. Returns what calls it off. */
export type After = (milliseconds: number, action: () => void) => () => void;
