/** The plan for a person: what changes, where it comes from, what it disturbs, what it costs, what stops it. */
import type { Plan } from '../model/plan.ts';
import { guardLines } from './guard-lines.ts';
import type { TextLook } from './layout.ts';
import { totals } from './plan-totals.ts';
import { createPlanView } from './plan-view.ts';
import { policyLines } from './policy-lines.ts';
import { targetLines } from './target-lines.ts';
import { age, count, duration } from './words.ts';

export interface PlanTextOptions extends TextLook {
  readonly version: string;
  /** How long reading took, in milliseconds; null leaves it out. */
  readonly elapsed: number | null;
  /** Milliseconds since the epoch; null leaves out how old a snapshot is. */
  readonly now: number | null;
}

export function renderPlanText(plan: Plan, options: PlanTextOptions): string {
  const view = createPlanView(plan, options);
  const lines = [
    header(plan, options),
    ...plan.targets.flatMap((target) => ['', ...targetLines(target, view)]),
    '',
    ...totals(view),
    ...guardLines(view),
    ...policyLines(view),
  ];
  return `${lines.join('\n')}\n`;
}

function header(plan: Plan, { version, elapsed, now, paint }: PlanTextOptions): string {
  const resources = plan.targets.reduce((sum, target) => sum + target.resources, 0);
  const commit =
    plan.source.commit === null ? [] : [`${plan.source.commit.slice(0, 7)}${plan.source.dirty ? '+' : ''}`];
  const read = elapsed === null ? [] : [`read in ${duration(elapsed)}`];
  const what = `${count(plan.targets.length, 'target')}, ${count(resources, 'resource')}`;
  const parts = [`Muleteer ${version}`, ...commit, [what, ...read].join(', '), ...liveAsOf(plan, now)];
  return paint.dim(parts.join(' · '));
}

/** Nobody was asked: what is called live is as old as this. */
function liveAsOf({ snapshot }: Plan, now: number | null): readonly string[] {
  if (snapshot === null) return [];
  const since = now === null ? '' : `, ${age(now - Date.parse(snapshot.takenAt))}`;
  return [`live as of ${snapshot.takenAt}${since}`];
}
