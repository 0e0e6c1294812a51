import type { Action } from './actions.ts';
import { addressOf, type State } from './estate.ts';
import type { Problem } from './problem.ts';

/**
 * How many calls an action has to be counted as. Whether new bytes start a stopped application is not documented: one
 * that is to run may have to be started after them, so that nobody saves anything by relying on it.
 */
export function callsFor(problem: Problem, state: State, action: Action): number {
  if (action.type !== 'update') return 1;
  const address = addressOf(action.name, action.place);
  const isStopped = state.applications.get(address)?.status === 'STOPPED';
  return isStopped && problem.applications.get(address)?.status === 'STARTED' ? 2 : 1;
}
