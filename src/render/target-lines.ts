/** One target of a plan: what happens, then what is left alone, then what a reader should know besides. */

import type { Change } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import { isShown } from '../model/is-shown.ts';
import type { PlannedTarget, TargetRecord } from '../model/plan.ts';
import { changeLines } from './change-lines.ts';
import { aligned } from './layout.ts';
import type { PlanView } from './plan-view.ts';
import { printable } from './printable.ts';
import { reasonLines } from './reason-lines.ts';
import { sideLines } from './side-lines.ts';

export function targetLines(target: PlannedTarget, view: PlanView): readonly string[] {
  const { paint, all } = view.look;
  const shown = view.changesOf(target.name).filter((change) => all || isShown(change));
  const done = shown.filter(({ status }) => status === 'planned' || status === 'blocked');
  const title = `${paint.bold(printable(target.name))}   ${printable(target.title)}`;
  return [
    aligned(title, paint.dim(printable(recordText(target, view))), view.look),
    ...(shown.length === 0 ? ['', view.isDrift ? '  no drift' : '  nothing to do'] : []),
    ...done.flatMap((change) => ['', ...changeLines(change, view), ...reasonLines(change, view.look)]),
    ...(['held', 'retained'] as const).flatMap((status) => leftAlone(shown, status, view)),
    ...sideLines(target, view),
  ];
}

/** Many may be left alone for one reason, which is said once, above them. */
function leftAlone(shown: readonly Change[], status: Change['status'], view: PlanView): readonly string[] {
  const own = shown.filter((change) => change.status === status);
  const groups = groupBy(own, ({ waiting }) => JSON.stringify(waiting));
  return [...groups.values()].flatMap((changes) => [
    '',
    ...changes.slice(0, 1).flatMap((change) => reasonLines(change, view.look, 2)),
    ...changes.flatMap((change) => changeLines(change, view)),
  ]);
}

/** What the comparison rests on besides git and what is live. */
export function recordText({ name, record }: PlannedTarget, { plan, knows, isDrift }: PlanView): string {
  if (!knows(name)) return isDrift ? 'no record' : 'no record: two-way, and nothing is pruned';
  const run = plan.records.find(({ target }) => target === name)?.loaded?.run ?? null;
  const commit = record === null ? 'applied outside git' : `applied ${record.slice(0, 7)}`;
  return `${commit}${run === null ? '' : ENDS[run.state]}`;
}

type RunState = NonNullable<NonNullable<TargetRecord['loaded']>['run']>['state'];

const ENDS: Readonly<Record<RunState, string>> = {
  complete: '',
  partial: ' in part',
  interrupted: ', interrupted',
  open: ', and not ended',
};
