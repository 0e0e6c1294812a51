/**
 * The turns of one target, never two at once. A trigger says only "look again": those that come while a turn is
 * waited for, or goes on, become one turn that starts after the last of them. When nobody asks, time does: by the
 * interval, by what the last turn said of it, or by a growing pause after what may pass. What does not pass waits for
 * somebody to ask.
 */
import type { After } from '../model/clock.ts';
import type { Slots } from '../model/slots.ts';
import { type Trigger, type TurnResult, turnError, verdictOf } from '../model/turn.ts';
import { backOff, jittered } from './back-off.ts';

export interface NextTurn {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly trigger: Trigger;
}

export type LoopEvent =
  | { readonly type: 'turn_start'; readonly target: string; readonly trigger: Trigger }
  /** `next`: null where nothing but a trigger starts another one. */
  | { readonly type: 'turn_end'; readonly result: TurnResult; readonly next: NextTurn | null };

/** What can be seen of one target, at this moment. */
export interface TargetView {
  readonly target: string;
  /** `queued`: a turn is to start, and all places are taken. */
  readonly state: 'waiting' | 'queued' | 'running';
  /** Without its plan and its report. */
  readonly last: TurnResult | null;
  readonly next: NextTurn | null;
  /** How many turns in a row did not go well. */
  readonly failures: number;
}

export interface TargetLoopOptions {
  /** What one turn is. */
  readonly turn: (target: string, trigger: Trigger) => Promise<TurnResult>;
  readonly on: (event: LoopEvent) => void;
  /** Milliseconds from the end of a turn that went well to the next one, give or take. */
  readonly interval: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly after: After;
  /** A random number from 0 up to 1. */
  readonly random: () => number;
  /** How many targets have their turn at once. */
  readonly slots: Slots;
}

export interface TargetLoop {
  trigger(reason: Trigger): void;
  /** No further turn; the one that goes on is not disturbed. */
  close(): void;
  /** Takes `close` back. */
  reopen(): void;
  view(): TargetView;
  /** Resolves when no turn goes on. */
  idle(): Promise<void>;
}

export function createTargetLoop(target: string, options: TargetLoopOptions): TargetLoop {
  const { on, now, after, slots } = options;
  let state: TargetView['state'] = 'waiting';
  /** Of a turn that has not started yet. */
  let asked: Trigger | null = null;
  let last: TurnResult | null = null;
  let next: NextTurn | null = null;
  let failures = 0;
  let closed = false;
  let current: Promise<void> = Promise.resolve();
  let callOff = (): void => {};

  const plan = (turn: NextTurn | null): void => {
    callOff();
    next = turn;
    callOff = turn === null ? () => {} : after(turn.at - now(), () => trigger(turn.trigger));
  };
  const trigger = (reason: Trigger): void => {
    if (closed) return;
    asked ??= reason;
    if (state === 'waiting') current = run();
  };
  const run = async (): Promise<void> => {
    plan(null);
    state = 'queued';
    const leave = await slots.take();
    const reason = asked;
    asked = null;
    const result = closed || reason === null ? null : await begin(reason);
    leave();
    state = 'waiting';
    if (result !== null) finish(result);
  };
  const begin = (reason: Trigger): Promise<TurnResult> => {
    state = 'running';
    on({ type: 'turn_start', target, trigger: reason });
    return resultOf(target, reason, options);
  };
  const finish = (result: TurnResult): void => {
    // What was planned and done is for whoever listens: it is a thousand times as large.
    last = { ...result, plan: null, report: null };
    failures = verdictOf(result) === 'fine' ? 0 : failures + 1;
    const timed = closed ? null : nextAfter(result, failures, options);
    const again = asked === null ? timed : { at: now(), trigger: asked };
    on({ type: 'turn_end', result, next: again });
    // Whoever heard of it may have asked.
    if (state !== 'waiting') return;
    if (asked === null) plan(again);
    else current = run();
  };
  return {
    trigger,
    close() {
      closed = true;
      asked = null;
      plan(null);
    },
    reopen() {
      closed = false;
    },
    view: () => ({ target, state, last, next, failures }),
    async idle() {
      while (state !== 'waiting') await current;
    },
  };
}

/** A turn that throws is a bug, and still no reason to forget its target. */
async function resultOf(target: string, trigger: Trigger, options: TargetLoopOptions): Promise<TurnResult> {
  const startedAt = options.now();
  try {
    return await options.turn(target, trigger);
  } catch (error) {
    return {
      target,
      trigger,
      commit: null,
      startedAt,
      endedAt: options.now(),
      outcome: 'failed',
      plan: null,
      report: null,
      error: turnError(error),
      lookAgainAt: null,
    };
  }
}

/** Null: time alone changes nothing. */
function nextAfter(
  result: TurnResult,
  failures: number,
  { interval, now, random }: TargetLoopOptions,
): NextTurn | null {
  switch (verdictOf(result)) {
    case 'terminal':
      return null;
    case 'may_pass':
      return { at: now() + backOff(failures, random), trigger: 'retry' };
    case 'fine': {
      const at = now() + jittered(interval, random);
      const { lookAgainAt: sooner } = result;
      // A moment that has passed says nothing new.
      if (sooner === null || sooner <= now() || sooner >= at) return { at, trigger: 'interval' };
      return { at: sooner, trigger: 'window' };
    }
  }
}
