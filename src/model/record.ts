/**
 * What was applied last, as far as somebody remembered it (contract, section 5). Neither service has a place for a
 * label, and Runtime Manager gives neither properties nor Exchange coordinates back: this is the third side of
 * every comparison, and the proof that something is ours.
 */
import type { Json } from './json.ts';
import type { RemoteId, ResourceKey } from './resource.ts';
import type { Source } from './source.ts';
import type { SpecObject } from './spec-value.ts';

/**
 * A spec fit to be kept: a secret has become `{ "$secret": reference, "digest"?: …, "key"?: … }`. The digest is
 * keyed (MULETEER_RECORD_KEY), so that it cannot be guessed; without a key there is none.
 */
export type SealedSpec = { readonly [field: string]: Json };

/** One resource as it was applied last. */
export interface RecordedResource {
  readonly key: ResourceKey;
  /** What was declared, in the canonical form of its kind. */
  readonly spec: SealedSpec;
  /** The manifest, relative to the work tree's root (outside git: to the working folder), with forward slashes. */
  readonly file: string;
  /** Fields that were declared, but neither sent by us nor readable: taken as they are, not known. */
  readonly unverified: readonly string[];
  /** The commit whose manifest was applied; null outside git. */
  readonly commit: string | null;
  /** Which live object it was; null where the service has no ids to tell. */
  readonly remoteId: RemoteId | null;
  /** False for what was there already when it was declared: it may have properties that nobody told us. */
  readonly created: boolean;
  /** A copy that one of our own calls left behind and that is to go: never a resource of its own. */
  readonly leftover: boolean;
  /** The `renamedFrom` that was carried out: a trade of names looks the same before and after it. */
  readonly renamedFrom: string | null;
  /** Where it is declared now: set when a run begins to move it, so that another one ends the same move. */
  readonly movedTo?: ResourceKey;
  /** `lifecycle.protect` at that time: it outlives the file. */
  readonly protect: boolean;
  /** What somebody changed by hand, and was healed, not long ago; left out where there is nothing. */
  readonly flips?: readonly Flip[];
}

/** Two values of a field that take turns: git's, and one that somebody set by hand. */
export interface Flip {
  /** `spec.servers` */
  readonly path: string;
  /** Digests, which tell no more than whether a value is the same. */
  readonly declared: string;
  readonly byHand: string;
  /** How often the hand-made value was found. */
  readonly times: number;
  /** When it was first, and last, found or healed, in milliseconds since the epoch. */
  readonly since: number;
  readonly last: number;
  /** The loop leaves it as it is by now, and that was told. */
  readonly left: boolean;
}

/** Who applies, or applied: enough to tell whether that process can still be alive. */
export interface Runner {
  /** Random, new for each run. */
  readonly run: string;
  readonly host: string;
  readonly process: number;
  /** A person, as git knows them: `Ada Ops <ada@example.test>`; null where nobody is known. */
  readonly author: string | null;
}

/** A call in a form that is the same before and after its late ids are known. */
export type CallPrint = string;

/** The last run that wrote, as it told the record. */
export interface RecordedRun {
  readonly runner: Runner;
  /** `open` until it ended; then how it ended. */
  readonly state: 'open' | 'complete' | 'partial' | 'interrupted';
  /** Milliseconds since the epoch. While `open`, nobody else may write before this. */
  readonly leaseUntil: number;
  /** The fingerprint of the plan that it carried out. */
  readonly plan: string;
  /** All calls of that plan, and those that were done. */
  readonly calls: readonly CallPrint[];
  readonly done: readonly CallPrint[];
}

export interface AppliedRecord {
  /** Opaque: which state of the store this is. `begin` fails when the store has moved on since. */
  readonly version: string | null;
  /** Which estate it is bound to, see `Provider.estate`. */
  readonly estate: string;
  /** The commit whose manifests were applied last, or began to be; null outside git. */
  readonly commit: string | null;
  readonly resources: ReadonlyMap<ResourceKey, RecordedResource>;
  readonly run: RecordedRun | null;
}

/** How much a run did, for `history`. */
export interface RunCounts {
  readonly created: number;
  readonly updated: number;
  readonly replaced: number;
  readonly deleted: number;
  readonly calls: number;
}

export interface HistoryEntry {
  /** Milliseconds since the epoch: when the run ended, or, if it never did, when it began. */
  readonly time: number;
  readonly commit: string | null;
  readonly author: string | null;
  readonly state: RecordedRun['state'];
  readonly counts: RunCounts;
}

export interface RunStart {
  readonly target: string;
  readonly estate: string;
  readonly source: Source;
  /** What this run's plan was made from; null: there was no record. */
  readonly loaded: AppliedRecord | null;
  /** The fingerprint of the plan. */
  readonly plan: string;
  readonly calls: readonly CallPrint[];
  /** How long the run may go without a word before others may take over, in milliseconds. */
  readonly leaseMs: number;
}

/** What became true: all members are optional, an empty one only renews the lease. */
export interface Progress {
  readonly applied?: readonly RecordedResource[];
  /** No longer ours, or no longer there. */
  readonly forgotten?: readonly ResourceKey[];
  readonly done?: readonly CallPrint[];
}

/** Progress of one apply. Every method resolves when the fact is safely kept. */
export interface RecordRun {
  note(progress: Progress): Promise<void>;
  end(state: Exclude<RecordedRun['state'], 'open'>, counts: RunCounts): Promise<void>;
}

/** Where applied manifests are remembered. One store serves all targets of a command. */
export interface RecordStore {
  /** False where nothing is ever kept (`--record none`). */
  readonly remembers: boolean;
  /** How a person finds it: `refs/muleteer/applied/production of origin`; null where nothing is remembered. */
  describe(target: string): string | null;
  /** Null where nothing is remembered yet: the comparison is then two-way. */
  load(target: string): Promise<AppliedRecord | null>;
  /** The form in which a spec is kept, and compared with what was kept. */
  seal(spec: SpecObject): SealedSpec;
  /**
   * Takes the lock: a compare-and-swap against what was loaded. Called before the first write of an apply.
   * @throws MuleteerError `refused` where somebody else holds it, or has applied since
   */
  begin(start: RunStart): Promise<RecordRun>;
  /** Newest first. */
  history(target: string): Promise<readonly HistoryEntry[]>;
  /**
   * Ends the lock of a dead run, named by its id. Resolves to that run, or to null when nothing is locked.
   * @throws MuleteerError `refused` where another run holds it by now
   */
  unlock(target: string, run: string): Promise<RecordedRun | null>;
}
