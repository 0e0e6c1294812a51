/** The rules that a plan breaks, at its very end: `apply` stops there. */
import { groupBy } from '../model/group-by.ts';
import type { Guard } from '../model/plan.ts';
import { excessOf, flagFor } from './guard-words.ts';
import { hanging } from './layout.ts';
import type { PlanView } from './plan-view.ts';
import { printable } from './printable.ts';

export function guardLines(view: PlanView): readonly string[] {
  const { paint } = view.look;
  const blocking = view.plan.guards.filter(({ verdict }) => verdict === 'block');
  return [...groupBy(blocking, ({ target }) => target)].flatMap(([target, own]) => [
    '',
    paint.red(paint.bold(printable(`apply will be refused: this is more than ${target} allows`))),
    ...own.flatMap((guard) => linesOf(guard, view)),
  ]);
}

function linesOf(guard: Guard, view: PlanView): readonly string[] {
  const { rule } = guard;
  return [
    ...hanging({ mark: `${rule}:`, text: excessOf(guard), indent: 2 }, view.look),
    ...hanging({ mark: '', text: printable(`raised by ${waysAround(guard, view)}`) }, view.look),
  ];
}

/** Each is for somebody to review; there is no plain force. */
function waysAround(guard: Guard, view: PlanView): string {
  const { rule, target } = guard;
  const key = `guards.${rule}${rule === 'allowEmpty' ? ': true' : ''} of ${target}`;
  const flag = `\`${flagFor(guard)}\``;
  return isReviewable(guard, view)
    ? `${flag}, ${key}, or a Removed document for each that may go`
    : `${flag} or ${key}`;
}

/** A reviewed goodbye approves what is deleted, and what is lost with it; nothing approves a replacement. */
function isReviewable({ rule, target }: Guard, view: PlanView): boolean {
  if (rule === 'maxDeletes' || rule === 'allowEmpty') return true;
  if (rule !== 'maxIrreversible') return false;
  return view
    .changesOf(target)
    .some(
      ({ action, approval, calls }) =>
        action === 'delete' &&
        approval === null &&
        view.calls(calls).some(({ effects }) => effects.some(({ reversible }) => !reversible)),
    );
}
