/** A loop whose turns take as long, and end, as the test says; no target is real. */
import { createLoop, type Loop } from '../../src/loop/loop.ts';
import type { LoopEvent } from '../../src/loop/target-loop.ts';
import type { Trigger, TurnError, TurnOutcome, TurnResult } from '../../src/model/turn.ts';
import { createHandClock, type HandClock } from '../support/hand-clock.ts';

export interface Turned {
  readonly takes: number;
  readonly outcome: TurnOutcome;
  readonly error?: TurnError;
  readonly lookAgainAt?: number;
}

export interface Staged {
  readonly clock: HandClock;
  readonly loop: Loop;
  readonly events: readonly LoopEvent[];
  /** `TARGET TRIGGER` of every turn that was started, in their order. */
  started(): readonly string[];
  /** Of turns at this moment. */
  running(target?: string): number;
}

export interface Staging {
  readonly turn: (target: string, trigger: Trigger) => Turned;
  readonly atOnce?: number;
  readonly random?: () => number;
  readonly isSending?: (target: string) => boolean;
  readonly on?: (event: LoopEvent, loop: Loop) => void;
}

export const INTERVAL = 300_000;

export const FINE: Turned = { takes: 1_000, outcome: 'in_sync' };
export const PASSING: Turned = { takes: 1_000, outcome: 'failed', error: errorOf('unreachable', true) };
export const TERMINAL: Turned = { takes: 1_000, outcome: 'refused', error: errorOf('refused', false) };

function errorOf(code: string, passes: boolean): TurnError {
  return { code, message: code, hint: null, passes };
}

export function stage({ turn, atOnce = 8, random = () => 0.5, isSending, on }: Staging): Staged {
  const clock = createHandClock();
  const events: LoopEvent[] = [];
  const underway: string[] = [];
  const loop: Loop = createLoop({
    turn: async (target, trigger) => {
      underway.push(target);
      const { takes, outcome, error = null, lookAgainAt = null } = turn(target, trigger);
      const startedAt = clock.now();
      await new Promise<void>((resolve) => clock.after(takes, resolve));
      underway.splice(underway.indexOf(target), 1);
      const ended = { target, trigger, commit: null, startedAt, endedAt: clock.now() };
      return { ...ended, outcome, error, lookAgainAt, plan: null, report: null } satisfies TurnResult;
    },
    on(event) {
      events.push(event);
      on?.(event, loop);
    },
    interval: INTERVAL,
    now: clock.now,
    after: clock.after,
    random,
    atOnce,
    isSending: isSending ?? (() => false),
  });
  return {
    clock,
    loop,
    events,
    started: () =>
      events.flatMap((one) => (one.type === 'turn_start' ? [`${one.target} ${one.trigger}`] : [])),
    running: (target) => underway.filter((one) => target === undefined || one === target).length,
  };
}
