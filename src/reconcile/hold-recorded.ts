/** What somebody holds for an incident, without a commit. It is heeded as a hold in a manifest is. */
import type { Change, Waiting } from '../model/change.ts';
import type { Plan } from '../model/plan.ts';
import { describeHold, type RecordedHold } from '../model/recorded-hold.ts';
import { isActive } from './dependents.ts';
import { type GuardContext, holdBack } from './hold-back.ts';
import { formsOf } from './select.ts';

/** Target → its holds. */
export type Holds = ReadonlyMap<string, readonly RecordedHold[]>;

/** Those that are not over. */
export function openHolds(holds: readonly RecordedHold[], now: number): readonly RecordedHold[] {
  return holds.filter(({ until }) => now < until);
}

/** @param holds none of them is over */
export function holdRecorded(plan: Plan, holds: Holds, context: GuardContext): Plan {
  const targets = plan.targets.map((target) => ({ ...target, holds: holds.get(target.name) ?? [] }));
  const waiting = plan.changes.filter(isActive).flatMap((change): readonly (readonly [Change, Waiting])[] => {
    const own = (holds.get(change.target) ?? []).filter((hold) => covers(hold, change));
    const last = own.toSorted((a, b) => b.until - a.until)[0];
    return last === undefined ? [] : [[change, heldBy(last, change.target)]];
  });
  return holdBack({ ...plan, targets }, new Map(waiting), context);
}

/** What is renamed, or moves, is held under both of its names. */
function covers({ key }: RecordedHold, { key: own, target, previousAddress }: Change): boolean {
  if (key === null || key === own) return true;
  return previousAddress !== null && formsOf(target, key).includes(previousAddress);
}

function heldBy(hold: RecordedHold, target: string): Waiting {
  return { reason: 'hold', message: describeHold(hold, target), hint: null, until: hold.until };
}
