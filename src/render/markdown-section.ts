/**
 * One target for a comment. What stops `apply` and what cannot be undone come first and survive every reduction but
 * the last; then a table; then everything, folded.
 */
import type { Change } from '../model/change.ts';
import type { Plan, PlannedTarget } from '../model/plan.ts';
import { COMMENT_LIMIT } from './comment-limit.ts';
import { countDiagnostics } from './diagnostics.ts';
import { changeDetails, changeTable, fold, shownChanges } from './markdown-changes.ts';
import { countTable } from './markdown-counts.ts';
import { code, marker, prose } from './markdown-text.ts';
import { bullets, finalThings, refusals, warnings } from './markdown-verdict.ts';
import { disturbance, headline } from './plan-totals.ts';
import type { PlanView } from './plan-view.ts';
import { holdNotes } from './side-lines.ts';
import { recordText } from './target-lines.ts';
import { count } from './words.ts';

/** How much of a target is told, most first. */
export const LEVELS = ['details', 'table', 'counts', 'totals'] as const;
export type Level = (typeof LEVELS)[number];

/** How many items of a list are named. */
const MOST: Readonly<Record<Level, number>> = { details: 50, table: 20, counts: 10, totals: 0 };

/** Why something is missing, and where it is. */
const LEFT_OUT: Readonly<Record<Level, string>> = {
  details: '',
  table: 'The details of each change are left out',
  counts: 'The changes are counted only',
  totals: 'Everything but the totals is left out',
};

/** @param view of the target alone */
export function markdownSection(target: PlannedTarget, view: PlanView, level: Level): readonly string[] {
  const { plan, isDrift } = view;
  const changes = shownChanges(target.name, view);
  const most = MOST[level];
  return [
    marker(isDrift ? 'drift' : 'plan', target.name),
    `## ${isDrift ? 'Drift of' : 'Plan for'} ${code(target.name, 80)}`,
    '',
    ...totalsOf(view),
    ...snapshotOf(plan),
    ...holdsOf(target, view, most),
    ...refusals(plan, most),
    ...finalThings(plan, most),
    ...warnings(plan, most),
    ...body(changes, view, level),
    ...(isWhole(plan, changes, level) ? [] : [leftOut(level), '']),
    ...(level === 'totals' ? [] : [footer(target, view), '']),
  ];
}

export function totalsOf(view: PlanView): readonly string[] {
  const { plan } = view;
  const head = `**${headline(plan)}**`;
  return plan.calls.length === 0 ? [head, ''] : [`${head}<br>`, disturbance(plan.summary, view), ''];
}

/** What stands there may be old. */
export function snapshotOf({ snapshot }: Plan): readonly string[] {
  if (snapshot === null) return [];
  const { file, takenAt } = snapshot;
  return [`Compared with the snapshot ${code(file)} of ${code(takenAt)}, not with what is live now.`, ''];
}

/** Somebody may wonder why nothing happens. */
function holdsOf(target: PlannedTarget, view: PlanView, most: number): readonly string[] {
  const notes = holdNotes(target, view);
  if (notes.length === 0 || most === 0) return [];
  const lines = notes.map((text) => prose(text, 1000));
  return ['**On hold:**', '', ...bullets(lines, most)];
}

function body(changes: readonly Change[], view: PlanView, level: Level): readonly string[] {
  const { plan } = view;
  switch (level) {
    case 'details':
      return [
        ...(changes.length === 0 ? [] : [...changeTable(changes, view), '']),
        ...changeDetails(changes, view),
        ...diagnosticsOf(plan),
        ...strangersOf(plan),
      ];
    case 'table':
      return [...(changes.length === 0 ? [] : [...changeTable(changes, view), '']), ...countsOf(plan)];
    case 'counts':
      return [...(changes.length === 0 ? [] : [...countTable(changes), '']), ...countsOf(plan)];
    case 'totals':
      return [];
  }
}

function diagnosticsOf({ diagnostics }: Plan): readonly string[] {
  if (diagnostics.length === 0) return [];
  const lines = diagnostics.map(({ severity, message, hint, address, origin }) => {
    const where = origin === null ? address : `${origin.file}:${origin.line}`;
    const advice = hint === null ? '' : `; ${prose(hint)}`;
    const label = severity === 'info' ? 'note' : severity;
    return `${label}: ${prose(message)}${advice}${where === null ? '' : ` · ${code(where)}`}`;
  });
  return fold(countDiagnostics(diagnostics), bullets(lines, MOST.details));
}

function strangersOf({ unmanaged }: Plan): readonly string[] {
  if (unmanaged.length === 0) return [];
  const lines = unmanaged.map((address) => code(address));
  return fold(`${count(unmanaged.length, 'resource')} not in git`, bullets(lines, MOST.details));
}

/** What the folds would have said. */
function countsOf({ diagnostics }: Plan): readonly string[] {
  return diagnostics.length === 0 ? [] : [`${countDiagnostics(diagnostics)}, not shown here`, ''];
}

/** `Acme / Production · commit 1a2b3c4 · applied 3d2f61b`. */
function footer(target: PlannedTarget, view: PlanView): string {
  const { commit, dirty } = view.plan.source;
  const source =
    commit === null ? [] : [`commit ${code(commit.slice(0, 7))}${dirty ? ' and what is not committed' : ''}`];
  const parts = [prose(target.title, 200), ...source, prose(recordText(target, view))];
  return `<sub>${parts.join(' · ')}</sub>`;
}

function isWhole({ diagnostics }: Plan, changes: readonly Change[], level: Level): boolean {
  return level === 'details' || (changes.length === 0 && diagnostics.length === 0);
}

function leftOut(level: Level): string {
  return `_${LEFT_OUT[level]}: a comment has room for ${COMMENT_LIMIT.toLocaleString('en')} characters. \`muleteer plan\` shows all, and so does \`-o text=FILE\`._`;
}
