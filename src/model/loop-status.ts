/**
 * What can be seen of the loop from outside: the revision that it follows, and each target with what its last turn
 * found and what is left to do. Pure data, made from turn results alone (`status-after.ts`).
 */
import type { Effect } from './call.ts';
import type { TargetKindName } from './manifest.ts';
import type { Plan } from './plan.ts';
import type { HistoryEntry } from './record.ts';
import type { Health, ResourceStatus } from './resource-status.ts';
import type { Trigger, TurnError, TurnOutcome } from './turn.ts';

export interface LoopStatus {
  /** The newest good one; null until there is one. */
  readonly revision: RevisionStatus | null;
  /** A newer one that cannot be taken; what is good goes on meanwhile. */
  readonly broken: BrokenRevision | null;
  /** In the order of the revision. */
  readonly targets: readonly TargetStatus[];
}

export interface RevisionStatus {
  /** Null outside git. */
  readonly commit: string | null;
  /** The first line of its message; null where nobody read it. */
  readonly subject: string | null;
  /** With changes beside it that are not committed. */
  readonly dirty: boolean;
  /** Milliseconds since the epoch. */
  readonly loadedAt: number;
}

export interface BrokenRevision {
  readonly commit: string | null;
  /** With changes beside it that are not committed. */
  readonly dirty: boolean;
  /** How many things are wrong, and the first of them: what, where, and what to do. */
  readonly problems: number;
  readonly code: string;
  readonly message: string;
  /** `file:line:column`; null for what is in no file. */
  readonly at: string | null;
  readonly hint: string | null;
  /** When it was first seen, milliseconds since the epoch. */
  readonly since: number;
}

/** How far the loop follows git by itself: the `sync` of a target's manifest. */
export type SyncPolicy = 'auto' | 'plan' | 'off';

/** A target as a revision declares it. */
export interface FollowedTarget {
  readonly name: string;
  readonly kind: TargetKindName;
  readonly policy: SyncPolicy;
}

export type TargetState =
  /** Between two turns, or before the first. */
  | 'idle'
  | 'turning'
  /** After what may pass; a turn follows by itself. */
  | 'backing_off'
  /** After what does not pass. */
  | 'waiting_for_commit'
  /** `sync: off` */
  | 'off';

export interface TargetStatus extends FollowedTarget {
  /** `Acme / Production`, or the console's URL; null until something was read there. */
  readonly title: string | null;
  readonly state: TargetState;
  /** Why the turn that goes on was begun; null between turns. */
  readonly trigger: Trigger | null;
  /** `unknown`: the last turn could not tell. */
  readonly sync: 'in_sync' | 'out_of_sync' | 'unknown';
  /** The worst of all resources. */
  readonly health: Health;
  readonly last: TurnSummary | null;
  readonly next: { readonly at: number; readonly trigger: Trigger } | null;
  /** How many turns in a row did not go well. */
  readonly failures: number;
  /** When a turn that went well ended, milliseconds since the epoch. */
  readonly lastSuccessAt: number | null;
  /** When what stands below was true, milliseconds since the epoch; null: nothing was ever read. */
  readonly observedAt: number | null;
  /** The last plan without what was done: a plan like any other. */
  readonly left: Plan | null;
  /** Resources that somebody changed outside git: as the last plan found them, and those that still are. */
  readonly drift: { readonly found: number; readonly left: number };
  readonly waits: readonly WaitingItem[];
  readonly resources: readonly ResourceStatus[];
  /** Newest first: turns that wrote, did not go well, or came to something else than the one before. */
  readonly turns: readonly TurnSummary[];
  /** Newest first, from the record. */
  readonly history: readonly HistoryEntry[];
}

/** What cannot be done yet. */
export interface WaitingItem {
  readonly address: string;
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
  /** Milliseconds since the epoch; null where nobody can tell. */
  readonly until: number | null;
  /** What will be disturbed then, as far as it was planned. */
  readonly effects: readonly Effect[];
}

/** A turn, without what it looked at. */
export interface TurnSummary {
  readonly trigger: Trigger;
  readonly commit: string | null;
  /** Milliseconds since the epoch, like the end. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: TurnOutcome;
  readonly error: TurnError | null;
  readonly calls: { readonly planned: number; readonly done: number; readonly failed: number };
}
