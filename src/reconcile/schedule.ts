/**
 * Who goes next: dependencies, waves, lanes and a limit, over calls that somebody else knows how to send. Every call is
 * touched once when it becomes ready and once when it ends, so that twenty thousand cost no more than their sum.
 */

import type { Call } from '../model/call.ts';
import type { Clock } from '../model/clock.ts';
import { MuleteerError } from '../model/errors.ts';
import type { ApplyEvent, Outcome } from '../model/report.ts';
import { createWaveGates, type WaveGates, type WaveMember } from './wave-gates.ts';

/** On its way without a call: higher waves wait for it, too. */
export interface Underway extends WaveMember {
  /** What is wrong with it in the end; null where nothing is. Never rejects. */
  readonly trouble: Promise<string | null>;
}

export interface ScheduleOptions {
  readonly parallelism: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly emit: (event: ApplyEvent) => void;
  readonly underway: readonly Underway[];
  run(call: Call): Promise<Outcome>;
}

export interface Schedule {
  /** Gives the call's place to another; its lane and what waits for it stay closed until it has finished. */
  release(call: Call): void;
  finished(): Promise<readonly Outcome[]>;
}

export function createSchedule(calls: readonly Call[], options: ScheduleOptions): Schedule {
  const outcomes = new Map<string, Outcome>();
  const gates = createWaveGates(calls, options.underway);
  const queue = createQueue(calls, gates, ({ id }) => outcomes.has(id));
  const places = new Set<string>();
  let running = options.underway.length;
  let settle: { resolve(outcomes: readonly Outcome[]): void; reject(error: unknown): void } | null = null;

  const end = (call: Call, outcome: Outcome, milliseconds: number): void => {
    note(call, outcome, milliseconds);
    leaveWave(call, troubleOf(outcome));
    for (const next of queue.end(call)) {
      if (isFailure(outcome)) skip(next, `it waits for ${call.id}, which did not finish`);
    }
  };
  const note = (call: Call, outcome: Outcome, milliseconds: number): void => {
    outcomes.set(call.id, outcome);
    options.emit({ type: 'call_end', call: call.id, outcome, milliseconds });
  };
  const leaveWave = (member: WaveMember, trouble: string | null): void => {
    const { opened, stopped, reason } = gates.end(member, trouble);
    queue.admit(opened);
    // Whatever waits for one of them is in a later wave, or in the same, and so stopped with it.
    for (const call of stopped) if (!outcomes.has(call.id)) note(call, skipped(call, reason), 0);
  };
  const skip = (call: Call, error: string): void => {
    if (!outcomes.has(call.id)) end(call, skipped(call, error), 0);
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
      if (options.signal.aborted) skip(call, 'interrupted before it was sent');
      else start(call);
    }
    if (outcomes.size === calls.length) settle?.resolve(calls.flatMap(({ id }) => outcomes.get(id) ?? []));
    else if (running === 0) settle?.reject(new MuleteerError('bug', 'some calls wait for each other'));
  };
  return {
    release(call) {
      places.delete(call.id);
      next();
    },
    finished: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        for (const one of options.underway) {
          void one.trouble.then((trouble) => {
            running -= 1;
            leaveWave(one, trouble);
            next();
          });
        }
        next();
      }),
  };
}

interface Queue {
  /** The first call of the plan that waits for nothing, was not left out, and whose lane is free; its lane is taken with it. */
  take(): Call | null;
  /** Frees the lane, and tells which calls waited for this one. */
  end(call: Call): readonly Call[];
  /** Their wave has come. */
  admit(calls: readonly Call[]): void;
}

function createQueue(calls: readonly Call[], gates: WaveGates, isOver: (call: Call) => boolean): Queue {
  const open = new Map(calls.map((call) => [call.id, call.waitsFor.length + (gates.isOpen(call) ? 0 : 1)]));
  const dependents = new Map<string, Call[]>();
  for (const call of calls) {
    for (const id of call.waitsFor) dependents.set(id, [...(dependents.get(id) ?? []), call]);
  }
  let ready: Call[] = calls.filter(({ id }) => open.get(id) === 0).reverse();
  const lanes = new Map<string, { readonly holder: Call; readonly parked: Call[] }>();
  /** Each has one thing less to wait for; `ready` is taken from its end, so that what has waited longest goes first. */
  const free = (some: readonly Call[]): void => {
    const freed = some.filter(({ id }) => {
      const left = (open.get(id) ?? 1) - 1;
      open.set(id, left);
      return left === 0;
    });
    if (freed.length > 0) ready = [...freed.reverse(), ...ready];
  };
  const laneOf = ({ target, lane }: Call): string | null => (lane === null ? null : `${target} ${lane}`);
  return {
    take() {
      for (;;) {
        const call = ready.pop();
        if (call === undefined) return null;
        if (isOver(call)) continue;
        const lane = laneOf(call);
        const taken = lane === null ? undefined : lanes.get(lane);
        if (taken === undefined) {
          if (lane !== null) lanes.set(lane, { holder: call, parked: [] });
          return call;
        }
        taken.parked.push(call);
      }
    },
    end(call) {
      const lane = laneOf(call);
      const taken = lane === null ? undefined : lanes.get(lane);
      // One that is left out has not taken its lane: another may be in it.
      const isHolder = lane !== null && taken?.holder === call;
      if (isHolder) lanes.delete(lane);
      const waiting = dependents.get(call.id) ?? [];
      free(waiting);
      if (isHolder) ready.push(...taken.parked.reverse());
      return waiting;
    },
    admit: free,
  };
}

function skipped({ id, target, key }: Call, error: string): Outcome {
  return { call: id, target, key, result: 'skipped', accepted: false, error, hint: null, note: null };
}

/** What is skipped because of another is that other's trouble. */
function troubleOf({ call, result }: Outcome): string | null {
  if (result === 'uncertain') return `${call} is uncertain`;
  return result === 'failed' ? `${call} failed` : null;
}

/** A call that turned out not to be needed is skipped without an error, and holds nobody up. */
function isFailure({ result, error }: Outcome): boolean {
  if (result === 'done') return false;
  return result !== 'skipped' || error !== null;
}
