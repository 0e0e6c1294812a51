import type { LoopStatus } from '../model/loop-status.ts';
import { NOTHING_YET, type StatusEvent, statusAfter } from '../model/status-after.ts';

/** The status as it is, for whoever shows it. */
export interface StatusSource {
  current(): LoopStatus;
  /** Calls back after each event. Returns what ends that. */
  subscribe(listener: (event: StatusEvent) => void): () => void;
}

export interface StatusBoard extends StatusSource {
  tell(event: StatusEvent): void;
}

export function createStatusBoard(): StatusBoard {
  let status = NOTHING_YET;
  const listeners = new Set<(event: StatusEvent) => void>();
  return {
    current: () => status,
    tell(event) {
      status = statusAfter(status, event);
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
