import type { HistoryEntry } from '../model/record.ts';
import type { Kept, RecordState } from './record-state.ts';

/** Where states are kept: all that one store does otherwise than another. */
export interface StateKeeper {
  /** How a person finds it. */
  describe(target: string): string;
  /** Who we are, as this place knows people. */
  author(): Promise<string | null>;
  read(target: string): Promise<Kept | null>;
  /** A compare-and-swap. Null: what is kept is not `before`, and nothing was done. */
  swap(swap: StateSwap): Promise<Kept | null>;
  /**
   * Shows it to everybody who applies from elsewhere. False: they have moved on.
   * @throws MuleteerError `unreachable`, `forbidden`
   */
  publish(target: string, kept: Kept): Promise<boolean>;
  /** Takes back a swap that could not be shown. */
  retract(target: string, kept: Kept, before: Kept | null): Promise<void>;
  /** Newest first. */
  history(target: string): Promise<readonly HistoryEntry[]>;
}

export interface StateSwap {
  readonly target: string;
  readonly before: Kept | null;
  readonly next: RecordState;
}
