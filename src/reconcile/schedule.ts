/**
 * Who goes next: dependencies, waves, lanes and a limit, over calls that somebody else knows how to send. Every call is
 * touched once when it becomes ready and once when it ends, so that twenty thousand cost no more than their sum.
 */

import type { Call } from '../model/call.ts';
import type { Clock } from '../model/clock.ts';
import { MuleteerError } from '../model/errors.ts';
import type { ApplyEvent, Outcome } from '../model/report.ts';
import { createCallQueue } from './call-queue.ts';
import { isSettled, skipped } from './outcomes.ts';
import { createWaveGates, type WaveMember } from './wave-gates.ts';

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
  const queue = createCallQueue(calls, gates, ({ id }) => outcomes.has(id));
  const places = new Set<string>();
  let running = options.underway.length;
  let settle: { resolve(outcomes: readonly Outcome[]): void; reject(error: unknown): void } | null = null;

  const end = (call: Call, outcome: Outcome, milliseconds: number): void => {
    note(call, outcome, milliseconds);
    leaveWave(call, troubleOf(outcome));
    for (const next of queue.end(call)) {
      if (!isSettled(outcome)) skip(next, `it waits for ${call.id}, which did not finish`);
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

/** What is skipped because of another is that other's trouble. */
function troubleOf({ call, result }: Outcome): string | null {
  if (result === 'uncertain') return `${call} is uncertain`;
  return result === 'failed' ? `${call} failed` : null;
}
