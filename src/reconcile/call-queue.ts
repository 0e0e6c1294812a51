/** Which calls may start now: those that wait for nothing, whose wave has come, and whose lane is free. */
import type { Call } from '../model/call.ts';
import type { WaveGates } from './wave-gates.ts';

export interface CallQueue {
  /** The first call of the plan that waits for nothing, was not left out, and whose lane is free; its lane is taken with it. */
  take(): Call | null;
  /** Frees the lane, and tells which calls waited for this one. */
  end(call: Call): readonly Call[];
  /** Their wave has come. */
  admit(calls: readonly Call[]): void;
}

/** @param isOver whether a call was left out already */
export function createCallQueue(
  calls: readonly Call[],
  gates: Pick<WaveGates, 'isOpen'>,
  isOver: (call: Call) => boolean,
): CallQueue {
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
