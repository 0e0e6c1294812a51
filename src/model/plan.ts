import type { Diagnostic, Origin } from './diagnostic.ts';
import type { Json } from './json.ts';
import type { LateId } from './late-id.ts';
import type { ResourceKindName, TargetKindName } from './manifest.ts';
import type { AppliedRecord, RecordedResource } from './record.ts';
import type { RemoteId, ResourceKey } from './resource.ts';
import type { Secret } from './secret.ts';
import type { Source } from './source.ts';
import type { SpecObject, SpecValue } from './spec-value.ts';

/** Why a field, or a whole resource, differs (contract, section 4). */
export type Cause = 'intent' | 'drift' | 'conflict' | 'adopt' | 'dependency';

export interface FieldChange {
  /** From the document's root: `spec.servers`, `metadata.name`. */
  readonly path: string;
  readonly before: SpecValue | undefined;
  readonly after: SpecValue | undefined;
  readonly cause: Cause;
  /** Shown and left alone, while the rest of the change may go on. */
  readonly held?: true;
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
  /** The same before and after its late ids are known: how the record remembers that it was done. */
  readonly print: string;
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

/** What the record will say of a resource once it is as declared. */
export interface ToRecord {
  /** `remoteId` as far as it is known while planning. */
  readonly resource: RecordedResource;
  /** `c3.id`, or `c1.copy(mule-2,pay-api)`, where a call of this plan makes it; null: it is there. */
  readonly maker: string | null;
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
  /** Why it is blocked, held or retained; on a planned change, the parts that wait. */
  readonly waiting: readonly Waiting[];
  readonly cause: Cause;
  /** The whole document before and after, fit to be printed. */
  readonly before: Masked | null;
  readonly after: Masked | null;
  /** Held ones included. */
  readonly fields: readonly FieldChange[];
  /** Declared paths that cannot be compared, since the service does not give them back. */
  readonly unknown: readonly string[];
  /** Where a reader looks; null for what nobody ever declared. */
  readonly origin: Origin | null;
  /** Ids of its calls. */
  readonly calls: readonly string[];
  /** Ids of calls of other changes that bring it about: an application goes down with its cluster. */
  readonly through: readonly string[];
  /** Why it goes, in the words of the reviewed goodbye that stands for it; null without one. */
  readonly approval: string | null;
  /** A leftover of our own calls, which was never a resource of its own. */
  readonly isCopy: boolean;
  /** Null where it leaves the record, or was never in it. */
  readonly records: ToRecord | null;
  /** Keys that leave the record with it. */
  readonly forgets: readonly ResourceKey[];
  readonly fingerprint: string;
}

/** What an apply tells the record of one target, apart from what its calls bring about. */
export interface TargetRecord {
  readonly target: string;
  readonly estate: string;
  /** What the plan was made from; null: nothing was recorded yet. */
  readonly loaded: AppliedRecord | null;
  /** Found as declared, and not, or not so, in the record. */
  readonly adopted: readonly RecordedResource[];
  /**
   * Copies that this plan leaves behind and deletes again: noted before the first write, so that a run that dies in
   * between leaves nothing that nobody calls theirs.
   */
  readonly copies: readonly RecordedResource[];
  /** Recorded, but not ours any more, or not there any more. */
  readonly forgotten: readonly ResourceKey[];
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

/** A rule that keeps `apply` from writing; it never hides the plan. */
export interface Guard {
  readonly target: string;
  readonly rule: 'maxDeletes' | 'maxUpdates' | 'maxRestarts' | 'maxIrreversible' | 'allowEmpty';
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

/** Everything that `apply` will do, and why. Pure data; the executor can do nothing that is not in here. */
export interface Plan {
  /** `drift`: what was applied beside what is live. It has no calls, and `before` is what was applied. */
  readonly about: 'changes' | 'drift';
  readonly source: Source;
  readonly targets: readonly PlannedTarget[];
  /** All resources in the order of their addresses, `keep` included. */
  readonly changes: readonly Change[];
  readonly calls: readonly Call[];
  readonly unmanaged: readonly string[];
  readonly guards: readonly Guard[];
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: Summary;
  readonly records: readonly TargetRecord[];
  readonly fingerprint: string;
  /** What has been sent earlier and is still on its way, although nothing needs to be sent now. */
  readonly pending: readonly { readonly key: ResourceKey; readonly target: string; readonly goal: Goal }[];
  /** Key → address, for every resource that the plan speaks of. */
  readonly addresses: Readonly<Record<string, string>>;
}
