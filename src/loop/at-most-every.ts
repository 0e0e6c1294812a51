/**
 * What comes alone is done at once. What comes upon it, however much, is one: done when the pause after the last time
 * is over.
 */
import type { After } from '../model/clock.ts';

export interface AtMostEvery {
  /** Between two times, in milliseconds. */
  readonly pause: number;
  readonly now: () => number;
  readonly after: After;
}

export interface Paced {
  ask(): void;
  /** What was not done yet is not done any more. */
  stop(): void;
}

export function atMostEvery({ pause, now, after }: AtMostEvery, action: () => void): Paced {
  let last = Number.NEGATIVE_INFINITY;
  let callOff: (() => void) | null = null;
  const act = (): void => {
    callOff = null;
    last = now();
    action();
  };
  return {
    ask() {
      if (callOff !== null) return;
      const left = last + pause - now();
      if (left <= 0) act();
      else callOff = after(left, act);
    },
    stop() {
      callOff?.();
      callOff = null;
    },
  };
}
