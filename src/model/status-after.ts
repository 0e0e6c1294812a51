/** The status after something happened: all that is shown of the loop follows from what it told, in its order. */
import type {
  BrokenRevision,
  FollowedTarget,
  LoopStatus,
  RevisionStatus,
  TargetStatus,
} from './loop-status.ts';
import type { HistoryEntry } from './record.ts';
import { KEPT, targetAfterTurn } from './target-after-turn.ts';
import type { Trigger, TurnResult } from './turn.ts';

export type StatusEvent =
  | {
      readonly type: 'revision';
      readonly revision: RevisionStatus;
      readonly targets: readonly FollowedTarget[];
    }
  | { readonly type: 'broken'; readonly broken: BrokenRevision }
  | { readonly type: 'turn_start'; readonly target: string; readonly trigger: Trigger }
  | { readonly type: 'turn_end'; readonly result: TurnResult; readonly next: TargetStatus['next'] }
  | { readonly type: 'history'; readonly target: string; readonly entries: readonly HistoryEntry[] };

export const NOTHING_YET: LoopStatus = { revision: null, broken: null, targets: [] };

export function statusAfter(status: LoopStatus, event: StatusEvent): LoopStatus {
  switch (event.type) {
    case 'revision': {
      const known = new Map(status.targets.map((target) => [target.name, target]));
      const targets = event.targets.map((followed) => follow(followed, known.get(followed.name)));
      return { revision: event.revision, broken: null, targets };
    }
    case 'broken':
      return { ...status, broken: stillBroken(status.broken, event.broken) };
    case 'turn_start':
      return withTarget(status, event.target, (target) => ({
        ...target,
        state: 'turning',
        trigger: event.trigger,
        next: null,
      }));
    case 'turn_end':
      return withTarget(status, event.result.target, (target) =>
        targetAfterTurn(target, event.result, event.next),
      );
    case 'history':
      return withTarget(status, event.target, (target) => ({
        ...target,
        history: event.entries.slice(0, KEPT),
      }));
  }
}

/** What is looked at again and again is broken since it was first seen. */
function stillBroken(before: BrokenRevision | null, now: BrokenRevision): BrokenRevision {
  return before !== null && before.commit === now.commit && before.message === now.message
    ? { ...now, since: before.since }
    : now;
}

function withTarget(
  status: LoopStatus,
  name: string,
  change: (target: TargetStatus) => TargetStatus,
): LoopStatus {
  const targets = status.targets.map((target) => (target.name === name ? change(target) : target));
  return { ...status, targets };
}

function follow(followed: FollowedTarget, known: TargetStatus | undefined): TargetStatus {
  const target = known ?? { ...NEVER_TURNED, ...followed };
  const isOff = followed.policy === 'off' && target.state !== 'turning';
  // Nobody looks at it any more: what was seen last grows old.
  const off = { state: 'off', next: null, sync: 'unknown', health: 'unknown' } as const;
  const on = target.state === 'off' ? ({ state: 'idle' } as const) : {};
  return { ...target, ...followed, ...(isOff ? off : on) };
}

const NEVER_TURNED: Omit<TargetStatus, keyof FollowedTarget> = {
  title: null,
  state: 'idle',
  trigger: null,
  sync: 'unknown',
  health: 'unknown',
  last: null,
  next: null,
  failures: 0,
  lastSuccessAt: null,
  observedAt: null,
  left: null,
  drift: { found: 0, left: 0 },
  waits: [],
  resources: [],
  turns: [],
  history: [],
};
