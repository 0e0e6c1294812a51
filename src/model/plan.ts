import type { Diagnostic, Origin } from './diagnostic.ts';
import type { Json } from './json.ts';
import type { LateId } from './late-id.ts';
import type { ResourceKindName, TargetKindName } from './manifest.ts';
import type { RemoteId, ResourceKey } from './resource.ts';
import type { Secret } from './secret.ts';
import type { SpecObject, SpecValue } from './spec-value.ts';

/** Why a field, or a whole resource, differs (contract, section 4). */
export type Cause = 'intent' | 'drift' | 'conflict' | 'adopt' | 'dependency';

export interface FieldChange {
  /** From the document's root: `spec.servers`, `metadata.name`. */
  readonly path: string;
  readonly before: SpecValue | undefined;
  readonly after: SpecValue | undefined;
  readonly cause: Cause;
}

export type Action = 'create' | 'update' | 'replace' | 'delete' | 'keep';
export type ChangeStatus = 'planned' | 'blocked' | 'held' | 'retained';

/** Why a change, or a part of it, waits for something that we cannot do. */
export interface Waiting {
  /** `awaiting_registration`, `holds_applications`, `unreachable_member`, or a rule of the service. */
  readonly reason: string;
  /** One line for a person. */
  readonly message: string;
  /** What to do about it, when there is something. */
  readonly hint: string | null;
}

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

/** JSON with secrets and late ids at the leaves. */
export type BodyValue = Json | Secret | LateId | readonly BodyValue[] | { readonly [key: string]: BodyValue };

export type CallBody =
  | { readonly type: 'none' }
  | { readonly type: 'json'; readonly value: BodyValue }
  | {
      readonly type: 'multipart';
      /** Text parts; a value that is not a string is sent as JSON text. */
      readonly fields: Readonly<Record<string, BodyValue>>;
      readonly file: FilePart | null;
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
  | {
      readonly until: 'matches';
      readonly kind: ResourceKindName;
      readonly name: string;
      readonly spec: SpecObject;
    };

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
  /** Set when the call makes a resource, whose id later calls name as `{c1.id}`. */
  readonly creates: ResourceKey | null;
  /** The call is left out when the application already has this status by then (contract, section 8, STOPPED). */
  readonly unlessStatus: 'STARTED' | 'STOPPED' | null;
  /** How the call is authenticated: as everything else, or with a fresh registration token (servers by CSR). */
  readonly credential: 'session' | 'registration-token';
  /** Where the certificate of the answer goes, absolute; servers registered by CSR only. */
  readonly certificateOut: string | null;
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
  readonly waitsFor: readonly string[];
}

/** A value with its secrets taken out, and where they were. */
export interface Masked {
  /** Safe to print: secrets are `(secret)` or `(unknown)`. */
  readonly value: Json;
  /** The same shape with `true` at every secret, and nothing where there is none. */
  readonly sensitive: Json;
  /** The same shape with `true` at every secret that could not be resolved. */
  readonly unknown: Json;
}

/** One resource that is not as declared, or whose state was asked for with `--all`. */
export interface Change {
  readonly key: ResourceKey;
  readonly address: string;
  readonly previousAddress: string | null;
  readonly target: string;
  readonly kind: ResourceKindName;
  readonly name: string;
  readonly action: Action;
  readonly status: ChangeStatus;
  /** Why it is blocked; on a planned change, the parts that wait. */
  readonly waiting: readonly Waiting[];
  readonly cause: Cause;
  /** The whole document before and after, fit to be printed. */
  readonly before: Masked | null;
  readonly after: Masked | null;
  /** The declared spec as it was sent, with its secrets: for the record, never for output. */
  readonly declared: SpecObject;
  readonly fields: readonly FieldChange[];
  /** Declared paths that cannot be compared, since the service does not give them back. */
  readonly unknown: readonly string[];
  readonly origin: Origin;
  /** Ids of its calls. */
  readonly calls: readonly string[];
  readonly fingerprint: string;
}

export interface PlannedTarget {
  readonly name: string;
  readonly kind: TargetKindName;
  /** `Acme / Production`, or the console's URL. */
  readonly title: string;
  /** The commit of the last recorded apply; null without a record. */
  readonly record: string | null;
  /** How many declared resources it has. */
  readonly resources: number;
}

export interface Guard {
  readonly rule: string;
  readonly limit: number;
  readonly actual: number;
  readonly verdict: 'allow' | 'block';
}

export interface Summary {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly no_op: number;
  readonly blocked: number;
  readonly held: number;
  readonly retained: number;
  readonly calls: number;
  readonly server_restarts: number;
  readonly app_interruptions: number;
  readonly irreversible: number;
}

export interface Source {
  readonly commit: string | null;
  readonly dirty: boolean;
}

/** Everything that `apply` will do, and why. Pure data; the executor can do nothing that is not in here. */
export interface Plan {
  readonly source: Source;
  readonly targets: readonly PlannedTarget[];
  /** All resources in the order of their addresses, `keep` included. */
  readonly changes: readonly Change[];
  readonly calls: readonly Call[];
  readonly unmanaged: readonly string[];
  readonly guards: readonly Guard[];
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: Summary;
  readonly fingerprint: string;
  /** What has been sent earlier and is still on its way, although nothing needs to be sent now. */
  readonly pending: readonly { readonly key: ResourceKey; readonly target: string; readonly goal: Goal }[];
  /** Key → address, for every resource that the plan speaks of. */
  readonly addresses: Readonly<Record<string, string>>;
}
