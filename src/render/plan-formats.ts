/**
 * The formats of a plan, of `plan` and of `drift`, that are for machines or for a page: the same input gives the same
 * bytes, so that there is no time, no width and no colour in them. Text, which has them, stands apart.
 */
import { renderCodeQuality } from './code-quality.ts';
import { renderGithub } from './github.ts';
import { renderPlanHtml } from './html/render-plan-html.ts';
import { renderJunit } from './junit.ts';
import { PLAN_FORMAT_NAMES, type PlanFormat, type PlanFormatName } from './plan-format.ts';
import { planToJson } from './plan-json.ts';
import { planToMarkdown } from './plan-markdown.ts';
import { renderSarif } from './sarif.ts';

export const PLAN_FORMATS: Readonly<Record<PlanFormatName, PlanFormat>> = {
  json: (plan, options) => `${JSON.stringify(planToJson(plan, options), null, 2)}\n`,
  markdown: planToMarkdown,
  github: renderGithub,
  sarif: renderSarif,
  junit: renderJunit,
  codequality: renderCodeQuality,
  html: renderPlanHtml,
};

/** Null for what is no format of a plan. */
export function planFormatNamed(name: string): PlanFormat | null {
  const known = PLAN_FORMAT_NAMES.find((one) => one === name);
  return known === undefined ? null : PLAN_FORMATS[known];
}
