/**
 * `--reviewed-only`: of a plan that is not the reviewed one any more, what is still as it was reviewed. The rest is
 * held, with everything that could not go without it.
 */
import type { Change, Waiting } from '../model/change.ts';
import type { Plan } from '../model/plan.ts';
import { isActive } from './dependents.ts';
import { type GuardContext, holdBack } from './hold-back.ts';
import { leftOver, type ReviewedPlan } from './reviewed.ts';

export function keepReviewed(plan: Plan, reviewed: ReviewedPlan, context: GuardContext): Plan {
  if (plan.fingerprint === reviewed.fingerprint) return plan;
  return holdBack(plan, notReviewed(plan, reviewed), context);
}

/** What would be done now, and is neither as it was reviewed nor the rest of what was. */
function notReviewed(plan: Plan, reviewed: ReviewedPlan): ReadonlyMap<Change, Waiting> {
  const known = new Set(reviewed.changes.map((change) => `${change.target} ${change.fingerprint}`));
  const isLeft = leftOver(plan, reviewed);
  const byId = new Map(plan.calls.map((call) => [call.id, call]));
  const isReviewed = (change: Change): boolean => {
    if (known.has(`${change.target} ${change.fingerprint}`)) return true;
    const calls = [...change.calls, ...change.through].flatMap((id) => byId.get(id) ?? []);
    return calls.every(isLeft);
  };
  const others = plan.changes.filter((change) => isActive(change) && !isReviewed(change));
  return new Map(others.map((change) => [change, NOT_REVIEWED]));
}

const NOT_REVIEWED: Waiting = {
  reason: 'not_reviewed',
  message: 'it is not, or not so, in the plan that was reviewed',
  hint: 'plan again, and have that reviewed',
};
