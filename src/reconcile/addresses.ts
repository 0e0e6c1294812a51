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
  const kindsOfPlace = new Map<string, Set<string>>();
  const note = ({ kind, name }: Place): void => {
    kindsOfPlace.set(name, (kindsOfPlace.get(name) ?? new Set()).add(kind));
  };
  for (const { kind, name, place } of all.values()) {
    if (kind === 'Server' || kind === 'ServerGroup' || kind === 'Cluster') note({ kind, name });
    if (place !== null) note(place);
  }
  return new Map(
    [...all].map(([key, { kind, name, place }]) => {
      const base = `${target}/${kind}/${name}`;
      if (place === null) return [key, { short: base, full: base }] as const;
      const full = `${base}@${qualifierOf(place.kind)}:${place.name}`;
      const shared = (kindsOfPlace.get(place.name)?.size ?? 0) > 1;
      return [key, { short: shared ? full : `${base}@${place.name}`, full }] as const;
    }),
  );
}

/** An address in its short form, also of what is not among them: what it was called before. */
export function shortAddresses(target: string, identities: Iterable<Identity>): (key: ResourceKey) => string {
  const known = addressesOf(target, identities);
  return (key) => (known.get(key) ?? addressesOf(target, [identityOf(key)]).get(key))?.short ?? '';
}
