/** A plan with what its rendering looks up again and again. */

import type { Call } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import type { Plan } from '../model/plan.ts';
import type { TextLook } from './layout.ts';

export interface PlanView {
  readonly plan: Plan;
  readonly look: TextLook;
  /** What undoes a call included. */
  calls(ids: readonly string[]): readonly Call[];
  /** The waves that its calls go in, lowest first; none where all calls of its target go in one. */
  wavesOf(change: Change): readonly number[];
  /** How many waves the calls of a target go in; of the target that has the most. */
  readonly waves: number;
  /** Leftovers of its calls that the same plan deletes. */
  copiesOf(change: Change): readonly Change[];
  /** Changes of a target, but for copies that stand below the change which leaves them. */
  changesOf(target: string): readonly Change[];
  /** Whether anything is known of earlier applies. */
  knows(target: string): boolean;
  /** What `drift` found: nothing in it is to be done. */
  readonly isDrift: boolean;
}

export function createPlanView(plan: Plan, look: TextLook): PlanView {
  const calls = new Map([...plan.calls, ...plan.rollbacks].map((call) => [call.id, call]));
  const leavers = new Map<string, string>(
    plan.calls.flatMap(({ target, key, leaves }) =>
      leaves.map((copy): [string, string] => [`${target} ${copy}`, `${target} ${key}`]),
    ),
  );
  const waves = new Map(
    [...groupBy(plan.calls, ({ target }) => target)].map(
      ([target, own]) => [target, new Set(own.map(({ wave }) => wave)).size] as const,
    ),
  );
  const known = new Set(plan.changes.map(nameOf));
  const leaverOf = (change: Change): string | undefined => {
    const leaver = change.isCopy ? leavers.get(nameOf(change)) : undefined;
    return leaver !== undefined && known.has(leaver) ? leaver : undefined;
  };
  const copies = groupBy(plan.changes, leaverOf);
  const byTarget = groupBy(copies.get(undefined) ?? [], ({ target }) => target);
  const recorded = new Set([
    ...plan.targets.filter(({ record }) => record !== null).map(({ name }) => name),
    // Outside git there is no commit to name.
    ...plan.records.filter(({ loaded }) => loaded !== null).map(({ target }) => target),
  ]);
  return {
    plan,
    look,
    calls: (ids) => ids.flatMap((id) => calls.get(id) ?? []),
    wavesOf: ({ target, calls: own }) =>
      (waves.get(target) ?? 0) < 2 ? [] : wavesIn(own.flatMap((id) => calls.get(id) ?? [])),
    waves: Math.max(0, ...waves.values()),
    copiesOf: (change) => copies.get(nameOf(change)) ?? [],
    changesOf: (target) => byTarget.get(target) ?? [],
    knows: (target) => recorded.has(target),
    isDrift: plan.about === 'drift',
  };
}

function wavesIn(calls: readonly Call[]): readonly number[] {
  return [...new Set(calls.map(({ wave }) => wave))].sort((a, b) => a - b);
}

function nameOf({ target, key }: Change): string {
  return `${target} ${key}`;
}
