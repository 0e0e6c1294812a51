import type { Plan } from '../model/plan.ts';
import { checkPolicies } from '../policy/check-policies.ts';
import type { JsonPlan } from '../policy/planned-item.ts';
import { planToJson } from '../render/plan-json.ts';
import { VERSION } from '../version.ts';
import type { Io } from './io.ts';
import type { Rules } from './load.ts';

/** The plan with what the policies of the repository say to it. They see what anybody sees: no secret. */
export function judge(plan: Plan, rules: Rules, { clock, cwd, mask }: Io): Plan {
  if (rules.policies.length === 0) return plan;
  const json = planToJson(mask.applyTo(plan), { version: VERSION, all: false });
  // Its shape is that of `schemas/plan.schema.json`, which the tests hold it to.
  const context = { ...rules, now: clock.now(), cwd };
  return { ...plan, policies: checkPolicies(json as unknown as JsonPlan, context) };
}
