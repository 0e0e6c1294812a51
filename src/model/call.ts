/** What a plan sends: one write at a time, what it disturbs, and what must be true afterwards. */
import type { Json } from './json.ts';
import type { LateId } from './late-id.ts';
import type { ResourceKindName } from './manifest.ts';
import type { RemoteArtifact } from './remote-artifact.ts';
import type { RemoteId, ResourceKey } from './resource.ts';
import type { Secret } from './secret.ts';
import type { SpecObject } from './spec-value.ts';

export type EffectClass =
  | 'registration-loss'
  | 'app-copy'
  | 'alert-loss'
  | 'server-restart'
  | 'app-restart'
  | 'app-stop'
  | 'config-loss'
  | 'access-loss';

/** What a call disturbs, also on resources that no change names (contract, section 9). */
export interface Effect {
  readonly class: EffectClass;
  readonly subject: ResourceKey;
  readonly reversible: boolean;
}

/** Where a file's bytes are, and what they are. `size` in bytes, `sha1` lower-case hex. */
export interface FilePart {
  readonly path: string;
  readonly fileName: string;
  readonly sha1: string;
  readonly size: number;
}

/** Bytes that only the service has: they are fetched before they are replaced, so that they can be put back. */
export interface StoredFile extends Omit<FilePart, 'path'> {
  /** The application that has them now. */
  readonly heldBy: RemoteId;
}

/** Bytes that lie on a server for files: they are fetched before the first write of an apply, and not for a plan. */
export interface RemoteFile extends Pick<FilePart, 'fileName'> {
  /** Null where nobody could be asked. */
  readonly sha1: string | null;
  readonly from: RemoteArtifact;
}

/** What nobody may have changed since the plan was made: it is read again before the call is sent. */
export interface Expectation {
  readonly key: ResourceKey;
  readonly id: RemoteId;
  readonly name: string;
  /** The members that it has when all calls before this one are done; null where it has none. */
  readonly memberIds: readonly RemoteId[] | null;
}

/** JSON with secrets and late ids at the leaves. */
export type BodyValue = Json | Secret | LateId | readonly BodyValue[] | { readonly [key: string]: BodyValue };

export type CallBody =
  | { readonly type: 'none' }
  | { readonly type: 'json'; readonly value: BodyValue }
  | {
      readonly type: 'multipart';
      /** Text parts; a value that is not a string is sent as JSON text. */
      readonly fields: Readonly<Record<string, BodyValue>>;
      readonly file: FilePart | StoredFile | RemoteFile | null;
    };

/** Late until the call that makes the resource has answered. */
export type GoalId = RemoteId | LateId;

/** What must be true before the next call may rely on this one. */
export type Goal =
  | { readonly until: 'gone'; readonly kind: ResourceKindName; readonly id: GoalId }
  | { readonly until: 'connected'; readonly serverIds: readonly GoalId[] }
  | {
      readonly until: 'member';
      readonly serverIds: readonly GoalId[];
      /** The group or cluster that they must belong to; null: none. */
      readonly placeId: GoalId | null;
    }
  | {
      readonly until: 'deployed';
      readonly applicationId: GoalId;
      /** The members that must run it; null: every member of its place. */
      readonly serverIds: readonly GoalId[] | null;
      /** STARTED or STOPPED; null where either will do. */
      readonly status: 'STARTED' | 'STOPPED' | null;
      readonly sha1: string | null;
    }
  /** What was asked for is what the service shows, whatever its servers make of it. */
  | {
      readonly until: 'asked';
      readonly applicationId: GoalId;
      readonly status: 'STARTED' | 'STOPPED' | null;
      readonly sha1: string | null;
    }
  | { readonly until: 'named'; readonly kind: ResourceKindName; readonly id: GoalId; readonly name: string }
  | {
      readonly until: 'matches';
      readonly kind: ResourceKindName;
      readonly name: string;
      readonly spec: SpecObject;
    };

/**
 * How a write is recognised whose answer got lost. Goals: they hold once it has arrived, and did not before.
 * `created`: what it makes is listed under its name. `none`: nothing that can be read shows it.
 */
export type Evidence = readonly Goal[] | 'created' | 'none';

export type Method = 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** What a write is, from the moment a kind proposes it until it is sent. */
export interface Write {
  /** What it does to the resource, for a person: `add mule-3`, `deploy`, `stop`. */
  readonly verb: string;
  readonly method: Method;
  /** Percent-encoded; an id that does not exist yet is a token, see `late-ids.ts`. */
  readonly path: string;
  readonly body: CallBody;
  readonly effects: readonly Effect[];
  readonly goals: readonly Goal[];
  readonly evidence: Evidence;
  /** Fields of the spec that it sends and that nothing shows afterwards, whatever its evidence is. */
  readonly writeOnly: readonly string[];
  /** Set when the call makes a resource, whose id later calls name as `{c1.id}`. */
  readonly creates: ResourceKey | null;
  /** Copies of applications that the call leaves behind and that this plan counts on: `{c1.copy(mule-2,pay-api)}`. */
  readonly leaves: readonly ResourceKey[];
  /** The call is left out when the application already has this status by then (contract, section 8, STOPPED). */
  readonly unlessStatus: 'STARTED' | 'STOPPED' | null;
  /** How the call is authenticated: as everything else, or with a fresh registration token (servers by CSR). */
  readonly credential: 'session' | 'registration-token';
  /** Where the certificate of the answer goes, absolute; servers registered by CSR only. */
  readonly certificateOut: string | null;
  /** Set on what cannot be undone: what the subject must still be like right before. */
  readonly expects: Expectation | null;
  /** How long its effect may take, in milliseconds from the call; null: as long as the run allows. */
  readonly timeout: number | null;
  /** Calls of one lane never run side by side, though none waits for another: everything on one console. */
  readonly lane: string | null;
}

/** One write of a plan. Data only: nothing in it can be executed, everything in it can be reviewed. */
export interface Call extends Write {
  /** `c1`, `c2` …, in the order of the plan. */
  readonly id: string;
  readonly target: string;
  readonly key: ResourceKey;
  /** SHA-256 of the body, secrets by reference; the same on every machine. Null without a body. */
  readonly bodyDigest: string | null;
  /** Starts when all lower waves of its target have finished and are healthy. Never below that of a call it waits for. */
  readonly wave: number;
  readonly waitsFor: readonly string[];
  /** The same before and after its late ids are known: how the record remembers that it was done. */
  readonly print: string;
}

/** Puts back what another call replaced, and is sent only when that one was accepted and did not become healthy. */
export interface RollbackCall extends Call {
  /** The id of the call that it undoes. */
  readonly onFailureOf: string;
}
