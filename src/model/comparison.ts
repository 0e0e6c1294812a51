import type { Cause, FieldChange, Waiting } from './change.ts';
import type { Origin } from './diagnostic.ts';
import type { ResourceKindName } from './manifest.ts';
import type { Flip, RecordedResource, SealedSpec } from './record.ts';
import type { DesiredResource, LiveResource, ResourceKey } from './resource.ts';
import type { SpecObject } from './spec-value.ts';
import type { Removal } from './target.ts';

/** Why a change is shown, but left alone: nothing is waited for, somebody wants it so. */
export interface Withheld extends Waiting {
  readonly status: 'held' | 'retained';
}

/** What the record will say of the fields that somebody changed by hand. */
export interface ResourceFlips {
  /** With those that are left as they are. */
  readonly now: readonly Flip[];
  /** The same, once everything that is to be done is done. */
  readonly healed: readonly Flip[];
  /** Left from now on, which nobody was told yet. */
  readonly news: readonly LeftField[];
}

/** A field that is left as it is because it flips. */
export interface LeftField {
  readonly path: string;
  readonly why: Waiting;
}

interface Compared {
  readonly key: ResourceKey;
  readonly kind: ResourceKindName;
  readonly recorded: RecordedResource | null;
  /** Where the record knows it, when that is another address: it, or its place, was renamed, or it moved. */
  readonly previousKey: ResourceKey | null;
  readonly cause: Cause;
  readonly fields: readonly FieldChange[];
  /** Declared paths that cannot be compared: the service does not give them back and no record knows them. */
  readonly unknown: readonly string[];
  /** Set where nothing can be done at all, for instance two live resources with one name. */
  readonly obstacle: Waiting | null;
  readonly withheld: Withheld | null;
  /** Differences that are shown and left alone, while the rest goes on: `heal: off`, a hold on some fields. */
  readonly heldFields: readonly FieldChange[];
  /** Why they are, one each. */
  readonly held: readonly Withheld[];
}

/** One declared resource beside what is live: what would have to happen, before anybody asks how. */
export interface DeclaredComparison extends Compared {
  /** Its spec without the fields that are ignored or held. */
  readonly desired: DesiredResource;
  /** The spec as it is declared, for the record and for the eye. */
  readonly declared: SpecObject;
  /** The same as the record would keep it. */
  readonly sealed: SealedSpec;
  readonly live: LiveResource | null;
  readonly flips: ResourceFlips;
  readonly action: 'create' | 'update' | 'replace' | 'keep';
  /** An application at its former place, when its manifest moved it: deleted there, deployed here. */
  readonly movedFrom: LiveResource | null;
  /** What happens to it if the place that it would go down with cannot be replaced. */
  readonly instead: DeclaredComparison | null;
}

/** A live resource that is to go: no manifest declares it any more, or a `Removed` says so. */
export interface DepartingComparison extends Compared {
  readonly desired: null;
  readonly live: LiveResource;
  readonly action: 'delete';
  /** The reviewed goodbye, where there is one. */
  readonly removal: Removal | null;
  /** Where a reader looks: the `Removed` document, or the file that the record names; null for a stranger. */
  readonly origin: Origin | null;
}

export type Comparison = DeclaredComparison | DepartingComparison;

/** Whether anything of it may be done in this run. */
export function isActive(comparison: Comparison): boolean {
  const { desired, withheld, obstacle } = comparison;
  return withheld === null && obstacle === null && desired?.selected !== false;
}
