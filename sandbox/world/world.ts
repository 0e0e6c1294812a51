/** One running sandbox: its state, its clock, its bytes and its journal. Behaviour lives in estate/ and the routes. */
import type { Clock } from '../clock.ts';
import type { ArtifactStore } from './artifact-store.ts';
import type { Fault } from './fault.ts';
import { type EffectClass, Journal } from './journal.ts';
import type { PendingWork, State } from './state.ts';

export class World {
  state: State;
  artifacts: ArtifactStore;
  readonly clock: Clock;
  readonly journal = new Journal();
  faults: Fault[] = [];
  /** How many pieces of scheduled work were done. */
  settled = 0;
  /** While something overdue is made up for, time is what it was when it fell due. */
  #at: number | undefined;

  constructor(state: State, clock: Clock, artifacts: ArtifactStore) {
    this.state = state;
    this.clock = clock;
    this.artifacts = artifacts;
  }

  now(): number {
    return this.#at ?? this.clock.now();
  }

  /** Does one piece of overdue work at the time it was due. */
  at<T>(time: number, run: () => T): T {
    this.settled += 1;
    this.#at = time;
    try {
      return run();
    } finally {
      this.#at = undefined;
    }
  }

  /** Starts anew with another world's state; time goes on. */
  async reset(fresh: World): Promise<void> {
    const before = this.artifacts;
    this.state = fresh.state;
    this.artifacts = fresh.artifacts;
    this.faults = [];
    this.journal.clear();
    await before.close();
  }

  schedule(delayMs: number, cause: number, work: PendingWork): void {
    this.state.pending.push({ due: this.now() + delayMs, cause, ...work });
  }

  effect(cause: number, kind: EffectClass, subject: string): void {
    this.journal.effects.push({ n: cause, time: this.now(), class: kind, subject });
  }
}
