/**
 * The formats of a plan, of `plan` and of `drift`, that are for machines or for a page: the same input gives the same
 * bytes, so that there is no time, no width and no colour in them. Text, which has them, stands apart.
 */
import { renderCodeQuality } from './code-quality.ts';
import { renderGithub } from './github.ts';
import { renderPlanHtml } from './html/render-plan-html.ts';
import { renderJunit } from './junit.ts';
import type { PlanFormat } from './plan-format.ts';
import { planToJson } from './plan-json.ts';
import { planToMarkdown } from './plan-markdown.ts';
import { renderSarif } from './sarif.ts';

export const PLAN_FORMATS: Readonly<Record<string, PlanFormat>> = {
  json: (plan, options) => `${JSON.stringify(planToJson(plan, options), null, 2)}\n`,
  markdown: planToMarkdown,
  github: renderGithub,
  sarif: renderSarif,
  junit: renderJunit,
  codequality: renderCodeQuality,
  html: renderPlanHtml,
};
