/** The plan for a person: what changes, where it comes from, what it disturbs, what it costs, what stops it. */
import type { Plan } from '../model/plan.ts';
import { guardLines } from './guard-lines.ts';
import type { TextLook } from './layout.ts';
import { totals } from './plan-totals.ts';
import { createPlanView } from './plan-view.ts';
import { policyLines } from './policy-lines.ts';
import { targetLines } from './target-lines.ts';
import { count, duration } from './words.ts';

export interface PlanTextOptions extends TextLook {
  readonly version: string;
  /** How long reading took, in milliseconds; null leaves it out. */
  readonly elapsed: number | null;
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

function header(plan: Plan, { version, elapsed, paint }: PlanTextOptions): string {
  const resources = plan.targets.reduce((sum, target) => sum + target.resources, 0);
  const commit =
    plan.source.commit === null ? [] : [`${plan.source.commit.slice(0, 7)}${plan.source.dirty ? '+' : ''}`];
  const read = elapsed === null ? [] : [`read in ${duration(elapsed)}`];
  const what = `${count(plan.targets.length, 'target')}, ${count(resources, 'resource')}`;
  return paint.dim([`Muleteer ${version}`, ...commit, [what, ...read].join(', ')].join(' · '));
}
