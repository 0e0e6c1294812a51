/**
 * One target for a comment. What stops `apply` and what cannot be undone come first and survive every reduction but
 * the last; then a table; then everything, folded.
 */
import type { Effect, EffectClass } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import type { Guard, Plan, PlannedTarget, PolicyFinding } from '../model/plan.ts';
import { countDiagnostics } from './diagnostics.ts';
import { finalLine } from './effect-lines.ts';
import { excessOf, flagFor } from './guard-words.ts';
import { changeDetails, changeTable, fold, shownChanges } from './markdown-changes.ts';
import { countTable } from './markdown-counts.ts';
import { code, marker, prose } from './markdown-text.ts';
import { disturbance, headline } from './plan-totals.ts';
import type { PlanView } from './plan-view.ts';
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
    ...refusals(plan, most),
    ...finalThings(plan, most),
    ...warnings(plan, most),
    ...body(changes, view, level),
    ...(changes.length === 0 || level === 'details' ? [] : [leftOut(level), '']),
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

export function blockersOf({ guards, policies }: Plan): readonly (Guard | PolicyFinding)[] {
  return [
    ...guards.filter(({ verdict }) => verdict === 'block'),
    ...policies.filter(({ verdict }) => verdict === 'deny'),
  ];
}

function refusals(plan: Plan, most: number): readonly string[] {
  const all = blockersOf(plan);
  if (all.length === 0) return [];
  if (most === 0) return [`**\`apply\` will be refused**, for ${count(all.length, 'reason')}`, ''];
  const lines = all.map((one) => ('rule' in one ? guardLine(one, plan) : policyLine(one)));
  return ['**`apply` will be refused:**', '', ...bullets(lines, most)];
}

function guardLine(guard: Guard, { targets }: Plan): string {
  const { rule, target } = guard;
  const origin = targets.find(({ name }) => name === target)?.origin;
  const where = origin === undefined ? '' : ` · ${code(`${origin.file}:${origin.line}`)}`;
  const ways = `${code(flagFor(guard))} or ${code(`guards.${rule}`)}`;
  return `${code(rule)}: ${excessOf(guard)}; raised by ${ways}${where}`;
}

function policyLine({ policy, message, address, origin, definedAt }: PolicyFinding): string {
  const { file, line } = origin ?? definedAt;
  const about = address === null ? '' : ` · ${code(address)}`;
  return `policy ${code(policy)}: ${prose(message)}${about} · ${code(`${file}:${line}`)}`;
}

/** Each class once, with the names of what is lost. */
function finalThings({ calls }: Plan, most: number): readonly string[] {
  const final = calls.flatMap(({ effects }) => effects.filter(({ reversible }) => !reversible));
  if (final.length === 0 || most === 0) return [];
  const lines = [...groupBy(final, (effect) => effect.class)].map(([name, own]) =>
    finalText(name, own, most),
  );
  return ['**Cannot be undone:**', '', ...bullets(lines, most)];
}

function finalText(name: EffectClass, effects: readonly Effect[], most: number): string {
  const subjects = [...groupBy(effects, ({ subject }) => subject).values()];
  const named = finalLine(subjects.slice(0, most).flat()) ?? name;
  const more = subjects.length - most;
  return `${prose(named, 2000)}${more > 0 ? `, and ${more} more` : ''}`;
}

function warnings({ policies }: Plan, most: number): readonly string[] {
  const own = policies.filter(({ verdict }) => verdict === 'warn');
  if (own.length === 0 || most === 0) return [];
  return ['**Policies warn:**', '', ...bullets(own.map(policyLine), most)];
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

function bullets(lines: readonly string[], most: number): readonly string[] {
  const more = lines.length - most;
  const shown = more > 0 ? [...lines.slice(0, most), `and ${more} more`] : lines;
  return [...shown.map((line) => `- ${line}`), ''];
}

/** `Muleteer 0.1.0 · commit 1a2b3c4`, and what the plan was compared with besides. */
function footer(target: PlannedTarget, view: PlanView): string {
  const { commit, dirty } = view.plan.source;
  const source =
    commit === null ? [] : [`commit ${code(commit.slice(0, 7))}${dirty ? ' and what is not committed' : ''}`];
  const parts = [prose(target.title, 200), ...source, prose(recordText(target, view))];
  return `<sub>${parts.join(' · ')}</sub>`;
}

function leftOut(level: Level): string {
  return `_${LEFT_OUT[level]}: a comment has room for 60,000 characters. \`muleteer plan\` shows all, and so does \`-o text=FILE\`._`;
}
