import type { Call, Goal, RollbackCall } from './call.ts';
import type { Change } from './change.ts';
import type { LeftField } from './comparison.ts';
import type { Diagnostic, Origin } from './diagnostic.ts';
import type { TargetKindName } from './manifest.ts';
import type { AppliedRecord, RecordedResource } from './record.ts';
import type { RecordedHold } from './recorded-hold.ts';
import type { ResourceKey } from './resource.ts';
import type { Source } from './source.ts';

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
   * between leaves nothing that nobody calls theirs. And what moves, with where it moves.
   */
  readonly announced: readonly RecordedResource[];
  /** Recorded, but not ours any more, or not there any more. */
  readonly forgotten: readonly ResourceKey[];
  /** What is healed no more from now on, whatever becomes of the calls. */
  readonly leftAlone: readonly LeftAlone[];
}

/** A resource of which fields flip, and that are left as they are. */
export interface LeftAlone {
  readonly key: ResourceKey;
  /** As it was applied, with that noted. */
  readonly noted: RecordedResource;
  readonly fields: readonly LeftField[];
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
  /** Its own document. */
  readonly origin: Origin;
  /** What somebody holds there without a commit; nothing of it is over. */
  readonly holds: readonly RecordedHold[];
}

/** A rule of the repository (`policies/`) that a plan breaks. */
export interface PolicyFinding {
  /** As in its metadata.name. */
  readonly policy: string;
  /** `deny` keeps `apply` from writing; neither hides the plan. */
  readonly verdict: 'deny' | 'warn';
  readonly message: string;
  /** Both null where it is about the plan as a whole. */
  readonly target: string | null;
  readonly address: string | null;
  /** The line that caused it; null where no manifest has one. */
  readonly origin: Origin | null;
  readonly definedAt: Origin;
}

/** What a plan was compared with, where nobody asked the services. */
export interface SnapshotSource {
  /** As the person named it. */
  readonly file: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
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

/** It needs no call, and higher waves wait for it all the same. */
export interface Pending {
  readonly key: ResourceKey;
  readonly target: string;
  readonly wave: number;
  readonly goal: Goal;
}

/** Everything that `apply` will do, and why. Pure data; the executor can do nothing that is not in here. */
export interface Plan {
  /** `drift`: what was applied beside what is live. It has no calls, and `before` is what was applied. */
  readonly about: 'changes' | 'drift';
  readonly source: Source;
  /** Null: the services were asked. */
  readonly snapshot: SnapshotSource | null;
  readonly targets: readonly PlannedTarget[];
  /** All resources, `keep` included, by target and kind, in the order of their keys. */
  readonly changes: readonly Change[];
  readonly calls: readonly Call[];
  /** Sent only when a call fails; they count in no total. */
  readonly rollbacks: readonly RollbackCall[];
  readonly unmanaged: readonly string[];
  readonly guards: readonly Guard[];
  /** In the order of the policies' names, and then of the changes. */
  readonly policies: readonly PolicyFinding[];
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: Summary;
  readonly records: readonly TargetRecord[];
  readonly fingerprint: string;
  /** What has been sent earlier and is still on its way, although nothing needs to be sent now. */
  readonly pending: readonly Pending[];
  /** `TARGET KEY` → address, for every resource that the plan speaks of. */
  readonly addresses: Readonly<Record<string, string>>;
}
