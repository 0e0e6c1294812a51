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
  /** The key that the record has it under, where that is another. */
  readonly recordedAs?: ResourceKey;
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
  if (renamed.size + places.size === 0) return recorded;
  const taken = new Set(renamed.values());
  const carried = [...recorded].flatMap(([key, resource]) => {
    const there = atRenamedPlace(key, places);
    const now = renamed.get(key) ?? atRenamedPlace(recorded.has(there) ? key : there, renamed);
    // Two resources that trade names are both renamed; any other holder of the new name gives way to it.
    if (now === key && taken.has(key)) return [];
    return [[now, now === key ? resource : { ...resource, key: now, recordedAs: key }] as const];
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
      !declared.has(key) &&
      identityOf(key).place !== null &&
      !removed.has(key) &&
      scope.covers(file),
  );
  if (gone.length === 0) return new Map();
  const left = new Map([...groupBy(gone, ({ key }) => nameOf(key))].map(([name, all]) => [name, [...all]]));
  const placed = desired.filter(({ identity, selected }) => identity.place !== null && selected);
  const begun = placed.flatMap(({ key }) => {
    const former = takeOne(left, key, (one) => one.movedTo === key);
    return former === undefined ? [] : [[key, former] as const];
  });
  const isBegun = new Set(begun.map(([key]) => key));
  const isOver = ([key, former]: readonly [ResourceKey, CarriedResource]): boolean =>
    live.has(key) && !live.has(former.key);
  const arriving = placed.filter(({ key }) => !recorded.has(key) && !isBegun.has(key));
  const moving = arriving.filter(({ key }) => !live.has(key));
  // What is there already may have moved: by a run that had no time to say so, which took the former one away.
  for (const { key } of arriving) if (live.has(key)) takeOne(left, key, (former) => !live.has(former.key));
  const chosen = new Map(
    [...groupBy(moving, ({ key }) => nameOf(key))].map(([name, own]) => {
      const candidates = [...(left.get(name) ?? [])].sort(inTurn(live)).slice(0, own.length);
      return [name, candidates.sort(byKey)];
    }),
  );
  const found = moving.flatMap((resource) => {
    const { key } = resource;
    const former =
      takeOne(chosen, key, ({ file }) => file === fileOf(resource)) ?? takeOne(chosen, key, () => true);
    return former === undefined ? [] : [[key, former] as const];
  });
  return new Map([...begun.filter((one) => !isOver(one)), ...found]);
}

type Candidates = ReadonlyMap<string, CarriedResource[]>;

/** The first of that name that fits; it is nobody else's then. */
function takeOne(
  candidates: Candidates,
  key: ResourceKey,
  fits: (former: CarriedResource) => boolean,
): CarriedResource | undefined {
  const own = candidates.get(nameOf(key)) ?? [];
  const index = own.findIndex(fits);
  return index < 0 ? undefined : own.splice(index, 1)[0];
}

/** Where fewer are declared than there were, those that are still there; the same ones before and after a run. */
function inTurn(live: ReadonlySet<ResourceKey>) {
  return (a: RecordedResource, b: RecordedResource): number =>
    Number(live.has(b.key)) - Number(live.has(a.key)) || byKey(a, b);
}

function nameOf(key: ResourceKey): string {
  const { kind, name } = identityOf(key);
  return `${kind}/${name}`;
}

function byKey(a: RecordedResource, b: RecordedResource): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
