/** What the services, and the record, told at one moment, as far as a plan needs it (contract, section 2). */
import type { Alert } from './draft.ts';
import type { Json } from './json.ts';
import type { TargetKindName } from './manifest.ts';
import type { AppliedRecord } from './record.ts';
import type { RecordedHold } from './recorded-hold.ts';

/** What one kind's lists told: plain data, but for what was redacted. */
export interface Told<Wire = unknown> {
  readonly rows: readonly Wire[];
  /** Whether there may be more than the rows: the service listed a part of it, or can only be asked by name. */
  readonly reach: 'all' | 'part' | { readonly named: readonly string[] };
  /** The words that manifests may use, such as permissions; null where nobody can tell. */
  readonly words: readonly string[] | null;
}

/** What a plan needs of a live target. */
export interface TakenTarget {
  readonly kinds: Readonly<Record<string, Told>>;
  /** Null where they may not be read. */
  readonly alerts: readonly Alert[] | null;
}

/** Which estate a target is, however its manifest names it. */
export interface TargetIdentity {
  readonly title: string;
  /** See `Provider.estate`. */
  readonly estate: string;
  /** In front of every path: the context of a console, or nothing. */
  readonly basePath: string;
  /** Key of the target's manifest → the texts by which it may name this estate. */
  readonly known: Readonly<Record<string, readonly string[]>>;
}

export interface SnapshotTarget extends TargetIdentity {
  readonly name: string;
  readonly kind: TargetKindName;
  /** As `Told`, redacted values as `redactedIn` reads them. */
  readonly kinds: Readonly<Record<string, Json>>;
  readonly alerts: readonly Alert[] | null;
  readonly record: AppliedRecord | null;
  /** What was held beside it. */
  readonly holds: readonly RecordedHold[];
}

export interface Snapshot {
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly toolVersion: string;
  /** What the digests are made with: those of two snapshots say nothing about each other. */
  readonly salt: string;
  /** Whether a record is kept at all, see `RecordStore.remembers`. */
  readonly remembers: boolean;
  /** In the order of their names. */
  readonly targets: readonly SnapshotTarget[];
}
