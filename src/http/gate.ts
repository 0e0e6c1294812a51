/**
 * How many requests are on their way at once. It adapts: half as many when the service says that there are too many,
 * one more after each full round that went well.
 */
import type { Clock } from '../model/clock.ts';

/** A request's place; given back once. */
export interface Pass {
  leave(outcome: 'served' | 'throttled' | 'failed'): void;
}

export interface Gate {
  enter(): Promise<Pass>;
  /** Nobody enters for so many milliseconds from now. */
  pause(ms: number): void;
}

export interface GateOptions {
  /** At least 1. */
  readonly most: number;
  readonly clock: Clock;
  /** Aborted: nobody waits out a pause any more. */
  readonly stop?: AbortSignal;
}

export function createGate({ most, clock, stop }: GateOptions): Gate {
  const waiting: (() => void)[] = [];
  let limit = most;
  let inside = 0;
  let opensAt = 0;
  /** Requests of one burst are throttled together: it halves the limit once. */
  let round = 0;

  const admit = (): void => {
    while (inside < Math.floor(limit) && waiting.length > 0) {
      inside += 1;
      waiting.shift()?.();
    }
  };
  return {
    async enter() {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        admit();
      });
      while (clock.now() < opensAt && stop?.aborted !== true) await clock.sleep(opensAt - clock.now(), stop);
      const entered = round;
      return {
        leave(outcome) {
          inside -= 1;
          if (outcome === 'throttled' && entered === round) {
            round += 1;
            limit = Math.max(1, Math.floor(limit) / 2);
          }
          if (outcome === 'served') limit = Math.min(most, limit + 1 / limit);
          admit();
        },
      };
    },
    pause(ms) {
      opensAt = Math.max(opensAt, clock.now() + ms);
    },
  };
}
