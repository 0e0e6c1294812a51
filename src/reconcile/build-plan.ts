/** Comparisons and calls of every target, as one plan. Pure: the same input gives the same bytes. */
import { canonical, fingerprint } from '../diff/canonical.ts';
import type { Comparison, DeclaredComparison } from '../model/comparison.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Alert } from '../model/draft.ts';
import type { Call, Change, Guard, Plan, PlannedTarget, TargetRecord } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import type { AppliedRecord, RecordedResource } from '../model/record.ts';
import { identityOf, type LiveResource, type ResourceKey } from '../model/resource.ts';
import type { Source } from '../model/source.ts';
import type { DesiredTarget } from '../model/target.ts';
import { addressesOf } from './addresses.ts';
import { buildChange, buildCopyChange } from './build-change.ts';
import { draftCalls } from './draft-calls.ts';
import { type Allowances, checkGuards } from './guards.ts';
import type { CarriedResource } from './match-record.ts';
import { numberCalls } from './number-calls.ts';
import { pendingGoals, unhealthy } from './pending.ts';
import { summarize } from './summarize.ts';
import { type RecordContext, recordedOf } from './to-record.ts';

/** One target, read and compared: everything that its part of the plan is made of. */
export interface ComparedTarget {
  readonly desired: DesiredTarget;
  readonly provider: Provider;
  readonly comparisons: readonly Comparison[];
  readonly live: readonly LiveResource[];
  readonly alerts: readonly Alert[];
  readonly record: AppliedRecord | null;
  /** The record under the manifests' names. */
  readonly recorded: ReadonlyMap<ResourceKey, CarriedResource> | null;
  readonly forgotten: readonly ResourceKey[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface PlanSettings extends RecordContext {
  readonly source: Source;
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
    calls += part.calls.length;
  }
  const changes = parts.flatMap((part) => part.changes);
  const allCalls = parts.flatMap((part) => part.calls);
  return {
    about: 'changes',
    source: settings.source,
    targets: parts.map((part) => part.target),
    changes,
    calls: allCalls,
    unmanaged: parts.flatMap((part) => part.unmanaged),
    guards: parts.flatMap((part) => part.guards),
    diagnostics: [...settings.diagnostics, ...parts.flatMap((part) => part.diagnostics)],
    summary: summarize(changes, allCalls),
    records: parts.map((part) => part.record),
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
  const { calls, callsOf, throughOf } = numberCalls({ target: desired.name, changes: drafted, live, start });
  const known = addressesOf(desired.name, [
    ...desired.resources.map(({ identity }) => identity),
    ...live.map(({ identity }) => identity),
    ...calls.flatMap(({ effects, key }) => [
      identityOf(key),
      ...effects.map(({ subject }) => identityOf(subject)),
    ]),
  ]);
  const byId = new Map(calls.map((call) => [call.id, call]));
  const address = (key: string): string => known.get(key)?.short ?? `${desired.name}/${key}`;
  const shown = drafted.filter(({ comparison }) => comparison.desired?.selected !== false);
  const common = { ...settings, target: desired.name, byId, address };
  const changes = shown.map((change) => {
    const { key } = change.comparison;
    return buildChange(change, { ...common, own: callsOf.get(key) ?? [], through: throughOf.get(key) ?? [] });
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
    },
    changes: all,
    calls,
    unmanaged: unmanagedIn(target, address),
    guards: guardsOf(target, { changes: all, calls }, settings),
    diagnostics: [...target.diagnostics, ...unhealthy(quiet, address)],
    record: {
      target: desired.name,
      estate: provider.estate,
      loaded: target.record,
      ...adoptedIn(changes, target, settings),
      copies: copiesIn(all, calls, target, settings),
    },
    pending: pendingGoals(desired.name, quiet),
    addresses: [...keysIn(all, calls, comparisons)].map(
      (key) => [`${desired.name} ${key}`, address(key)] as const,
    ),
  };
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

function guardsOf(
  { desired, recorded }: ComparedTarget,
  { changes, calls }: Pick<Plan, 'changes' | 'calls'>,
  { allowances }: PlanSettings,
): readonly Guard[] {
  const declared = desired.resources.map(({ key }) => key);
  return checkGuards({
    target: desired.name,
    limits: desired.policy.guards,
    allowances,
    changes,
    calls,
    managed: new Set([...declared, ...(recorded?.keys() ?? [])]).size,
    servers: desired.resources.filter(({ identity }) => identity.kind === 'Server').length,
    declared: declared.length,
  });
}

/** What is as declared and needs no call, where the record does not say so yet (contract, section 8, Ownership). */
function adoptedIn(
  changes: readonly Change[],
  { comparisons, record, forgotten }: ComparedTarget,
  settings: PlanSettings,
): Pick<TargetRecord, 'adopted' | 'forgotten'> {
  const asDeclared = new Set(
    changes
      .filter(({ action, status, records }) => action === 'keep' && status === 'planned' && records !== null)
      .map(({ key }) => key),
  );
  const news = comparisons.flatMap((one) => {
    if (one.desired === null || !asDeclared.has(one.key) || one.live === null) return [];
    const now = recordedOf(one, settings);
    const before = record?.resources.get(one.key);
    return before !== undefined && sameEntry(before, now) ? [] : [{ now, former: one.previousKey }];
  });
  return {
    adopted: news.map(({ now }) => now),
    forgotten: [...forgotten, ...news.flatMap(({ former }) => former ?? [])],
  };
}

/** Ours like the application that they are copies of; the manifest that leaves them behind stands for them. */
function copiesIn(
  changes: readonly Change[],
  calls: readonly Call[],
  { comparisons }: ComparedTarget,
  { fileOf, commit }: PlanSettings,
): readonly RecordedResource[] {
  return changes.flatMap(({ key, isCopy }) => {
    const leaver = calls.find(({ leaves }) => leaves.includes(key));
    const cause = comparisons.find((one) => one.key === leaver?.key);
    if (!isCopy || cause === undefined) return [];
    const file = cause.desired === null ? (cause.recorded?.file ?? '') : fileOf(cause.desired);
    const common = { spec: {}, unverified: [], created: true, leftover: true } as const;
    const known = { ...common, renamedFrom: null, protect: false, remoteId: null };
    return [{ ...known, key, file, commit }];
  });
}

/** Another commit alone is nothing new. */
function sameEntry(
  { commit: _before, ...before }: RecordedResource,
  { commit: _now, ...now }: RecordedResource,
): boolean {
  return canonical(before) === canonical(now);
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
    ...calls.flatMap(({ key, effects }) => [key, ...effects.map(({ subject }) => subject)]),
  ]);
}
