import type { Manifest, ResourceKindName } from './manifest.ts';
import type { SpecObject, SpecValue } from './spec-value.ts';

export type PlaceKindName = 'Server' | 'ServerGroup' | 'Cluster';

/** Where an application runs. Part of its identity, since one name may run in several places. */
export interface Place {
  readonly kind: PlaceKindName;
  readonly name: string;
}

/** What tells one resource of a target from another. */
export interface Identity {
  readonly kind: ResourceKindName;
  readonly name: string;
  readonly place: Place | null;
}

/** An identity as one string, always in its full form: `Application/pay@Cluster:east`. Internal; users see addresses. */
export type ResourceKey = string;

export function keyOf(identity: Identity): ResourceKey {
  const { kind, name, place } = identity;
  return place === null ? `${kind}/${name}` : `${kind}/${name}@${place.kind}:${place.name}`;
}

/** The key of the server, group or cluster that a place is. */
export function placeKey({ kind, name }: Place): ResourceKey {
  return keyOf({ kind, name, place: null });
}

/** The identity that a key stands for: for resources that are neither declared nor live yet, such as a copy. */
export function identityOf(key: ResourceKey): Identity {
  const [, kind = '', rest = ''] = /^([^/]*)\/(.*)$/s.exec(key) ?? [];
  // Only an application has a place, and its name holds no @.
  const [, name = rest, placeKind, placeName] =
    /^([^@]*)@(Server|ServerGroup|Cluster):(.*)$/s.exec(rest) ?? [];
  const place = placeKind === undefined ? null : { kind: placeKind as PlaceKindName, name: placeName ?? '' };
  return { kind: kind as ResourceKindName, name: place === null ? rest : name, place };
}

/** The vendor's number (Runtime Manager) or the name (MMC user groups, which have no id). */
export type RemoteId = number | string;

/** A resource as the manifests want it, in the canonical form of its kind. */
export interface DesiredResource {
  readonly identity: Identity;
  readonly key: ResourceKey;
  readonly target: string;
  readonly spec: SpecObject;
  readonly manifest: Manifest;
  /** The identity that it had, when the manifest says `renamedFrom`. */
  readonly formerKey: ResourceKey | null;
  /** False: known for references, never changed in this run (`--only`, a narrower path). */
  readonly selected: boolean;
}

/** How one server takes part in what is waited for. */
export interface MemberState {
  readonly name: string;
  /**
   * In the service's words: of the application there, or of the server itself while that one is away. `PENDING`
   * where nothing has arrived yet.
   */
  readonly status: string;
  readonly statusOf: 'application' | 'server';
  /** What the service says besides; empty where that is nothing. */
  readonly message: string;
}

/** What is not finished, in one line, and how each member is where there are members to tell. */
interface Unfinished {
  readonly message: string;
  /** Nobody could look: it may be as it should. */
  readonly unseen?: true;
  readonly members?: readonly MemberState[];
}

/** Whether the service has finished what it was doing to a resource. */
export type Settled =
  | { readonly state: 'settled' }
  | ({ readonly state: 'pending' } & Unfinished)
  /** Nothing moves until something outside happens: a server comes back. */
  | ({ readonly state: 'stalled' } & Unfinished)
  | ({ readonly state: 'failed' } & Unfinished);

/** What is still open. */
export type Unsettled = Exclude<Settled, { readonly state: 'settled' }>;

export const SETTLED: Settled = { state: 'settled' };

/** A resource as the service has it, in the manifests' vocabulary. */
export interface LiveResource {
  /** With the names that it will have once the declared renames are done. */
  readonly identity: Identity;
  readonly key: ResourceKey;
  readonly id: RemoteId;
  /** What it is called now; differs from `identity.name` only while a rename waits. */
  readonly liveName: string;
  /** Only what the service gives back: a field that it hides is absent, not empty. */
  readonly spec: SpecObject;
  readonly settled: Settled;
  /** What a kind needs to know of it beyond the manifest's words (status of a server, members' ids). */
  readonly facts: Readonly<Record<string, SpecValue>>;
}
