import type { Clock } from '../model/clock.ts';
import type { Kept } from './record-state.ts';
import type { StateKeeper } from './state-keeper.ts';

/** Milliseconds between attempts, where giving up would lose what a run did. */
const PAUSES = [1_000, 3_000, 9_000];

/**
 * Shows states to others, one at a time and the newest only: a run does not wait for the network after each of its
 * calls. What could not be shown is shown with the next.
 */
export interface Publisher {
  soon(kept: Kept): void;
  /** Resolves when others see it; false when they have moved on. @throws MuleteerError when they cannot be reached */
  now(kept: Kept): Promise<boolean>;
  /** The same, and tries again for a while. */
  surely(kept: Kept): Promise<boolean>;
  /** Others have moved on. */
  readonly isOvertaken: boolean;
  /** Until when others believe that we are alive, by what they were shown: milliseconds since the epoch. */
  readonly believedUntil: number;
}

export function createPublisher(keeper: StateKeeper, target: string, clock: Clock): Publisher {
  let wanted: Kept | null = null;
  let shown: Kept | null = null;
  let isOvertaken = false;
  let underWay: Promise<void> | null = null;

  const work = async (): Promise<void> => {
    while (wanted !== null && shown !== wanted && !isOvertaken) {
      const kept = wanted;
      isOvertaken = !(await keeper.publish(target, kept));
      shown = kept;
    }
  };
  const start = (): Promise<void> => {
    underWay ??= work().finally(() => {
      underWay = null;
    });
    return underWay;
  };
  const now = async (kept: Kept): Promise<boolean> => {
    wanted = kept;
    // What is under way may be older, and may fail: this one is to be tried itself.
    await underWay?.catch(() => {});
    await start();
    return !isOvertaken;
  };
  return {
    soon(kept) {
      wanted = kept;
      start().catch(() => {});
    },
    now,
    async surely(kept) {
      for (const pause of PAUSES) {
        try {
          return await now(kept);
        } catch {
          await clock.sleep(pause);
        }
      }
      return await now(kept);
    },
    get isOvertaken() {
      return isOvertaken;
    },
    get believedUntil() {
      return shown?.state.run.leaseUntil ?? Number.POSITIVE_INFINITY;
    },
  };
}
