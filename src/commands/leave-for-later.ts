/** What of a plan is not done now, although it could be: its window is closed. */
import type { Plan } from '../model/plan.ts';
import type { DesiredTarget } from '../model/target.ts';
import { holdForWindows, ignoreWindows } from '../reconcile/hold-for-windows.ts';
import { allowancesOf } from './allow-options.ts';
import type { Io } from './io.ts';
import type { PlanOptions } from './options.ts';

export function leaveForLater(
  plan: Plan,
  targets: readonly DesiredTarget[],
  options: PlanOptions,
  { clock }: Pick<Io, 'clock'>,
): Plan {
  const context = { targets, allowances: allowancesOf(options) };
  return options.ignoreWindows === true
    ? ignoreWindows(plan, context, clock.now())
    : holdForWindows(plan, context, clock.now());
}
