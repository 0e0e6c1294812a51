/** Comparisons and calls of every target, as one plan. Pure: the same input gives the same bytes. */
import type { Call, RollbackCall } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import type { Comparison, DeclaredComparison } from '../model/comparison.ts';
import { aboutTarget, type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import { groupBy } from '../model/group-by.ts';
import type { Guard, Plan, PlannedTarget, SnapshotSource, TargetRecord } from '../model/plan.ts';
import { type Identity, identityOf, type ResourceKey } from '../model/resource.ts';
import type { Source } from '../model/source.ts';
import { summarize } from '../model/summarize.ts';
import { shortAddresses } from './addresses.ts';
import { buildChange, buildCopyChange, type ChangeContext } from './build-change.ts';
import type { ComparedTarget } from './compared-target.ts';
import { draftCalls } from './draft-calls.ts';
import { fingerprintOf } from './fingerprint-of.ts';
import { type Allowances, checkGuards } from './guards.ts';
import { numberCalls } from './number-calls.ts';
import { pendingGoals, unhealthy } from './pending.ts';
import { targetRecord } from './target-record.ts';
import type { RecordContext } from './to-record.ts';

export interface PlanSettings extends RecordContext, Pick<ChangeContext, 'all'> {
  readonly source: Source;
  /** Null where the services were asked. */
  readonly snapshot: SnapshotSource | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly allowances: Allowances;
  readonly remembers: boolean;
}

export function buildPlan(targets: readonly ComparedTarget[], settings: PlanSettings): Plan {
  const parts: TargetPart[] = [];
  let calls = 0;
  for (const target of targets) {
    const part = planTarget(target, calls, settings);
    parts.push(part);
    calls += part.calls.length + part.rollbacks.length;
  }
  const changes = parts.flatMap((part) => part.changes);
  const allCalls = parts.flatMap((part) => part.calls);
  return {
    about: 'changes',
    source: settings.source,
    snapshot: settings.snapshot,
    targets: parts.map((part) => part.target),
    changes,
    calls: allCalls,
    rollbacks: parts.flatMap((part) => part.rollbacks),
    unmanaged: parts.flatMap((part) => part.unmanaged),
    guards: parts.flatMap((part) => part.guards),
    policies: [],
    diagnostics: [...settings.diagnostics, ...parts.flatMap((part) => part.diagnostics)],
    summary: summarize(changes, allCalls),
    records: parts.map((part) => part.record),
    fingerprint: fingerprintOf(changes),
    pending: parts.flatMap((part) => part.pending),
    addresses: Object.fromEntries(parts.flatMap((part) => part.addresses)),
  };
}

interface TargetPart {
  readonly target: PlannedTarget;
  readonly changes: readonly Change[];
  readonly calls: readonly Call[];
  readonly rollbacks: readonly RollbackCall[];
  readonly unmanaged: readonly string[];
  readonly guards: readonly Guard[];
  readonly diagnostics: readonly Diagnostic[];
  readonly record: TargetRecord;
  readonly pending: Plan['pending'];
  readonly addresses: readonly (readonly [string, string])[];
}

function planTarget(target: ComparedTarget, start: number, settings: PlanSettings): TargetPart {
  const { desired, provider, comparisons, live, alerts } = target;
  const prunes = desired.policy.prune !== 'none';
  const drafted = draftCalls({ provider, comparisons, live, alerts, prunes, remembers: settings.remembers });
  const numbered = numberCalls({ target: desired.name, changes: drafted, live, start });
  const { calls, rollbacks, callsOf, throughOf } = numbered;
  const rollbacksOf = groupBy(rollbacks, ({ key }) => key);
  const address = shortAddresses(desired.name, identitiesIn(target, calls));
  const byId = new Map(calls.map((call) => [call.id, call]));
  const shown = drafted.filter(({ comparison }) => comparison.desired?.selected !== false);
  const common = { ...settings, target: desired.name, byId, address };
  const changes = shown.map((change) => {
    const { key } = change.comparison;
    return buildChange(change, {
      ...common,
      own: callsOf.get(key) ?? [],
      rollbacks: rollbacksOf.get(key) ?? [],
      through: throughOf.get(key) ?? [],
    });
  });
  const all = [...changes, ...copyChanges(changes, calls, common)];
  const quiet = comparisons.filter(
    (one): one is DeclaredComparison => one.desired?.selected === true && !callsOf.has(one.key),
  );
  return {
    target: {
      name: desired.name,
      kind: desired.kind,
      title: provider.title,
      record: target.record?.commit ?? null,
      resources: changes.filter(({ action }) => action !== 'delete').length,
      origin: desired.manifest.origin,
      holds: [],
    },
    changes: all,
    calls,
    rollbacks,
    unmanaged: unmanagedIn(target, address),
    guards: checkGuards({
      target: desired,
      recorded: target.recorded,
      allowances: settings.allowances,
      changes: all,
      calls,
    }),
    diagnostics: [
      ...aboutTarget(target.diagnostics, desired.name),
      ...shown.flatMap(({ comparison, drafted: { diagnostics } }) =>
        diagnostics.map((one) => ({ ...one, address: address(comparison.key) })),
      ),
      ...unhealthy(quiet, address),
      ...leftAloneNow(comparisons, address),
    ],
    record: targetRecord(target, { changes: all, calls }, settings),
    pending: pendingGoals(desired.name, quiet),
    addresses: [...keysIn(calls, comparisons)].map(
      (key) => [`${desired.name} ${key}`, address(key)] as const,
    ),
  };
}

function identitiesIn(
  { desired, live }: ComparedTarget,
  calls: readonly Call[],
): ReadonlyMap<ResourceKey, Identity> {
  const named = new Map<ResourceKey, Identity>();
  for (const { key, identity } of desired.resources) named.set(key, identity);
  for (const { key, identity } of live) named.set(key, identity);
  for (const { key, effects } of calls)
    for (const subject of [key, ...effects.map((effect) => effect.subject)])
      named.set(subject, identityOf(subject));
  return named;
}

/** Said once; from then on it stands with what is held. */
function leftAloneNow(
  comparisons: readonly Comparison[],
  address: (key: string) => string,
): readonly Diagnostic[] {
  return comparisons.flatMap((one) => {
    if (one.desired === null) return [];
    const { key, desired, flips } = one;
    return flips.news.map(({ why: { message, hint } }) =>
      liveDiagnostic('warning', 'flip', `${address(key)} ${message}`, {
        address: address(key),
        origin: desired.manifest.origin,
        ...(hint === null ? {} : { hint }),
      }),
    );
  });
}

/** After the change whose call leaves them behind. */
function copyChanges(
  changes: readonly Change[],
  calls: readonly Call[],
  common: Pick<Parameters<typeof buildCopyChange>[2], 'byId' | 'address' | 'target'>,
): readonly Change[] {
  const known = new Set(changes.map(({ key }) => key));
  return calls.flatMap((call) => {
    if (known.has(call.key)) return [];
    const leaver = calls.find(({ leaves }) => leaves.includes(call.key));
    const cause = changes.find(({ key }) => key === leaver?.key);
    return cause === undefined ? [] : [buildCopyChange(call.key, cause, { ...common, own: [call] })];
  });
}

function unmanagedIn(
  { comparisons, live }: ComparedTarget,
  address: (key: string) => string,
): readonly string[] {
  const known = new Set(
    comparisons.flatMap((one) =>
      one.desired === null || one.movedFrom === null ? [one.key] : [one.key, one.movedFrom.key],
    ),
  );
  const strangers = live.filter(({ key }) => !known.has(key)).map(({ key }) => address(key));
  return [...new Set(strangers)].sort();
}

/** Every key that a reader of the plan may have to name, also the copies that a call will leave behind. */
function keysIn(calls: readonly Call[], comparisons: readonly Comparison[]): ReadonlySet<string> {
  return new Set([
    ...comparisons.map(({ key }) => key),
    ...calls.flatMap(({ key, effects }) => [key, ...effects.map(({ subject }) => subject)]),
  ]);
}
