/**
 * What the record knows, under the names that the manifests use now: renames carry it along, and an application
 * whose declared place changed is known where it was.
 */
import { groupBy } from '../model/group-by.ts';
import type { RecordedResource } from '../model/record.ts';
import { type DesiredResource, identityOf, keyOf, placeKey, type ResourceKey } from '../model/resource.ts';
import type { Removal } from '../model/target.ts';
import type { Scope } from './scope.ts';

type Resources = ReadonlyMap<ResourceKey, RecordedResource>;

/** A recorded resource under its new key. */
export interface CarriedResource extends RecordedResource {
  /** The key that the record has it under. */
  readonly recordedAs: ResourceKey;
}

type Carried = ReadonlyMap<ResourceKey, CarriedResource>;

/** Renamed resources, and what runs on renamed places, under their new keys. */
export function carryRenames(recorded: Resources, desired: readonly DesiredResource[]): Carried {
  const renamed = new Map<ResourceKey, ResourceKey>();
  const places = new Map<ResourceKey, ResourceKey>();
  const declared = new Set(desired.map(({ key }) => key));
  for (const { key, formerKey, manifest } of desired) {
    if (formerKey === null) continue;
    const done = recorded.get(key)?.renamedFrom === manifest.metadata.renamedFrom;
    if (!done && recorded.has(formerKey)) renamed.set(formerKey, key);
    // The run that renamed a place may have had no word about what is there: it was gone from git, or left out.
    if (done && !recorded.has(formerKey) && !declared.has(formerKey)) places.set(formerKey, key);
  }
  const taken = new Set(renamed.values());
  const carried = [...recorded].flatMap(([key, resource]) => {
    const there = atRenamedPlace(key, places);
    const now = renamed.get(key) ?? atRenamedPlace(recorded.has(there) ? key : there, renamed);
    // Two resources that trade names are both renamed; any other holder of the new name gives way to it.
    if (now === key && taken.has(key)) return [];
    return [[now, { ...resource, key: now, recordedAs: key }] as const];
  });
  return new Map(carried);
}

function atRenamedPlace(key: ResourceKey, renamed: ReadonlyMap<ResourceKey, ResourceKey>): ResourceKey {
  const identity = identityOf(key);
  if (identity.place === null) return key;
  const now = renamed.get(placeKey(identity.place));
  if (now === undefined) return key;
  return keyOf({ ...identity, place: { kind: identity.place.kind, name: identityOf(now).name } });
}

export interface MoveInput {
  readonly desired: readonly DesiredResource[];
  /** What is there already has not moved, but for a move that an earlier run began. */
  readonly live: ReadonlySet<ResourceKey>;
  readonly recorded: Carried | null;
  readonly removals: readonly Removal[];
  readonly scope: Scope;
  /** Where a manifest lies, as the record names files. */
  readonly fileOf: (resource: DesiredResource) => string;
}

/**
 * Declared key → where the record knows that application: one that is declared at a new place, beside one of the
 * same name that is declared nowhere any more (contract, section 8, Moves). The same file goes first.
 */
export function findPlaceChanges(input: MoveInput): Carried {
  const { desired, live, recorded, removals, scope, fileOf } = input;
  if (recorded === null) return new Map();
  const declared = new Set(desired.map(({ key }) => key));
  const removed = new Set(removals.flatMap(({ keys }) => keys));
  const gone = [...recorded.values()].filter(
    ({ key, file, leftover }) =>
      !leftover &&
      identityOf(key).place !== null &&
      !declared.has(key) &&
      !removed.has(key) &&
      scope.covers(file),
  );
  const byName = groupBy(gone, ({ key }) => nameOf(key));
  // What is not there any more has moved already, by a run that had no time to say so.
  const inTurn = (a: RecordedResource, b: RecordedResource): number =>
    Number(live.has(b.key)) - Number(live.has(a.key)) || byKey(a, b);
  const left = new Map([...byName].map(([name, all]) => [name, [...all].sort(inTurn)]));
  const moved = new Map<ResourceKey, CarriedResource>();
  for (const resource of desired) {
    const { key, identity, selected } = resource;
    if (identity.place === null || !selected) continue;
    const candidates = left.get(nameOf(key)) ?? [];
    const begun = candidates.findIndex((one) => one.movedTo === key && live.has(one.key));
    if (begun < 0 && (recorded.has(key) || live.has(key))) continue;
    const same = candidates.findIndex(({ file }) => file === fileOf(resource));
    const [former] = candidates.splice(begun < 0 ? Math.max(same, 0) : begun, 1);
    if (former !== undefined) moved.set(key, former);
  }
  return moved;
}

function nameOf(key: ResourceKey): string {
  const { kind, name } = identityOf(key);
  return `${kind}/${name}`;
}

function byKey(a: RecordedResource, b: RecordedResource): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
