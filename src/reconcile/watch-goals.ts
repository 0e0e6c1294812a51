/**
 * Waits until the service has done what it accepted. One watch serves a whole target: everything that is waited
 * for is looked at together, so that five hundred deployments cost one list a tick and not five hundred requests.
 */

import type { Goal } from '../model/call.ts';
import type { Clock } from '../model/clock.ts';
import { isPassing, MuleteerError } from '../model/errors.ts';
import type { Provider } from '../model/provider.ts';
import { SETTLED, type Settled } from '../model/resource.ts';

export interface Watch {
  /**
   * Resolves when all goals are reached, one has failed, the time is up (`failed`), or the signal is aborted
   * (`pending`). `report` is told whenever what is waited for changes.
   *
   * @param timeout milliseconds from now
   * @throws MuleteerError when looking is refused for good, such as a sign-in that no longer works
   */
  until(goals: readonly Goal[], timeout: number, report: (message: string) => void): Promise<Settled>;
}

/** Soon after a write, then less and less often: most things take a second, some take minutes. Milliseconds. */
const FIRST_LOOK_MS = 250;
const SLOWEST_LOOK_MS = 5_000;
const SLOW_DOWN = 1.5;

interface Waiter {
  readonly goals: readonly Goal[];
  readonly deadline: number;
  readonly timeout: number;
  readonly report: (message: string) => void;
  readonly settle: (settled: Settled) => void;
  readonly fail: (error: unknown) => void;
  last: string;
}

export function createWatch(provider: Provider, clock: Clock, signal: AbortSignal): Watch {
  const waiters = new Set<Waiter>();
  let pace = FIRST_LOOK_MS;
  let running = false;
  let nap = new AbortController();

  /** A newcomer cuts a long wait short; short ones are kept, or many newcomers would put off every look. */
  const sleep = async (): Promise<void> => {
    nap = new AbortController();
    await clock.sleep(pace, AbortSignal.any([signal, nap.signal]));
    if (nap.signal.aborted && !signal.aborted) await clock.sleep(FIRST_LOOK_MS, signal);
  };
  const tick = async (): Promise<void> => {
    await sleep();
    pace = Math.min(pace * SLOW_DOWN, SLOWEST_LOOK_MS);
    const round = [...waiters];
    if (signal.aborted) {
      for (const waiter of round) finish(waiter, { state: 'pending', message: waiter.last });
      return;
    }
    const settled = await lookPatiently(
      provider,
      round.flatMap(({ goals }) => goals),
    );
    let index = 0;
    for (const waiter of round) {
      judge(waiter, settled.slice(index, index + waiter.goals.length));
      index += waiter.goals.length;
    }
  };
  const finish = (waiter: Waiter, settled: Settled): void => {
    waiters.delete(waiter);
    waiter.settle(settled);
  };
  const judge = (waiter: Waiter, states: readonly Settled[]): void => {
    const open =
      states.find(({ state }) => state === 'failed') ?? states.find(({ state }) => state !== 'settled');
    if (open === undefined) finish(waiter, SETTLED);
    else if (open.state === 'failed') finish(waiter, open);
    else if (open.state !== 'settled') keepWaiting(waiter, open.message);
  };
  const keepWaiting = (waiter: Waiter, message: string): void => {
    if (message !== waiter.last) waiter.report(message);
    waiter.last = message;
    if (clock.now() >= waiter.deadline) {
      finish(waiter, { state: 'failed', message: `not there after ${waiter.timeout / 1000} s: ${message}` });
    }
  };
  const run = async (): Promise<void> => {
    running = true;
    while (waiters.size > 0) {
      try {
        await tick();
      } catch (error) {
        for (const waiter of waiters) waiter.fail(error);
        waiters.clear();
      }
    }
    running = false;
  };
  return {
    until(goals, timeout, report) {
      if (goals.length === 0) return Promise.resolve(SETTLED);
      if (pace > FIRST_LOOK_MS) nap.abort();
      pace = FIRST_LOOK_MS;
      return new Promise((settle, fail) => {
        const deadline = clock.now() + timeout;
        waiters.add({ goals, deadline, timeout, report, settle, fail, last: 'waiting' });
        if (!running) void run();
      });
    },
  };
}

/** A look that fails for a passing reason says so, and everybody goes on waiting. */
async function lookPatiently(provider: Provider, goals: readonly Goal[]): Promise<readonly Settled[]> {
  try {
    return await provider.look(goals);
  } catch (error) {
    if (!(error instanceof MuleteerError && isPassing(error))) throw error;
    const message = `it cannot be read: ${error.message}`;
    return goals.map(() => ({ state: 'pending', message }));
  }
}
