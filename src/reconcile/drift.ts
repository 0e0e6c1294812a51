/**
 * What somebody changed by hand: live beside what was applied last (contract, section 2). What git wants by now has
 * no part in it, so that a change that waits in git is not taken for drift. Only what the service shows can tell:
 * secrets and properties never do.
 */
import type { Change } from '../model/change.ts';
import { aboutTarget, type Diagnostic } from '../model/diagnostic.ts';
import type { FieldRules } from '../model/fields.ts';
import { groupBy } from '../model/group-by.ts';
import type { Plan } from '../model/plan.ts';
import type { KindTraits } from '../model/provider.ts';
import type { AppliedRecord, RecordedResource } from '../model/record.ts';
import type { RecordedHold } from '../model/recorded-hold.ts';
import { type DesiredResource, identityOf, type LiveResource, type ResourceKey } from '../model/resource.ts';
import type { Source } from '../model/source.ts';
import { summarize } from '../model/summarize.ts';
import type { DesiredTarget } from '../model/target.ts';
import { shortAddresses } from './addresses.ts';
import { type DriftContext, driftOf } from './drift-of.ts';
import { fingerprintOf } from './fingerprint-of.ts';
import { lifecycleOf } from './withhold.ts';

/** A target with what was applied to it, and what is there now. */
export interface ObservedTarget {
  readonly desired: DesiredTarget;
  readonly title: string;
  readonly kinds: readonly KindTraits[];
  /** Null: nothing was applied from git yet, and nothing was looked at. */
  readonly record: AppliedRecord | null;
  /** What is held there by now. */
  readonly holds: readonly RecordedHold[];
  /** Under the names that they were recorded by. */
  readonly live: readonly LiveResource[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether this run is about a recorded resource. */
  readonly includes: (recorded: RecordedResource) => boolean;
}

export interface DriftSettings {
  readonly source: Source;
  /** A recorded file as a person would open it. */
  readonly shownFile: (file: string) => string;
}

/** The recorded resources as somebody who wanted just them would declare them: for observing, and to find renames. */
export function asDeclared({ resources }: AppliedRecord, target: DesiredTarget): readonly DesiredResource[] {
  return [...resources.keys()].map((key) => ({
    identity: identityOf(key),
    key,
    target: target.name,
    spec: {},
    manifest: target.manifest,
    formerKey: null,
    selected: true,
  }));
}

const NOTHING_TO_NOTE = { adopted: [], announced: [], forgotten: [], leftAlone: [] };

/** A plan without calls, in which `before` is what was applied, and `after` what is there. */
export function buildDriftPlan(targets: readonly ObservedTarget[], settings: DriftSettings): Plan {
  const parts = targets.map((target) => ({ target, changes: changesOf(target, settings) }));
  const changes = parts.flatMap((part) => part.changes);
  return {
    about: 'drift',
    source: settings.source,
    snapshot: null,
    targets: parts.map(({ target: { desired, title, record, holds }, changes: own }) => ({
      name: desired.name,
      kind: desired.kind,
      title,
      record: record?.commit ?? null,
      resources: own.length,
      origin: desired.manifest.origin,
      holds,
    })),
    changes,
    calls: [],
    rollbacks: [],
    unmanaged: [],
    guards: [],
    policies: [],
    diagnostics: targets.flatMap(({ desired, diagnostics }) => aboutTarget(diagnostics, desired.name)),
    summary: summarize(changes, []),
    records: parts.flatMap(({ target: { desired, record } }) =>
      record === null
        ? []
        : [{ ...NOTHING_TO_NOTE, target: desired.name, estate: record.estate, loaded: record }],
    ),
    fingerprint: fingerprintOf(changes),
    pending: [],
    addresses: Object.fromEntries(changes.map(({ target, key, address }) => [`${target} ${key}`, address])),
  };
}

function changesOf(target: ObservedTarget, settings: DriftSettings): readonly Change[] {
  const { record, live, kinds } = target;
  if (record === null) return [];
  const liveByKey = groupBy(live, ({ key }) => key);
  const contextOf = createContextOf(target, settings);
  const order = new Map<string, number>(kinds.map(({ name }, index) => [name, index]));
  const rank = (key: ResourceKey): number => order.get(identityOf(key).kind) ?? 0;
  return (
    [...record.resources.values()]
      // A leftover of our own calls that an interrupted run had no time to delete is no resource.
      .filter((recorded) => !recorded.leftover && target.includes(recorded))
      .sort((a, b) => rank(a.key) - rank(b.key) || (a.key < b.key ? -1 : 1))
      .map((recorded) => driftOf(recorded, liveByKey.get(recorded.key) ?? [], contextOf(recorded)))
  );
}

function createContextOf(
  { desired, record, live, kinds }: ObservedTarget,
  { shownFile }: DriftSettings,
): (recorded: RecordedResource) => DriftContext {
  const named = [...(record?.resources.keys() ?? [])].map((key) => [key, identityOf(key)] as const);
  const found = live.map(({ key, identity }) => [key, identity] as const);
  const address = shortAddresses(desired.name, new Map([...named, ...found]));
  const rules = new Map<string, FieldRules>(kinds.map(({ name, fields }) => [name, fields]));
  const declared = new Map(desired.resources.map((resource) => [resource.key, resource]));
  return ({ key, file }) => {
    const resource = declared.get(key);
    return {
      target: desired.name,
      address: address(key),
      rules: rules.get(identityOf(key).kind) ?? {},
      labels: resource?.manifest.metadata.labels ?? {},
      ignore: resource === undefined ? [] : (lifecycleOf(resource).ignore ?? []),
      origin: resource?.manifest.origin ?? { file: shownFile(file), line: 1, column: 1 },
    };
  };
}
