/** What of a plan is not done now, although it could be: somebody holds it, or its window is closed. */
import type { Plan } from '../model/plan.ts';
import type { HoldStore } from '../model/recorded-hold.ts';
import type { DesiredTarget } from '../model/target.ts';
import { holdForWindows, ignoreWindows } from '../reconcile/hold-for-windows.ts';
import { type Holds, holdRecorded, openHolds } from '../reconcile/hold-recorded.ts';
import { type AllowOptions, allowancesOf } from './allow-options.ts';
import type { Io } from './io.ts';
import type { PlanOptions } from './options.ts';

/** What is held on each target by now. */
export async function holdsOf(
  targets: readonly Pick<DesiredTarget, 'name'>[],
  store: HoldStore,
  { clock }: Pick<Io, 'clock'>,
): Promise<Holds> {
  const loaded = targets.map(
    async ({ name }) => [name, openHolds(await store.load(name), clock.now())] as const,
  );
  return new Map(await Promise.all(loaded));
}

export interface Waits {
  readonly targets: readonly DesiredTarget[];
  readonly holds: Holds;
}

export function leaveForLater(
  plan: Plan,
  { targets, holds }: Waits,
  options: AllowOptions & Pick<PlanOptions, 'ignoreWindows'>,
  { clock }: Pick<Io, 'clock'>,
): Plan {
  const context = { targets, allowances: allowancesOf(options) };
  const held = holdRecorded(plan, holds, context);
  return options.ignoreWindows === true
    ? ignoreWindows(held, context, clock.now())
    : holdForWindows(held, context, clock.now());
}
