import type { Plan } from './plan.ts';

/**
 * The first moment at which a plan could say something else although nobody does anything: a window opens, or a hold
 * ends. Milliseconds since the epoch; null: there is none.
 */
export function lookAgainAt({ changes, targets }: Plan, now: number): number | null {
  const waits = changes.flatMap(({ waiting }) => waiting.flatMap(({ until }) => until ?? []));
  const holds = targets.flatMap(({ holds: own }) => own.map(({ until }) => until));
  const moments = [...waits, ...holds].filter((moment) => moment > now);
  return moments.length === 0 ? null : Math.min(...moments);
}
