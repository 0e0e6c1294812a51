/** A clock that only the test moves, with what is to be done at its times. */
import type { After } from '../../src/model/clock.ts';

export interface HandClock {
  readonly now: () => number;
  readonly after: After;
  /** Moves the time, and does on the way what is due, in its order. */
  advance(ms: number): Promise<void>;
  /** When the next thing is due; null: nothing is. */
  nextAt(): number | null;
  /** How many things are due at some time. */
  pending(): number;
  /** Told whenever something more, or something less, is due. */
  onChange(listener: () => void): void;
}

interface Timer {
  readonly at: number;
  readonly action: () => void;
}

export function createHandClock(start = Date.UTC(2024, 5, 1)): HandClock {
  let now = start;
  const timers = new Set<Timer>();
  let changed = (): void => {};
  const first = (): Timer | undefined => [...timers].sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    after(ms, action) {
      const timer = { at: now + Math.max(0, ms), action };
      timers.add(timer);
      changed();
      return () => {
        if (timers.delete(timer)) changed();
      };
    },
    async advance(ms) {
      const end = now + ms;
      await settled();
      for (let due = first(); due !== undefined && due.at <= end; due = first()) {
        now = Math.max(now, due.at);
        timers.delete(due);
        due.action();
        await settled();
      }
      // Somebody else may have moved it further meanwhile.
      now = Math.max(now, end);
    },
    nextAt: () => first()?.at ?? null,
    pending: () => timers.size,
    onChange(listener) {
      changed = listener;
    },
  };
}

/** Everything that follows without anybody waiting for a time or for another process. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
