/** Comparisons and calls of every target, as one plan. Pure: the same input gives the same bytes. */
import { fingerprint } from '../diff/canonical.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Alert } from '../model/draft.ts';
import type { Call, Change, Plan, PlannedTarget, Source } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import { identityOf, type LiveResource } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import { addressesOf } from './addresses.ts';
import { buildChange } from './build-change.ts';
import { draftCalls } from './draft-calls.ts';
import { numberCalls } from './number-calls.ts';
import { pendingGoals, unhealthy } from './pending.ts';
import { summarize } from './summarize.ts';

/** One target, read and compared: everything that its part of the plan is made of. */
export interface ComparedTarget {
  readonly desired: DesiredTarget;
  readonly provider: Provider;
  readonly comparisons: readonly Comparison[];
  readonly live: readonly LiveResource[];
  readonly alerts: readonly Alert[];
  readonly record: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function buildPlan(
  targets: readonly ComparedTarget[],
  source: Source,
  diagnostics: readonly Diagnostic[],
): Plan {
  const parts: TargetPart[] = [];
  let calls = 0;
  for (const target of targets) {
    const part = planTarget(target, calls);
    parts.push(part);
    calls += part.calls.length;
  }
  const changes = parts.flatMap((part) => part.changes);
  const allCalls = parts.flatMap((part) => part.calls);
  return {
    source,
    targets: parts.map((part) => part.target),
    changes,
    calls: allCalls,
    unmanaged: parts.flatMap((part) => part.unmanaged),
    guards: [],
    diagnostics: [...diagnostics, ...parts.flatMap((part) => part.diagnostics)],
    summary: summarize(changes, allCalls),
    // The parts have their own digests already; no time, no commit and no secret's value is in them.
    fingerprint: fingerprint(
      changes.filter(({ action }) => action !== 'keep').map((change) => change.fingerprint),
    ),
    pending: parts.flatMap((part) => part.pending),
    addresses: Object.fromEntries(parts.flatMap((part) => part.addresses)),
  };
}

interface TargetPart {
  readonly target: PlannedTarget;
  readonly changes: readonly Change[];
  readonly calls: readonly Call[];
  readonly unmanaged: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly pending: Plan['pending'];
  readonly addresses: readonly (readonly [string, string])[];
}

function planTarget(target: ComparedTarget, start: number): TargetPart {
  const { desired, provider, comparisons, live } = target;
  const drafted = draftCalls(target);
  const { calls, callsOf } = numberCalls(desired.name, drafted, start);
  const known = addressesOf(desired.name, [
    ...desired.resources.map(({ identity }) => identity),
    ...live.map(({ identity }) => identity),
    ...calls.flatMap(({ effects }) => effects.map(({ subject }) => identityOf(subject))),
  ]);
  const byId = new Map(calls.map((call) => [call.id, call]));
  const address = (key: string): string => known.get(key)?.short ?? `${desired.name}/${key}`;
  const changes = drafted
    .filter(({ comparison }) => comparison.desired.selected)
    .map((change) => buildChange(change, { own: callsOf.get(change.comparison.key) ?? [], byId, address }));
  const declared = new Set(comparisons.map(({ key }) => key));
  const unmanaged = live.filter(({ key }) => !declared.has(key)).map(({ key }) => address(key));
  const quiet = comparisons.filter(({ desired: { selected }, key }) => selected && !callsOf.has(key));
  return {
    target: {
      name: desired.name,
      kind: desired.kind,
      title: provider.title,
      record: target.record,
      resources: changes.length,
    },
    changes,
    calls,
    unmanaged: [...new Set(unmanaged)].sort(),
    diagnostics: [...target.diagnostics, ...unhealthy(quiet, address)],
    pending: pendingGoals(desired.name, quiet),
    addresses: [...keysIn(changes, calls, comparisons)].map(
      (key) => [`${desired.name} ${key}`, address(key)] as const,
    ),
  };
}

/** Every key that a reader of the plan may have to name, also the copies that a call will leave behind. */
function keysIn(
  changes: readonly Change[],
  calls: readonly Call[],
  comparisons: readonly Comparison[],
): ReadonlySet<string> {
  return new Set([
    ...changes.map(({ key }) => key),
    ...comparisons.map(({ key }) => key),
    ...calls.flatMap(({ effects }) => effects.map(({ subject }) => subject)),
  ]);
}
