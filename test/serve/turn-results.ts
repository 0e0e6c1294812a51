/** Turns made by hand: a test says only what matters to it. */
import type { BrokenRevision, FollowedTarget, LoopStatus } from '../../src/model/loop-status.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { ApplyReport, Outcome } from '../../src/model/report.ts';
import { NOTHING_YET, type StatusEvent, statusAfter } from '../../src/model/status-after.ts';
import type { TurnResult } from '../../src/model/turn.ts';
import { plan } from '../render/plans.ts';

export const START = Date.UTC(2024, 5, 1, 12);
export const COMMIT = '1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b';
export const NEXT_COMMIT = '7f3a9c1e5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b';

export function followed(name = 'production', policy: FollowedTarget['policy'] = 'auto'): FollowedTarget {
  return { name, kind: 'Environment', policy };
}

export function revision(
  targets: readonly FollowedTarget[] = [followed()],
  commit: string | null = COMMIT,
): StatusEvent {
  return {
    type: 'revision',
    revision: { commit, subject: 'Deploy orders-api 1.3', dirty: false, loadedAt: START },
    targets,
  };
}

/** A newer revision that cannot be taken. */
export function broken(parts: Partial<BrokenRevision> = {}): StatusEvent {
  return {
    type: 'broken',
    broken: {
      ...{ commit: NEXT_COMMIT, dirty: false, problems: 1, code: 'unknown_key', since: START },
      ...{ message: 'unknown key x', at: 'apps.yaml:4:7', hint: 'did you mean y?' },
      ...parts,
    },
  };
}

export function result(parts: Partial<TurnResult> = {}): TurnResult {
  return {
    target: 'production',
    trigger: 'interval',
    commit: COMMIT,
    startedAt: START,
    endedAt: START + 2_000,
    outcome: 'in_sync',
    plan: plan([]),
    report: null,
    error: null,
    lookAgainAt: null,
    ...parts,
  };
}

/** As the loop tells it; the next turn in five minutes. */
export function turnEnd(parts: Partial<TurnResult> = {}): Extract<StatusEvent, { type: 'turn_end' }> {
  const turned = result(parts);
  return { type: 'turn_end', result: turned, next: { at: turned.endedAt + 300_000, trigger: 'interval' } };
}

/** Every call of the plan is done, but for those whose errors are told. */
export function report(of: Plan, errors: Readonly<Record<string, string>> = {}): ApplyReport {
  const outcomes = of.calls.map(({ id, target, key }): Outcome => {
    const error = errors[id] ?? null;
    const result = error === null ? 'done' : 'failed';
    return { call: id, target, key, result, accepted: true, error, hint: null, note: null };
  });
  return { outcomes, unsettled: [], interrupted: false, recordError: null };
}

export function statusOf(...events: readonly StatusEvent[]): LoopStatus {
  return events.reduce(statusAfter, NOTHING_YET);
}
