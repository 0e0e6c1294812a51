/** What a plan says of one resource. */
import type { Effect } from './call.ts';
import type { Origin } from './diagnostic.ts';
import type { Json } from './json.ts';
import type { ResourceKindName } from './manifest.ts';
import type { RecordedResource } from './record.ts';
import type { ResourceKey } from './resource.ts';
import type { SpecValue } from './spec-value.ts';

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
  /** When that is over, where one can tell: a window opens, a hold ends. Milliseconds since the epoch. */
  readonly until?: number;
  /** What it will disturb then, where it was planned before it was held. */
  readonly effects?: readonly Effect[];
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
  /** What it says while nobody knows whether the old or the new is there; null: nothing was recorded. */
  readonly uncertain: RecordedResource | null;
  /** `c3.id`, or `c1.copy(mule-2,pay-api)`, where a call of this plan makes it; null: it is there. */
  readonly maker: string | null;
}

/** One resource beside what is declared; `keep` where it is so already. */
export interface Change {
  readonly key: ResourceKey;
  readonly address: string;
  readonly previousAddress: string | null;
  readonly target: string;
  readonly kind: ResourceKindName;
  readonly name: string;
  /** As the document says that declares or removes it; empty for what no document speaks of any more. */
  readonly labels: Readonly<Record<string, string>>;
  readonly action: Action;
  readonly status: ChangeStatus;
  /** Why it is blocked, held or retained; on a planned change, the parts that wait. */
  readonly waiting: readonly Waiting[];
  readonly cause: Cause;
  /** The whole document before and after, fit to be printed; null also of what is as declared, unless all is shown. */
  readonly before: Masked | null;
  readonly after: Masked | null;
  /** Of a group or a cluster, the names of its servers: as declared; of what is gone from git, as they are. */
  readonly members: readonly string[];
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
  /** Ids of the calls that undo one of its own, should that fail. */
  readonly rollback: readonly string[];
  /** Why it goes, in the words of the reviewed goodbye that stands for it; null without one. */
  readonly approval: string | null;
  /** A leftover of our own calls, which was never a resource of its own. */
  readonly isCopy: boolean;
  /** Of a replacement: what goes first. */
  readonly order: 'deleteFirst' | 'createFirst';
  /** Null where it leaves the record, or was never in it. */
  readonly records: ToRecord | null;
  /** Keys that leave the record with it. */
  readonly forgets: readonly ResourceKey[];
  readonly fingerprint: string;
}
