/**
 * The formats of a plan, of `plan` and of `drift`, that are for machines or for a page: the same input gives the same
 * bytes, so that there is no time, no width and no colour in them. Text, which has them, stands apart.
 */
import type { Plan } from '../model/plan.ts';
import { renderPlanHtml } from './html/render-plan-html.ts';
import { planToJson } from './plan-json.ts';

export interface FormatOptions {
  /** Of Muleteer. */
  readonly version: string;
  /** Also what is as declared. */
  readonly all: boolean;
}

export type PlanFormat = (plan: Plan, options: FormatOptions) => string;

export const PLAN_FORMATS: Readonly<Record<string, PlanFormat>> = {
  json: (plan, options) => `${JSON.stringify(planToJson(plan, options), null, 2)}\n`,
  html: renderPlanHtml,
};
