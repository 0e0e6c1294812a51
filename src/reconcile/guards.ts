/**
 * What keeps `apply` from writing more than anybody meant (contract, sections 1 and 8). A guard never hides the
 * plan; it is raised by a reviewed value in the manifest, by `Removed`, or by a flag, never by a plain force.
 */
import type { Call } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import type { Guard } from '../model/plan.ts';
import type { ResourceKey } from '../model/resource.ts';
import { summarize } from '../model/summarize.ts';
import type { DesiredTarget, Limit } from '../model/target.ts';

/** What `--allow-…` raises; a flag that was not given is null. */
export interface Allowances {
  readonly deletes: number | null;
  readonly updates: number | null;
  readonly restarts: number | null;
  readonly irreversible: number | null;
  readonly empty: boolean;
}

export interface GuardInput {
  readonly target: DesiredTarget;
  /** What the record knows, under the manifests' names; null without one. */
  readonly recorded: ReadonlyMap<ResourceKey, unknown> | null;
  readonly allowances: Allowances;
  /** Of this target, like the calls. */
  readonly changes: readonly Change[];
  readonly calls: readonly Call[];
}

export function checkGuards(input: GuardInput): readonly Guard[] {
  const { target, recorded, allowances, changes, calls } = input;
  const limits = target.policy.guards;
  const managed = new Set([...target.resources.map(({ key }) => key), ...(recorded?.keys() ?? [])]).size;
  const servers = target.resources.filter(({ identity }) => identity.kind === 'Server').length;
  const planned = changes.filter(({ status }) => status === 'planned');
  const deletes = planned.filter(({ action, isCopy }) => action === 'delete' && !isCopy);
  const updates = planned.filter(({ action }) => action === 'update' || action === 'replace');
  const summary = summarize(changes, calls);
  const approvedKeys = new Set(planned.filter(({ approval }) => approval !== null).map(({ key }) => key));
  const approvedCalls = calls.filter(({ key }) => approvedKeys.has(key));
  const approvedLosses = summarize([], approvedCalls).irreversible;
  const rule = (name: Guard['rule'], limit: number, actual: number): Guard => ({
    target: target.name,
    rule: name,
    limit,
    actual,
    verdict: actual > limit ? 'block' : 'allow',
  });
  return [
    rule(
      'maxDeletes',
      raised(limits.maxDeletes, managed, allowances.deletes) +
        deletes.filter(({ approval }) => approval !== null).length,
      deletes.length,
    ),
    rule('maxUpdates', raised(limits.maxUpdates, managed, allowances.updates), updates.length),
    rule('maxRestarts', raised(limits.maxRestarts, servers, allowances.restarts), summary.server_restarts),
    rule(
      'maxIrreversible',
      raised(limits.maxIrreversible, managed, allowances.irreversible) + approvedLosses,
      summary.irreversible,
    ),
    ...emptied(input, deletes, rule),
  ].filter(({ actual }) => actual > 0);
}

/** A share means at least two, so that a small estate can be worked on. */
function raised(limit: Limit, base: number, allowance: number | null): number {
  const own = 'count' in limit ? limit.count : Math.max(2, Math.floor(limit.share * base));
  return Math.max(own, allowance ?? 0);
}

/** The empty desired set: everything that is ours would go. Reviewed goodbyes are no accident. */
function emptied(
  { target, allowances }: GuardInput,
  deletes: readonly Change[],
  rule: (name: Guard['rule'], limit: number, actual: number) => Guard,
): readonly Guard[] {
  const unreviewed = deletes.filter(({ approval }) => approval === null).length;
  if (target.resources.length > 0 || unreviewed === 0) return [];
  return [
    rule('allowEmpty', target.policy.guards.allowEmpty || allowances.empty ? unreviewed : 0, unreviewed),
  ];
}
