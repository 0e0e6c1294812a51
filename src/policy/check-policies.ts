/**
 * Policies: rules of the repository over the JSON plan. Pure; a finding says what breaks which rule, and on which
 * line, and nothing else follows here. What is held or retained is left alone, and so breaks no rule.
 */
import { relative, resolve, sep } from 'node:path';
import { MuleteerError } from '../model/errors.ts';
import type { PolicyFinding } from '../model/plan.ts';
import type { Approval, Policy } from '../model/policy.ts';
import { approvalOf } from './approvals.ts';
import { createMatcher } from './matcher.ts';
import type { JsonPlan, PlannedItem } from './planned-item.ts';

export interface PolicyContext {
  readonly policies: readonly Policy[];
  readonly approvals: readonly Approval[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The folder that the origins of the plan start from, absolute. */
  readonly cwd: string;
}

/** @param plan as `-o json` prints it, with its secrets masked */
export function checkPolicies(plan: JsonPlan, context: PolicyContext): readonly PolicyFinding[] {
  const inOrder = [...context.policies].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const items = plan.resource_changes.filter(isWanted);
  return inOrder.flatMap((policy) => {
    if (policy.scope === 'plan') return breaks(policy, plan) ? findingOf(policy, plan, context) : [];
    const isAbout = createMatcher(policy, (item, root) => fileOf(item, root, context.cwd));
    return items
      .filter((item) => isAbout(item) && breaks(policy, item))
      .flatMap((item) => findingOf(policy, item, context));
  });
}

/** What would be done, now or when what it waits for is there. */
function isWanted({ status, change }: PlannedItem): boolean {
  return (status === 'planned' || status === 'blocked') && !change.actions.includes('no-op');
}

/** A schema that refers to itself may be fine for one value and have no end for another. */
function breaks(policy: Policy, value: unknown): boolean {
  try {
    return policy.isBrokenBy(value);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const { file, line } = policy.origin;
    throw new MuleteerError('manifests', `the policy ${policy.name} refers to itself without an end`, {
      hint: `its $ref goes round in circles (${file}:${line})`,
      cause,
    });
  }
}

/** None, where an approval lifts a warning; a lifted denial stays to be seen. */
function findingOf(policy: Policy, broken: PlannedItem | JsonPlan, context: PolicyContext) {
  const item = 'address' in broken ? broken : null;
  const address = item?.address ?? null;
  const { isLifted, note } = approvalOf(policy, { address, fingerprint: broken.fingerprint }, context);
  if (isLifted && policy.enforce === 'warn') return [];
  const finding: PolicyFinding = {
    policy: policy.name,
    verdict: isLifted ? 'warn' : policy.enforce,
    message: note === null ? policy.message : `${policy.message}; ${note}`,
    target: item?.target ?? null,
    address,
    origin: item?.origin ?? null,
    definedAt: policy.origin,
  };
  return [finding];
}

function fileOf({ origin }: PlannedItem, root: string, cwd: string): string | null {
  return origin === null ? null : relative(root, resolve(cwd, origin.file)).split(sep).join('/');
}
