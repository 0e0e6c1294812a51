/**
 * A resource as people name it (contract, section 1): `Server/mule-a9`, `Application/orders-api@orders-cluster`,
 * with the kind of the place where that is needed (`@cluster:orders-cluster`), and with or without the target
 * before it.
 */
import { didYouMean } from './did-you-mean.ts';
import type { PlaceKindName } from './resource.ts';

export interface WrittenAddress {
  readonly target: string | null;
  /** As written: it need not be a kind that there is. */
  readonly kind: string;
  readonly name: string;
  readonly place: WrittenPlace | null;
}

export interface WrittenPlace {
  /** Null: not written, so that the name has to tell. */
  readonly kind: PlaceKindName | null;
  readonly name: string;
}

/** What is wrong with an address, in words for a diagnostic. */
export interface AddressMistake {
  readonly mistake: string;
  readonly hint: string;
}

export function parseAddress(text: string): WrittenAddress | AddressMistake {
  const parts = text.split('/');
  const [name = '', kind = '', target = null] = [...parts].reverse();
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part === '' || part !== part.trim())) {
    return { mistake: `${text} is not a KIND/NAME`, hint: EXAMPLES };
  }
  if (kind === 'Application') return parseApplication(name, { target, kind });
  // A user group's name may hold an @.
  if (name.includes('@') && KINDS_OF_PLACE.some((one) => one === kind)) {
    return { mistake: 'only an Application has a place', hint: EXAMPLES };
  }
  return { target, kind, name, place: null };
}

const EXAMPLES =
  'write Server/mule-a9, or an application with its place: Application/orders-api@orders-cluster';
const KINDS_OF_PLACE: readonly PlaceKindName[] = ['Cluster', 'ServerGroup', 'Server'];

const QUALIFIERS = new Map<string, PlaceKindName>(KINDS_OF_PLACE.map((kind) => [qualifierOf(kind), kind]));

/** A kind of place as manifests spell it in `target`: `serverGroup`. */
export function qualifierOf(kind: PlaceKindName): string {
  return `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
}

function parseApplication(
  text: string,
  about: Pick<WrittenAddress, 'target' | 'kind'>,
): WrittenAddress | AddressMistake {
  const [, name, qualifier, place] = /^([^@]+)@(?:([^@:]*):)?([^@:]+)$/.exec(text) ?? [];
  if (name === undefined || place === undefined) {
    const named = text.split('@')[0] || 'orders-api';
    const hint = `write where it runs: Application/${named}@orders-cluster`;
    return { mistake: 'an Application is named with its place', hint };
  }
  if (qualifier === undefined) return { ...about, name, place: { kind: null, name: place } };
  const kind = QUALIFIERS.get(qualifier);
  if (kind !== undefined) return { ...about, name, place: { kind, name: place } };
  const known = [...QUALIFIERS.keys()];
  const hint = didYouMean(qualifier, known) ?? `one of ${known.join(', ')}`;
  return { mistake: `unknown kind of place ${qualifier}`, hint };
}
