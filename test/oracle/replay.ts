/** Carries out a given sequence of calls, and checks each one. */
import { type Action, describeAction } from './actions.ts';
import { callsFor } from './calls-for.ts';
import { carryOut } from './carry-out.ts';
import { type Cost, costOf, NOTHING_SPENT, spend } from './cost.ts';
import type { State } from './estate.ts';
import { unmetOf } from './goal.ts';
import { objectionTo } from './objections.ts';
import type { Problem } from './problem.ts';
import { refusalOf } from './service-rules.ts';

export interface Replay {
  readonly state: State;
  readonly cost: Cost;
  /** Calls that the service refuses, or that must not be made; a refused one changes nothing. */
  readonly illegal: readonly string[];
  /** What the goal still misses at the end. */
  readonly unmet: readonly string[];
}

export function replay(problem: Problem, calls: readonly Action[]): Replay {
  let state = problem.live;
  let spent = NOTHING_SPENT;
  const illegal: string[] = [];
  calls.forEach((action, index) => {
    const refusal = refusalOf(state, action);
    const reason = refusal ?? objectionTo(problem, state, action);
    if (reason !== null) illegal.push(`call ${index + 1}, ${describeAction(action)}: ${reason}`);
    if (refusal !== null) return;
    const outcome = carryOut(state, action);
    spent = spend(spent, outcome, callsFor(problem, state, action));
    state = outcome.state;
  });
  return { state, cost: costOf(spent), illegal, unmet: unmetOf(problem, state) };
}
