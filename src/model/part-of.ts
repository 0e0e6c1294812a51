/** What a plan says of one target, as a plan, and how that one fared. */
import type { Diagnostic } from './diagnostic.ts';
import type { Plan } from './plan.ts';
import type { ApplyReport } from './report.ts';
import { summarize } from './summarize.ts';

/**
 * What is about no target in particular, a policy or a warning, is about this one too. The fingerprint is still that
 * of the whole.
 */
export function partOf(plan: Plan, target: string): Plan {
  const isOwn = (one: { readonly target: string }): boolean => one.target === target;
  const isOf = (address: string, name: string): boolean => address === name || address.startsWith(`${name}/`);
  const isHere = (address: string): boolean => isOf(address, target);
  const others = plan.targets.filter(({ name }) => name !== target);
  const isElsewhere = ({ address }: Diagnostic): boolean =>
    address !== null && !isHere(address) && others.some(({ name }) => isOf(address, name));
  const changes = plan.changes.filter(isOwn);
  const calls = plan.calls.filter(isOwn);
  return {
    ...plan,
    targets: plan.targets.filter(({ name }) => name === target),
    changes,
    calls,
    rollbacks: plan.rollbacks.filter(isOwn),
    unmanaged: plan.unmanaged.filter(isHere),
    guards: plan.guards.filter(isOwn),
    policies: plan.policies.filter((policy) => policy.target === null || policy.target === target),
    diagnostics: plan.diagnostics.filter((diagnostic) => !isElsewhere(diagnostic)),
    summary: summarize(changes, calls),
    records: plan.records.filter(isOwn),
    pending: plan.pending.filter(isOwn),
    addresses: Object.fromEntries(
      Object.entries(plan.addresses).filter(([scoped]) => scoped.startsWith(`${target} `)),
    ),
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
