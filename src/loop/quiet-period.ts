import type { After } from '../model/clock.ts';

export interface QuietPeriod {
  /** How long nothing must have happened, and how long that is waited for at most. Milliseconds. */
  readonly quiet: number;
  readonly most: number;
  readonly now: () => number;
  readonly after: After;
}

/** Many things that happen one upon the other, such as the files of a checkout, are one: `action` follows the last. */
export function afterQuietPeriod({ quiet, most, now, after }: QuietPeriod, action: () => void): () => void {
  let first: number | null = null;
  let callOff = (): void => {};
  return () => {
    first ??= now();
    callOff();
    callOff = after(Math.min(quiet, first + most - now()), () => {
      first = null;
      action();
    });
  };
}
