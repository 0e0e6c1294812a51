/** What a run over several targets planned for, and did to, one of them. */
import type { Plan } from '../model/plan.ts';
import type { ApplyReport } from '../model/report.ts';
import { fingerprintOf, summarize } from './summarize.ts';

/** As if it had been planned alone, but for the numbers of its calls. */
export function partOfPlan(plan: Plan, target: string): Plan {
  const isOwn = (one: { readonly target: string | null }): boolean => one.target === target;
  const isAt = (address: string | null): boolean => address?.startsWith(`${target}/`) === true;
  const [changes, calls] = [plan.changes.filter(isOwn), plan.calls.filter(isOwn)];
  return {
    ...plan,
    targets: plan.targets.filter(({ name }) => name === target),
    changes,
    calls,
    rollbacks: plan.rollbacks.filter(isOwn),
    unmanaged: plan.unmanaged.filter(isAt),
    guards: plan.guards.filter(isOwn),
    policies: plan.policies.filter(isOwn),
    diagnostics: plan.diagnostics.filter(({ address }) => address === null || isAt(address)),
    summary: summarize(changes, calls),
    records: plan.records.filter(isOwn),
    pending: plan.pending.filter(isOwn),
    fingerprint: fingerprintOf(changes),
  };
}

/** A record that fell behind stopped the whole run, and so is a part of each. */
export function partOfReport(report: ApplyReport, target: string): ApplyReport {
  const isOwn = (one: { readonly target: string }): boolean => one.target === target;
  return {
    ...report,
    outcomes: report.outcomes.filter(isOwn),
    unsettled: report.unsettled.filter(isOwn),
  };
}
