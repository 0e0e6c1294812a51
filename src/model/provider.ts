import type { Call, FilePart, Goal, RemoteFile, StoredFile } from './call.ts';
import type { Comparison } from './comparison.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';
import type { Alert, Drafted, World } from './draft.ts';
import type { FieldRules } from './fields.ts';
import type { OnSent } from './http-body.ts';
import type { ResourceKindName } from './manifest.ts';
import type { RecordedResource } from './record.ts';
import type { DesiredResource, LiveResource, RemoteId, ResourceKey, Settled } from './resource.ts';

/** What a service calls one of its objects, before anybody looks into it. */
export interface LiveName {
  readonly kind: ResourceKindName;
  readonly id: RemoteId;
  readonly name: string;
}

export interface LiveSnapshot {
  readonly resources: readonly LiveResource[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The first phase of observing: everything is listed and named. The second, `describe`, turns it into the
 * manifests' words; it runs when the declared renames are known, so that every reference already uses the name
 * that the manifests use.
 */
export interface Observation {
  readonly names: readonly LiveName[];
  describe(nameOf: (live: LiveName) => string): LiveSnapshot;
}

/** What the engine must know about a kind. */
export interface KindTraits {
  readonly name: ResourceKindName;
  readonly fields: FieldRules;
  /** Deleting it loses alert definitions, so that they must be read before a deletion is planned. */
  readonly losesAlerts: boolean;
  /** Gone from git alone is no reason to delete it: it cannot be brought back, or the service needs it. */
  neverPruned(live: LiveResource): boolean;
  /** What a reader should know of a declared resource that is there. @param now milliseconds since the epoch */
  report(desired: DesiredResource, live: LiveResource, now: number): readonly Report[];
  /** Where a field rule does not tell: true if only a replacement can bring this change about. */
  replaces(desired: DesiredResource, live: LiveResource, world: readonly LiveResource[]): boolean;
}

/** Something about a live resource that no call of ours changes: another version than expected, a date that nears. */
export interface Report {
  readonly severity: Severity;
  readonly code: string;
  /** Without the address, which the engine puts in front. */
  readonly message: string;
  readonly hint: string | null;
}

/** A declared resource with all that there is to know of it, and what keeps something from being known. */
export interface Prepared {
  readonly resource: DesiredResource;
  readonly diagnostics: readonly Diagnostic[];
}

/** How one call fared. `id`: of the resource that it made, when the answer told. */
export interface Sent {
  readonly id: RemoteId | null;
  /** Something to tell the person who ran it, such as where the certificate was written. */
  readonly note: string | null;
}

/**
 * One target, and the engine's whole view of the world. `send` is the only member that writes. All but
 * `draft` may throw a `RequestError`.
 */
export interface Provider {
  readonly target: string;
  /** `Acme / Production`, or the console's URL. */
  readonly title: string;
  /** Which estate this is, however it is named: two targets must not be the same one. */
  readonly estate: string;
  /** In the order in which their changes are shown. */
  readonly kinds: readonly KindTraits[];
  /**
   * Learns what the comparison needs and the manifests do not tell: digests of artifacts, certificate requests.
   * @param recorded what was applied earlier, which may tell it, too
   */
  prepare(
    desired: readonly DesiredResource[],
    recorded: readonly RecordedResource[],
  ): Promise<readonly Prepared[]>;
  observe(desired: readonly DesiredResource[]): Promise<Observation>;
  alerts(): Promise<readonly Alert[]>;
  draft(comparison: Comparison, world: World): Drafted;
  /**
   * Fetches bytes that a call is about to replace, and keeps them until the run is over.
   * @throws MuleteerError where they cannot be had, or are others
   */
  keep(file: StoredFile): Promise<FilePart>;
  /**
   * Fetches bytes that are to be sent.
   * @param signal aborted: it is given up
   * @throws MuleteerError where they cannot be had, or are others
   */
  fetch(file: RemoteFile, signal: AbortSignal): Promise<FilePart>;
  /** Sends one call whose late ids are filled in. */
  send(call: Call, onSent?: OnSent): Promise<Sent>;
  /**
   * The remote ids of resources, looked up by their names, after a call whose answer did not tell them: none where it
   * is not there, several where it is there more than once.
   */
  find(keys: readonly ResourceKey[]): Promise<ReadonlyMap<ResourceKey, readonly RemoteId[]>>;
  /** Reads a resource again; null when it is not there any more. */
  reread(id: RemoteId, key: ResourceKey): Promise<LiveResource | null>;
  /** Looks once at all goals; the answers are in the order of the goals. */
  look(goals: readonly Goal[]): Promise<readonly Settled[]>;
}
