/** Many targets at a glance: a row each, what stops one or cannot be undone beside its name. */
import type { Plan, PlannedTarget, Summary } from '../model/plan.ts';
import { row } from './markdown-changes.ts';
import { numberCell } from './markdown-counts.ts';
import { snapshotOf, totalsOf } from './markdown-section.ts';
import { code, marker } from './markdown-text.ts';
import { blockersOf } from './markdown-verdict.ts';
import type { PlanView } from './plan-view.ts';
import { count } from './words.ts';

/** A target of the plan, and what the plan says of it. */
export interface TargetPart {
  readonly target: PlannedTarget;
  readonly plan: Plan;
}

type Column = readonly [title: string, of: (summary: Summary) => number];

const PLANNED: readonly Column[] = [
  ['create', ({ create }) => create],
  ['update', ({ update }) => update],
  ['replace', ({ replace }) => replace],
  ['delete', (summary) => summary.delete],
  ['left alone', ({ blocked, held, retained }) => blocked + held + retained],
  ['servers restart', (summary) => summary.server_restarts],
  ['applications interrupted', (summary) => summary.app_interruptions],
  ['irreversible', ({ irreversible }) => irreversible],
];

const DRIFTED: readonly Column[] = [
  ['changed', ({ update }) => update],
  ['deleted', (summary) => summary.delete],
  ['not to be told apart', ({ blocked }) => blocked],
];

/** More would leave no room for the targets themselves. */
const MOST = 150;

/** @param view of the whole plan */
export function markdownIndex(parts: readonly TargetPart[], view: PlanView): readonly string[] {
  const { isDrift, plan } = view;
  const columns = isDrift ? DRIFTED : PLANNED;
  const rows = namedIn(parts).map(({ target, plan: own }) => [
    code(target.name, 60),
    ...columns.map(([, of]) => numberCell(of(own.summary))),
    ...(isDrift ? [] : [blockersOf(own).length === 0 ? '' : '**refused**']),
  ]);
  const more = parts.length - rows.length;
  return [
    marker(isDrift ? 'drift' : 'plan', null),
    `## ${isDrift ? 'Drift of' : 'Plan for'} ${count(parts.length, 'target')}`,
    '',
    ...totalsOf(view),
    ...snapshotOf(plan),
    row(['Target', ...columns.map(([title]) => title), ...(isDrift ? [] : ['apply'])]),
    row(['---', ...columns.map(() => '--:'), ...(isDrift ? [] : ['---'])]),
    ...rows.map(row),
    '',
    ...(more === 0 ? [] : [`and ${count(more, 'more target', 'more targets')}`, '']),
  ];
}

/** In their order; where there are too many, those with the least to say go. */
function namedIn(parts: readonly TargetPart[]): readonly TargetPart[] {
  if (parts.length <= MOST) return parts;
  const byWeight = [...parts].sort((a, b) => weightOf(b) - weightOf(a));
  const kept = new Set(byWeight.slice(0, MOST));
  return parts.filter((part) => kept.has(part));
}

/** What is refused or final, then what changes at all. */
export function weightOf({ plan }: TargetPart): number {
  if (blockersOf(plan).length > 0) return 3;
  const { irreversible, no_op: same, ...rest } = plan.summary;
  if (irreversible > 0) return 2;
  return Object.values(rest).some((number) => number > 0) ? 1 : 0;
}
