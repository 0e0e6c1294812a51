import type { Declaration } from '../model/kind.ts';
import type { Manifest, ResourceKindName } from '../model/manifest.ts';
import { keyOf, type PlaceKindName, type ResourceKey } from '../model/resource.ts';
import type { Removal } from '../model/target.ts';
import { parseAddress, type WrittenAddress } from '../model/written-address.ts';
import type { Entry } from './declare-all.ts';

/** A goodbye with what the rules about it look at. */
export interface ReadRemoval {
  readonly target: string;
  readonly address: WrittenAddress;
  /** The kinds of the places that are declared with the name of its place. */
  readonly declared: readonly PlaceKindName[];
  readonly removal: Removal;
}

/** The reviewed goodbyes. Those that name no resource (an error, reported before) are left out. */
export function readRemovals(
  manifests: readonly Manifest[],
  entries: readonly Entry[],
  declarations: readonly Declaration[],
): readonly ReadRemoval[] {
  const removed = manifests.filter(({ kind }) => kind === 'Removed');
  if (removed.length === 0) return [];
  const kinds = new Set<string>(declarations.map(({ kind }) => kind));
  const places = indexPlaces(entries);
  return removed.flatMap((manifest) => readRemoval(manifest, kinds, places));
}

function readRemoval(manifest: Manifest, kinds: ReadonlySet<string>, places: Places): readonly ReadRemoval[] {
  const target = manifest.metadata.environment ?? manifest.metadata.console;
  if (target === undefined) return [];
  const { resource, action, reason } = manifest.spec;
  const address = parseAddress(String(resource));
  if ('mistake' in address || !kinds.has(address.kind)) return [];
  const declared = places.get(`${target}/${address.place?.name}`) ?? [];
  const removal: Removal = {
    keys: keysOf(address, declared),
    action: action === 'forget' ? 'forget' : 'delete',
    reason: String(reason),
    manifest,
    selected: manifest.selected,
  };
  return [{ target, address, declared, removal }];
}

const KINDS_OF_PLACE: readonly PlaceKindName[] = ['Cluster', 'Server', 'ServerGroup'];

/** Where neither the document nor what is declared tells the kind of its place: every resource that it may be. */
function keysOf(address: WrittenAddress, declared: readonly PlaceKindName[]): readonly ResourceKey[] {
  const { name, place } = address;
  const kind = address.kind as ResourceKindName;
  if (place === null) return [keyOf({ kind, name, place: null })];
  const kinds = place.kind !== null ? [place.kind] : declared.length > 0 ? declared : KINDS_OF_PLACE;
  return kinds.map((one) => keyOf({ kind, name, place: { kind: one, name: place.name } }));
}

/** `target/name` → the kinds of the places that are declared with this name. */
type Places = ReadonlyMap<string, readonly PlaceKindName[]>;

function indexPlaces(entries: readonly Entry[]): Places {
  const places = new Map<string, readonly PlaceKindName[]>();
  for (const { manifest, target } of entries) {
    const name = `${target}/${manifest.metadata.name}`;
    const known = places.get(name) ?? [];
    places.set(
      name,
      KINDS_OF_PLACE.filter((kind) => kind === manifest.kind || known.includes(kind)),
    );
  }
  return places;
}
