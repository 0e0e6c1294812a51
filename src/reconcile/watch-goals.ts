/**
 * Waits until the service has done what it accepted. One watch serves a whole target: everything that is waited
 * for is looked at together, so that five hundred deployments cost one list a tick and not five hundred requests.
 */

import type { Goal } from '../model/call.ts';
import type { Clock } from '../model/clock.ts';
import { isPassing, MuleteerError } from '../model/errors.ts';
import type { Provider } from '../model/provider.ts';
import { type MemberState, SETTLED, type Settled, type Unsettled } from '../model/resource.ts';

export interface Watch {
  /**
   * Resolves when all goals are reached, one has failed, the time is up (`failed`), or the signal is aborted
   * (`pending`). `report` is told whenever what is waited for changes.
   *
   * @param timeout milliseconds from now
   * @throws MuleteerError when looking is refused for good, such as a sign-in that no longer works
   */
  until(goals: readonly Goal[], timeout: number, report: (health: Unsettled) => void): Promise<Settled>;
}

/** Soon after a write, then less and less often: most things take a second, some take minutes. Milliseconds. */
const FIRST_LOOK_MS = 250;
const SLOWEST_LOOK_MS = 5_000;
const SLOW_DOWN = 1.5;

interface Waiter {
  readonly goals: readonly Goal[];
  readonly deadline: number;
  readonly timeout: number;
  readonly report: (health: Unsettled) => void;
  readonly settle: (settled: Settled) => void;
  readonly fail: (error: unknown) => void;
  last: Unsettled;
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
      for (const waiter of round) finish(waiter, { state: 'pending', message: waiter.last.message });
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
    if (open === undefined || open.state === 'settled') {
      finish(waiter, SETTLED);
      return;
    }
    if (!isSame(open, waiter.last)) waiter.report(open);
    waiter.last = open;
    if (open.state === 'failed') finish(waiter, open);
    else if (clock.now() >= waiter.deadline) finish(waiter, tooLate(open, waiter.timeout));
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
        waiters.add({ goals, deadline, timeout, report, settle, fail, last: WAITING });
        if (!running) void run();
      });
    },
  };
}

const WAITING: Unsettled = { state: 'pending', message: 'waiting' };

function isSame(one: Unsettled, other: Unsettled): boolean {
  const sameMembers = JSON.stringify(one.members) === JSON.stringify(other.members);
  return one.state === other.state && one.message === other.message && sameMembers;
}

function tooLate({ message, members = [], unseen }: Unsettled, timeout: number): Settled {
  const last = members.length > 1 ? members.map(inShort).join(', ') : message;
  const failed = {
    state: 'failed',
    message: `not there after ${timeout / 1000} s: ${last}`,
    members,
  } as const;
  return unseen === undefined ? failed : { ...failed, unseen };
}

function inShort({ name, status, statusOf, message }: MemberState): string {
  const said = message === '' ? '' : ` (${message})`;
  return `${name} ${statusOf === 'server' ? 'is ' : ''}${status}${said}`;
}

/** A look that fails for a passing reason says so, and everybody goes on waiting. */
async function lookPatiently(provider: Provider, goals: readonly Goal[]): Promise<readonly Settled[]> {
  try {
    return await provider.look(goals);
  } catch (error) {
    if (!(error instanceof MuleteerError && isPassing(error))) throw error;
    const message = `it cannot be read: ${error.message}`;
    return goals.map(() => ({ state: 'pending', message, unseen: true }));
  }
}
