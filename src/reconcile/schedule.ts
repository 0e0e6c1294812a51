/**
 * Who goes next: dependencies, lanes and a limit, over calls that somebody else knows how to send. Every call is
 * touched once when it becomes ready and once when it ends, so that twenty thousand cost no more than their sum.
 */

import type { Call } from '../model/call.ts';
import type { Clock } from '../model/clock.ts';
import { MuleteerError } from '../model/errors.ts';
import type { ApplyEvent, Outcome } from '../model/report.ts';

export interface ScheduleOptions {
  readonly parallelism: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly emit: (event: ApplyEvent) => void;
  run(call: Call): Promise<Outcome>;
}

export interface Schedule {
  /** Gives the call's place to another; its lane and what waits for it stay closed until it has finished. */
  release(call: Call): void;
  finished(): Promise<readonly Outcome[]>;
}

export function createSchedule(calls: readonly Call[], options: ScheduleOptions): Schedule {
  const outcomes = new Map<string, Outcome>();
  const queue = createQueue(calls);
  const places = new Set<string>();
  let running = 0;
  let settle: { resolve(outcomes: readonly Outcome[]): void; reject(error: unknown): void } | null = null;

  const end = (call: Call, outcome: Outcome, milliseconds: number): void => {
    outcomes.set(call.id, outcome);
    options.emit({ type: 'call_end', call: call.id, outcome, milliseconds });
    for (const next of queue.end(call)) {
      if (isFailure(outcome)) skip(next, `it waits for ${call.id}, which did not finish`);
    }
  };
  const skip = (call: Call, error: string): void => {
    if (outcomes.has(call.id)) return;
    const { id, target, key } = call;
    end(
      call,
      { call: id, target, key, result: 'skipped', accepted: false, error, hint: null, note: null },
      0,
    );
  };
  const start = (call: Call): void => {
    const began = options.clock.now();
    places.add(call.id);
    running += 1;
    options.emit({ type: 'call_start', call: call.id });
    options
      .run(call)
      .then((outcome) => {
        running -= 1;
        places.delete(call.id);
        end(call, outcome, options.clock.now() - began);
        next();
      })
      .catch((error: unknown) => settle?.reject(error));
  };
  const next = (): void => {
    while (places.size < options.parallelism) {
      const call = queue.take();
      if (call === null) break;
      if (outcomes.has(call.id)) continue;
      if (options.signal.aborted) skip(call, 'interrupted before it was sent');
      else start(call);
    }
    if (running > 0) return;
    const all = calls.flatMap(({ id }) => outcomes.get(id) ?? []);
    if (all.length === calls.length) settle?.resolve(all);
    else settle?.reject(new MuleteerError('bug', 'some calls wait for each other'));
  };
  return {
    release(call) {
      places.delete(call.id);
      next();
    },
    finished: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        next();
      }),
  };
}

interface Queue {
  /** The first call of the plan that waits for nothing and whose lane is free; its lane is taken with it. */
  take(): Call | null;
  /** Frees the lane, and tells which calls waited for this one. */
  end(call: Call): readonly Call[];
}

function createQueue(calls: readonly Call[]): Queue {
  const open = new Map(calls.map(({ id, waitsFor }) => [id, waitsFor.length]));
  const dependents = new Map<string, Call[]>();
  for (const call of calls) {
    for (const id of call.waitsFor) dependents.set(id, [...(dependents.get(id) ?? []), call]);
  }
  const ready: Call[] = calls.filter(({ waitsFor }) => waitsFor.length === 0).reverse();
  const lanes = new Map<string, Call[]>();
  const laneOf = ({ target, lane }: Call): string | null => (lane === null ? null : `${target} ${lane}`);
  return {
    take() {
      for (;;) {
        const call = ready.pop();
        if (call === undefined) return null;
        const lane = laneOf(call);
        const parked = lane === null ? undefined : lanes.get(lane);
        if (parked === undefined) {
          if (lane !== null) lanes.set(lane, []);
          return call;
        }
        parked.push(call);
      }
    },
    end(call) {
      const lane = laneOf(call);
      const parked = lane === null ? [] : (lanes.get(lane) ?? []);
      if (lane !== null) lanes.delete(lane);
      const waiting = dependents.get(call.id) ?? [];
      const freed = waiting.filter(({ id }) => {
        const left = (open.get(id) ?? 1) - 1;
        open.set(id, left);
        return left === 0;
      });
      // `ready` is taken from its end: what has waited longest goes first.
      ready.unshift(...freed.reverse());
      ready.push(...parked.reverse());
      return waiting;
    },
  };
}

/** A call that turned out not to be needed is skipped without an error, and holds nobody up. */
function isFailure({ result, error }: Outcome): boolean {
  if (result === 'done') return false;
  return result !== 'skipped' || error !== null;
}
