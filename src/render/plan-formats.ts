/**
 * The formats of a plan, of `plan` and of `drift`, that are for machines or for a page: the same input gives the same
 * bytes, so that there is no time, no width and no colour in them. Text, which has them, stands apart.
 */
import type { Plan } from '../model/plan.ts';
import { renderCodeQuality } from './code-quality.ts';
import { renderGithub } from './github.ts';
import { renderJunit } from './junit.ts';
import { planToJson } from './plan-json.ts';
import { renderSarif } from './sarif.ts';

export interface FormatOptions {
  /** Of Muleteer. */
  readonly version: string;
  /** Also what is as declared. */
  readonly all: boolean;
  /** A file of the plan, which is relative to the working folder, from the root of the repository. */
  readonly fileOf: (file: string) => string;
}

export type PlanFormat = (plan: Plan, options: FormatOptions) => string;

export const PLAN_FORMATS: Readonly<Record<string, PlanFormat>> = {
  json: (plan, options) => `${JSON.stringify(planToJson(plan, options), null, 2)}\n`,
  github: renderGithub,
  sarif: renderSarif,
  junit: renderJunit,
  codequality: renderCodeQuality,
};
