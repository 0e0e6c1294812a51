/** What a format of a plan is given, and gives. */
import type { Plan } from '../model/plan.ts';

export interface FormatOptions {
  /** Of Muleteer. */
  readonly version: string;
  /** Also what is as declared. */
  readonly all: boolean;
  /** A file of the plan, which is relative to the working folder, from the root of the repository. */
  readonly fileOf: (file: string) => string;
}

export type PlanFormat = (plan: Plan, options: FormatOptions) => string;

/** Known without what makes them, which is only loaded where a plan is written. */
export const PLAN_FORMAT_NAMES = [
  'json',
  'markdown',
  'github',
  'sarif',
  'junit',
  'codequality',
  'html',
] as const;

export type PlanFormatName = (typeof PLAN_FORMAT_NAMES)[number];
