import type { GoalId, Write } from './call.ts';
import type { Waiting } from './change.ts';
import type { Comparison, DeclaredComparison } from './comparison.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ResourceKindName } from './manifest.ts';
import type { LiveResource, ResourceKey } from './resource.ts';

/**
 * Something that a call makes true and another call may need: `free Server/mule-1`, `exists Cluster/orders`.
 * A kind lists a need only when it is not true yet, so that every need must be given by a call of this plan.
 */
export type Fact = string;

/**
 * A write as a kind proposes it: what to send, what must be true before, what is true after. Ids that do not
 * exist yet are written with `World.idOf`; numbers and order come later.
 */
export interface Draft extends Write {
  /** Whose call it is, where that is not the change that proposes it: a copy that must go. */
  readonly of: ResourceKey | null;
  /** Facts that other drafts must give first. */
  readonly needs: readonly Fact[];
  readonly gives: readonly Fact[];
  /** Facts whose givers go first, if there are any. */
  readonly after: readonly Fact[];
  /** What puts back what was there, one after the other, should its effect fail to come. */
  readonly rollback: readonly Write[];
}

/** What a kind proposes for one change: calls, and the parts that have to wait. */
export interface Drafted {
  readonly drafts: readonly Draft[];
  readonly waiting: readonly Waiting[];
  /** Facts that calls of other changes give, and that bring this one about: it goes down with its cluster. */
  readonly through: readonly Fact[];
  /** What a reader of the plan should know of it; the engine adds the address. */
  readonly diagnostics: readonly Diagnostic[];
}

/** An alert definition, as far as deleting a group or cluster can lose it. */
export interface Alert {
  readonly resourceIds: readonly number[];
}

/** What a kind may know of the target while it drafts. Read only; the same for every kind. */
export interface World {
  /** Whether the copies that our own calls leave may be deleted. */
  readonly prunes: boolean;
  /** Whether there will be a record of this run: without one a finished trade of names looks like none. */
  readonly remembers: boolean;
  /** The comparison of a declared resource. */
  comparison(key: ResourceKey): Comparison | undefined;
  comparisons(kind: ResourceKindName): readonly Comparison[];
  /** Everything live of a kind, declared or not. */
  live(kind: ResourceKindName): readonly LiveResource[];
  /** Everything live whose place this is. */
  liveAt(place: ResourceKey): readonly LiveResource[];
  /** The declared resources whose place this is. */
  declaredAt(place: ResourceKey): readonly DeclaredComparison[];
  /** The change that moves what is live under this key to another address. */
  moveOf(key: ResourceKey): DeclaredComparison | undefined;
  /** The remote id, or a late one for what a call of this plan will make. */
  idOf(key: ResourceKey): GoalId;
  /** True once it is known that no call of this plan can give the fact. */
  impossible(fact: Fact): boolean;
  /** The alert definitions; empty unless the plan deletes a group or a cluster. */
  readonly alerts: readonly Alert[];
}
