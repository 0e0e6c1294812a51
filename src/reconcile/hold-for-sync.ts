/**
 * `sync` of a target: how far the loop goes by itself. Whoever runs a command is asked already, and not held by it.
 */
import type { Change, Waiting } from '../model/change.ts';
import type { Plan } from '../model/plan.ts';
import { isActive } from './dependents.ts';
import { type GuardContext, holdBack } from './hold-back.ts';

/**
 * With `sync: plan` only what somebody changed by hand is undone, as far as `heal` wants it; what git moved, and what
 * was never applied from here, waits for a person. With `off` everything does.
 */
export function holdForSync(plan: Plan, context: GuardContext): Plan {
  const modes = new Map(context.targets.map(({ name, policy }) => [name, policy.sync]));
  const waiting = plan.changes.filter(isActive).flatMap((change): readonly (readonly [Change, Waiting])[] => {
    const mode = modes.get(change.target) ?? 'auto';
    return mode === 'auto' || (mode === 'plan' && !isOfGit(change)) ? [] : [[change, WAITS[mode]]];
  });
  return holdBack(plan, new Map(waiting), context);
}

/** What only goes along with another change is held where that one is. */
function isOfGit({ cause }: Change): boolean {
  return cause !== 'drift' && cause !== 'dependency';
}

const WAITS: Readonly<Record<'plan' | 'off', Waiting>> = {
  plan: {
    reason: 'sync',
    message: 'it changed in git, and is only planned here (sync: plan)',
    hint: 'run `muleteer apply` to carry it out',
  },
  off: {
    reason: 'sync',
    message: 'this target is left alone (sync: off)',
    hint: 'run `muleteer apply` to carry it out',
  },
};
