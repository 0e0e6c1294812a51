/**
 * One turn up to the plan: load → observe → compare → plan. `plan`, `apply` and, later, the loop run exactly
 * this; they differ in what they do with the plan.
 */
import { type Comparison, isActive } from '../model/comparison.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import type { Alert } from '../model/draft.ts';
import { isWithheld } from '../model/errors.ts';
import { groupBy } from '../model/group-by.ts';
import { otherEstate } from '../model/other-estate.ts';
import type { Plan } from '../model/plan.ts';
import type { KindTraits, Provider } from '../model/provider.ts';
import type { AppliedRecord, RecordStore } from '../model/record.ts';
import type { DesiredResource, LiveResource } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import { buildPlan, type PlanSettings } from './build-plan.ts';
import { compareTarget } from './compare-target.ts';
import type { ComparedTarget } from './compared-target.ts';
import { findRenames } from './find-renames.ts';
import { carryRenames, findPlaceChanges } from './match-record.ts';
import { findOwnership } from './ownership.ts';
import type { Scope } from './scope.ts';
import type { Withholding } from './withhold.ts';

export interface BoundTarget {
  readonly desired: DesiredTarget;
  readonly provider: Provider;
  readonly scope: Scope;
}

export interface PlanningSettings
  extends Omit<PlanSettings, 'remembers'>,
    Pick<Withholding, 'now' | 'flipping'> {
  readonly store: RecordStore;
  /** A recorded file as a person would open it. */
  readonly shownFile: (file: string) => string;
}

/** Targets are read side by side. Throws what a provider or the record throws: half a plan is no plan. */
export async function planTargets(
  targets: readonly BoundTarget[],
  settings: PlanningSettings,
): Promise<Plan> {
  const { store } = settings;
  const compared = await Promise.all(targets.map((target) => observeAndCompare(target, settings)));
  return buildPlan(compared, { ...settings, remembers: store.remembers });
}

async function observeAndCompare(target: BoundTarget, settings: PlanningSettings): Promise<ComparedTarget> {
  const { desired, provider } = target;
  const loading = loadRecord(target, settings.store);
  const preparing = loading.then((record) =>
    provider.prepare(desired.resources, [...(record?.resources.values() ?? [])]),
  );
  const [observation, prepared, record] = await Promise.all([
    provider.observe(desired.resources),
    preparing,
    loading,
  ]);
  const known = prepared.map(({ resource }) => resource);
  const resources = inOrder(provider.kinds, known, ({ identity }) => identity.kind);
  const carried = record === null ? null : carryRenames(record.resources, resources);
  const renames = findRenames(resources, observation.names, record?.resources ?? null);
  const snapshot = observation.describe(renames.nameOf);
  const sides = { ...settings, target, resources, live: snapshot.resources, recorded: carried };
  const { comparisons, forgotten } = compareAll(sides);
  const read = await alertsFor(comparisons, provider, desired.name);
  return {
    desired: { ...desired, resources },
    provider,
    comparisons,
    live: snapshot.resources,
    alerts: read.alerts,
    record,
    recorded: carried,
    forgotten,
    diagnostics: [
      ...prepared.flatMap((one) => one.diagnostics),
      ...renames.diagnostics,
      ...snapshot.diagnostics,
      ...reportsOn(comparisons, provider.kinds, desired.name, settings.now),
      ...read.diagnostics,
    ],
  };
}

async function loadRecord(
  { desired, provider }: BoundTarget,
  store: RecordStore,
): Promise<AppliedRecord | null> {
  const record = await store.load(desired.name);
  if (record === null || record.estate === provider.estate) return record;
  throw otherEstate(desired.name, record.estate, provider.estate);
}

interface ComparisonInput extends PlanningSettings {
  readonly target: BoundTarget;
  readonly resources: readonly DesiredResource[];
  readonly live: readonly LiveResource[];
  readonly recorded: ComparedTarget['recorded'];
}

function compareAll(input: ComparisonInput): Pick<ComparedTarget, 'comparisons' | 'forgotten'> {
  const { target, resources, live, recorded, store, now, flipping } = input;
  const { desired, provider, scope } = target;
  const there = new Set(live.map(({ key }) => key));
  const moved = findPlaceChanges({
    desired: resources,
    live: there,
    recorded,
    removals: desired.removals,
    scope,
    fileOf: input.fileOf,
  });
  const { policy } = desired;
  const sides = { desired: resources, live, recorded, moved, seal: store.seal, policy, now, flipping };
  const declared = compareTarget(provider.kinds, sides);
  const ownership = findOwnership({
    target: { ...desired, resources },
    kinds: provider.kinds,
    live,
    recorded,
    moved: new Set([...moved.values()].map(({ key }) => key)),
    scope,
    shownFile: input.shownFile,
  });
  const all: readonly Comparison[] = [...declared, ...ownership.departing];
  return { comparisons: inOrder(provider.kinds, all, ({ kind }) => kind), forgotten: ownership.forgotten };
}

function inOrder<Item extends { readonly key: string }>(
  kinds: readonly KindTraits[],
  items: readonly Item[],
  kindOf: (item: Item) => string,
): readonly Item[] {
  const byKind = groupBy(items, kindOf);
  return kinds.flatMap(({ name }) => (byKind.get(name) ?? []).toSorted((a, b) => (a.key < b.key ? -1 : 1)));
}

function reportsOn(
  comparisons: readonly Comparison[],
  kinds: readonly KindTraits[],
  target: string,
  now: number,
): readonly Diagnostic[] {
  const traits = new Map(kinds.map((kind) => [kind.name, kind]));
  return comparisons.flatMap(({ desired, live, kind, key }) => {
    if (desired === null || live === null || !desired.selected) return [];
    const reports = traits.get(kind)?.report(desired, live, now) ?? [];
    return reports.map(({ severity, code, message, hint }) =>
      liveDiagnostic(severity, code, `${target}/${key} ${message}`, {
        address: `${target}/${key}`,
        origin: desired.manifest.origin,
        ...(hint === null ? {} : { hint }),
      }),
    );
  });
}

interface ReadAlerts {
  readonly alerts: readonly Alert[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Read only for plans that delete a group or a cluster (contract, section 9). */
async function alertsFor(
  comparisons: readonly Comparison[],
  provider: Provider,
  target: string,
): Promise<ReadAlerts> {
  const deletes = comparisons.some(
    (one) =>
      isActive(one) &&
      (one.action === 'delete' || one.action === 'replace') &&
      provider.kinds.some(({ name, losesAlerts }) => name === one.kind && losesAlerts),
  );
  return deletes ? readAlerts(provider, target) : { alerts: [], diagnostics: [] };
}

/** Who may not read alert definitions may still plan; what is lost with them cannot be foretold then. */
async function readAlerts(provider: Provider, target: string): Promise<ReadAlerts> {
  try {
    return { alerts: await provider.alerts(), diagnostics: [] };
  } catch (error) {
    if (!isWithheld(error)) throw error;
    const message = `the alert definitions of ${target} cannot be read, so that the plan may miss some that are lost`;
    return { alerts: [], diagnostics: [liveDiagnostic('warning', 'alerts_unknown', message)] };
  }
}
