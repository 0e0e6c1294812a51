/** What a sequence of calls costs: first restarts, then interrupted applications, then calls. */
import type { Outcome } from './change-members.ts';

export interface Cost {
  /** One for each server and call that restarts it. */
  readonly restarts: number;
  /** Different applications that any call interrupted or stopped. */
  readonly interrupted: number;
  readonly calls: number;
}

/** What was spent so far: an application that was interrupted before costs nothing the second time. */
export interface Spent {
  readonly restarts: number;
  readonly interrupted: ReadonlySet<string>;
  readonly calls: number;
}

export const NOTHING_SPENT: Spent = { restarts: 0, interrupted: new Set(), calls: 0 };

export function spend(spent: Spent, { restarted, interrupted }: Outcome, calls: number): Spent {
  const isNew = interrupted.some((address) => !spent.interrupted.has(address));
  return {
    restarts: spent.restarts + restarted.length,
    interrupted: isNew ? new Set([...spent.interrupted, ...interrupted]) : spent.interrupted,
    calls: spent.calls + calls,
  };
}

export function costOf({ restarts, interrupted, calls }: Spent): Cost {
  return { restarts, interrupted: interrupted.size, calls };
}

/** One number that orders costs: no part ever reaches a thousand here. */
export function weightOf({ restarts, interrupted, calls }: Cost): number {
  return (restarts * 1000 + interrupted) * 1000 + calls;
}
