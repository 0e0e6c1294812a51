import type { Identity, Place, ResourceKey } from '../model/resource.ts';
import { identityOf, keyOf } from '../model/resource.ts';
import { qualifierOf } from '../model/written-address.ts';

/** An address in its short form, and in the full one that always works. */
export interface Address {
  readonly short: string;
  readonly full: string;
}

/**
 * The addresses of one target. An application is named with its place; the place's kind is added only where two
 * places of the target share a name (contract, section 1).
 */
export function addressesOf(
  target: string,
  identities: Iterable<Identity>,
): ReadonlyMap<ResourceKey, Address> {
  const all = new Map<ResourceKey, Identity>();
  for (const identity of identities) all.set(keyOf(identity), identity);
  return addressesByKey(target, all);
}

function addressesByKey(
  target: string,
  all: ReadonlyMap<ResourceKey, Identity>,
): ReadonlyMap<ResourceKey, Address> {
  const kindsOfPlace = new Map<string, Set<string>>();
  const note = ({ kind, name }: Place): void => {
    kindsOfPlace.set(name, (kindsOfPlace.get(name) ?? new Set()).add(kind));
  };
  for (const { kind, name, place } of all.values()) {
    if (kind === 'Server' || kind === 'ServerGroup' || kind === 'Cluster') note({ kind, name });
    if (place !== null) note(place);
  }
  const addresses = new Map<ResourceKey, Address>();
  for (const [key, { kind, name, place }] of all) {
    const base = `${target}/${kind}/${name}`;
    const full = place === null ? base : `${base}@${qualifierOf(place.kind)}:${place.name}`;
    const shared = place !== null && (kindsOfPlace.get(place.name)?.size ?? 0) > 1;
    addresses.set(key, { short: place === null || shared ? full : `${base}@${place.name}`, full });
  }
  return addresses;
}

/** An address in its short form, also of what is not among them: what it was called before. */
export function shortAddresses(
  target: string,
  named: ReadonlyMap<ResourceKey, Identity>,
): (key: ResourceKey) => string {
  const known = addressesByKey(target, named);
  return (key) => (known.get(key) ?? addressesOf(target, [identityOf(key)]).get(key))?.short ?? '';
}
