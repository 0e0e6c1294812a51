import type { Manifest, TargetKindName } from './manifest.ts';
import type { DesiredResource, ResourceKey } from './resource.ts';
import type { Window } from './windows.ts';

/** One declared target with the resources that are declared for it, in the order of their keys. */
export interface DesiredTarget {
  readonly name: string;
  readonly kind: TargetKindName;
  readonly manifest: Manifest;
  readonly resources: readonly DesiredResource[];
  /** Reviewed goodbyes, in the order of their keys. */
  readonly removals: readonly Removal[];
  readonly policy: TargetPolicy;
}

/** A `Removed` document: what may not simply vanish from git. */
export interface Removal {
  /** One when it is certain which resource is meant; else up to three, for the kinds of place that it may run on. */
  readonly keys: readonly ResourceKey[];
  /** `forget`: leave it running, stop managing it. */
  readonly action: 'delete' | 'forget';
  readonly reason: string;
  readonly manifest: Manifest;
  /** False: known, but not carried out in this run. */
  readonly selected: boolean;
}

/** What a target's manifest allows (contract, section 1), with the defaults filled in. */
export interface TargetPolicy {
  readonly prune: 'none' | 'owned' | 'all';
  readonly heal: 'auto' | 'off';
  readonly guards: GuardLimits;
  readonly applyFrom: ApplyFrom;
  /** The git remote that keeps the record; null: the work tree's own repository. */
  readonly recordRemote: string | null;
  /** Effects that are named here happen in their windows only; others at any time. */
  readonly windows: readonly Window[];
  /** How far the loop follows git by itself; whoever runs a command is not asked. */
  readonly sync: 'auto' | 'plan' | 'off';
}

/** A number, or a share of the target between 0 and 1. */
export type Limit = { readonly count: number } | { readonly share: number };

export interface GuardLimits {
  readonly maxDeletes: Limit;
  readonly maxUpdates: Limit;
  readonly maxRestarts: Limit;
  readonly maxIrreversible: Limit;
  readonly allowEmpty: boolean;
}

export interface ApplyFrom {
  /** Null: any branch. */
  readonly branch: string | null;
  /** Nothing uncommitted. */
  readonly clean: boolean;
  /** A commit that does not follow the recorded one is refused. */
  readonly forwardOnly: boolean;
}
