/** The rules that a plan breaks, at its very end: `apply` stops there. */
import { groupBy } from '../model/group-by.ts';
import type { Guard } from '../model/plan.ts';
import { hanging } from './layout.ts';
import type { PlanView } from './plan-view.ts';
import { printable } from './printable.ts';
import { count } from './words.ts';

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

function excessOf({ rule, actual, limit }: Guard): string {
  switch (rule) {
    case 'maxDeletes':
      return `${count(actual, 'resource')} to delete, at most ${limit}`;
    case 'maxUpdates':
      return `${count(actual, 'resource')} to update or replace, at most ${limit}`;
    case 'maxRestarts':
      return `${count(actual, 'server restarts', 'servers restart')}, at most ${limit}`;
    case 'maxIrreversible':
      return `${count(actual, 'effect')} that cannot be undone, at most ${limit}`;
    case 'allowEmpty':
      return `nothing is declared any more, and ${count(actual, 'resource')} would be deleted`;
  }
}

const FLAGS: Readonly<Record<Guard['rule'], (actual: number) => string>> = {
  maxDeletes: (actual) => `--allow-deletes ${actual}`,
  maxUpdates: (actual) => `--allow-updates ${actual}`,
  maxRestarts: (actual) => `--allow-restarts ${actual}`,
  maxIrreversible: (actual) => `--allow-irreversible ${actual}`,
  allowEmpty: () => '--allow-empty',
};

/** Each is for somebody to review; there is no plain force. */
function waysAround(guard: Guard, view: PlanView): string {
  const { rule, actual, target } = guard;
  const key = `guards.${rule}${rule === 'allowEmpty' ? ': true' : ''} of ${target}`;
  const flag = `\`${FLAGS[rule](actual)}\``;
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
      ({ action, approved, calls }) =>
        action === 'delete' &&
        !approved &&
        view.calls(calls).some(({ effects }) => effects.some(({ reversible }) => !reversible)),
    );
}
