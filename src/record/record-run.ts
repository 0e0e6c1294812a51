import type { Clock } from '../model/clock.ts';
import type { RecordRun } from '../model/record.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import { advanced, finished, type Kept, type RecordState } from './record-state.ts';
import { lockLost } from './refusals.ts';
import type { StateKeeper } from './state-keeper.ts';

export interface Opening {
  readonly target: string;
  readonly keeper: StateKeeper;
  readonly clock: Clock;
  readonly leaseMs: number;
  /** What is kept now, and must be until our first swap. */
  readonly before: Kept | null;
  /** Our run, begun. */
  readonly state: RecordState;
}

/** A run that has not taken the lock yet. */
export interface OpenRun extends RecordRun {
  /** Takes the lock: a swap that everybody can see. False: something else is kept meanwhile. */
  lock(): Promise<boolean>;
}

/** Progress of one apply. */
export function createRun(opening: Opening): OpenRun {
  const { target, keeper, clock, leaseMs, before } = opening;
  const publisher = createPublisher(keeper, target, clock);
  const writer = createWriter(opening, publisher);
  const lost = async (): Promise<never> => {
    const run = (await keeper.read(target))?.state.run ?? null;
    const isOurs = run?.state === 'open' && run.runner.run === opening.state.run.runner.run;
    throw lockLost(target, isOurs ? null : run);
  };
  return {
    async lock() {
      const kept = await writer.write((state) => state);
      if (kept === null) return false;
      const isSeen = await publisher.now(kept).catch(async (error: unknown) => {
        await keeper.retract(target, kept, before);
        throw error;
      });
      if (!isSeen) await keeper.retract(target, kept, before);
      return isSeen;
    },
    async note(progress) {
      const kept = await writer.write((state) => advanced(state, progress, clock.now() + leaseMs));
      if (kept === null) return await lost();
      // Whoever sees an expired lock may apply: to go on unseen would be two at once.
      if (clock.now() < publisher.believedUntil) publisher.soon(kept);
      else if (!(await publisher.now(kept))) await lost();
    },
    async end(how, counts) {
      const kept = await writer.write((state) => finished(state, how, counts, clock.now()));
      if (kept === null || !(await publisher.surely(kept))) await lost();
    },
  };
}

interface Writer {
  /** Resolves when the change is kept; to null when what is kept is not ours any more. */
  write(change: (state: RecordState) => RecordState): Promise<Kept | null>;
}

/**
 * Writes one state at a time. What changes meanwhile goes into the next one, however much it is: a hundred calls
 * that end at once cost two swaps. A change that could not be written stays in mind, and is written with the next.
 */
function createWriter({ target, keeper, before, state: first }: Opening, publisher: Publisher): Writer {
  let state = first;
  let kept = before;
  let writing: Promise<unknown> = Promise.resolve();
  let next: Promise<Kept | null> | null = null;
  const swap = async (): Promise<Kept | null> => {
    const after = publisher.isOvertaken ? null : await keeper.swap({ target, before: kept, next: state });
    kept = after ?? kept;
    return after;
  };
  const swapNext = (): Promise<Kept | null> => {
    next = null;
    const now = swap();
    writing = now.catch(() => {});
    return now;
  };
  return {
    write(change) {
      state = change(state);
      next ??= writing.then(swapNext);
      return next;
    },
  };
}
