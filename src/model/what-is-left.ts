/** A plan without what was carried out of it: what somebody who looks now has yet to expect. */
import type { Change } from './change.ts';
import type { Plan } from './plan.ts';
import type { ApplyReport } from './report.ts';
import { isDone } from './resource-status.ts';
import { summarize } from './summarize.ts';

/** @param report of just this plan; null: nothing of it was carried out */
export function whatIsLeft(plan: Plan, report: ApplyReport | null): Plan {
  const fates = plan.changes.map((change) => ({ change, done: isDone(change, report) }));
  const left = fates.flatMap(({ change, done }) => (done ? remains(change) : [change]));
  const wanted = new Set(left.flatMap(({ calls, through }) => [...calls, ...through]));
  const calls = plan.calls.filter(({ id }) => wanted.has(id));
  const summary = summarize(left, calls);
  const gone = fates.filter(({ change, done }) => done && change.action === 'delete').length;
  const made = plan.changes.length - left.length - gone;
  const pending = report === null ? plan.pending : [];
  return {
    ...plan,
    changes: left,
    calls,
    rollbacks: plan.rollbacks.filter(({ onFailureOf }) => wanted.has(onFailureOf)),
    pending,
    // It is kept for long, and mostly nothing is left to be named.
    addresses: left.length + pending.length === 0 ? {} : plan.addresses,
    summary: { ...summary, no_op: summary.no_op + made },
  };
}

/** The parts that wait; as a change that nothing is to be sent for. */
function remains(change: Change): readonly Change[] {
  if (change.waiting.length === 0) return [];
  return [{ ...change, status: 'blocked', calls: [], through: [], rollback: [] }];
}
