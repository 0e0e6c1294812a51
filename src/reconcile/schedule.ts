/** Who goes next: dependencies, lanes and a limit, over calls that somebody else knows how to send. */
import type { Clock } from '../model/clock.ts';
import type { Call } from '../model/plan.ts';
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
  const started = new Set<string>();
  const places = new Set<string>();
  const lanes = new Set<string>();
  let running = 0;
  let resolveAll: (outcomes: readonly Outcome[]) => void = () => {};
  let rejectAll: (error: unknown) => void = () => {};
  const all = new Promise<readonly Outcome[]>((resolve, reject) => {
    resolveAll = resolve;
    rejectAll = reject;
  });

  const laneOf = ({ target, lane }: Call): string | null => (lane === null ? null : `${target} ${lane}`);

  const start = (call: Call): void => {
    const lane = laneOf(call);
    const began = options.clock.now();
    started.add(call.id);
    places.add(call.id);
    if (lane !== null) lanes.add(lane);
    running += 1;
    options.emit({ type: 'call_start', call: call.id });
    options
      .run(call)
      .then((outcome) => end(call, outcome, options.clock.now() - began))
      .catch(rejectAll)
      .finally(() => {
        running -= 1;
        places.delete(call.id);
        if (lane !== null) lanes.delete(lane);
        next();
      });
  };
  const end = (call: Call, outcome: Outcome, milliseconds: number): void => {
    outcomes.set(call.id, outcome);
    options.emit({ type: 'call_end', call: call.id, outcome, milliseconds });
  };
  const skip = (call: Call, error: string): void => {
    started.add(call.id);
    const { id, target, key } = call;
    end(
      call,
      { call: id, target, key, result: 'skipped', accepted: false, error, hint: null, note: null },
      0,
    );
  };
  const consider = (call: Call): void => {
    const failed = call.waitsFor.find((id) => isFailure(outcomes.get(id)));
    const lane = laneOf(call);
    const ready = call.waitsFor.every((id) => outcomes.has(id));
    const room = places.size < options.parallelism && (lane === null || !lanes.has(lane));
    if (failed !== undefined) skip(call, `it waits for ${failed}, which did not finish`);
    else if (options.signal.aborted) skip(call, 'interrupted before it was sent');
    else if (ready && room) start(call);
  };
  const next = (): void => {
    for (const call of calls) if (!started.has(call.id)) consider(call);
    if (running > 0 || started.size < calls.length) return;
    resolveAll(calls.map(({ id }) => outcomes.get(id)).filter((outcome) => outcome !== undefined));
  };
  return {
    release(call) {
      places.delete(call.id);
      next();
    },
    finished() {
      next();
      return all;
    },
  };
}

/** A call that turned out not to be needed is skipped without an error, and holds nobody up. */
function isFailure(outcome: Outcome | undefined): boolean {
  if (outcome === undefined || outcome.result === 'done') return false;
  return outcome.result !== 'skipped' || outcome.error !== null;
}
