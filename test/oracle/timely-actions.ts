/**
 * The legal calls that a cheapest sequence may need next: fewer than all of them, and as good. The reasons:
 * - A place is made of everybody who is ready. Whoever is left out has to join later, which costs a call and restarts.
 * - An application of a server or of a cluster can wait until all servers are where they stay. Nothing waits for it,
 *   one that is deployed, started or given bytes later is never interrupted more often, and a stop costs the same. The
 *   only one that cannot wait is in the way of a server that has to join.
 * - An application of a group can wait when nobody is left in the group who leaves: copies are made only then.
 * - A cluster that is deleted takes its applications along; nothing has to be done to them before.
 * - Once all servers are where they stay, the calls that are left are all needed, and their order does not matter
 *   as long as bytes come before status, and room is made before something is deployed.
 * A test compares the costs with those of a search over all legal calls.
 */
import type { Action } from './actions.ts';
import { membersOf, type State } from './estate.ts';
import { isSeated } from './goal.ts';
import { legalActions, readyFor } from './legal-actions.ts';
import { isForeign } from './objections.ts';
import type { Problem } from './problem.ts';

export function timelyActions(problem: Problem, state: State): readonly Action[] {
  const legal = legalActions(problem, state);
  if (isSeated(problem, state)) return firstOf(legal);
  return legal.filter((action) => isTimely(problem, state, action));
}

const LAST_ORDER: readonly Action['type'][] = ['remove', 'update', 'deploy', 'start', 'stop'];

function firstOf(legal: readonly Action[]): readonly Action[] {
  for (const type of LAST_ORDER) {
    const first = legal.find((action) => action.type === type);
    if (first !== undefined) return [first];
  }
  return [];
}

function isTimely(problem: Problem, state: State, action: Action): boolean {
  switch (action.type) {
    case 'leave':
    case 'join':
    case 'delete':
      return true;
    case 'create':
      return action.members.length === readyFor(problem, state, action.place).length;
    default:
      return state.places.get(action.place) === 'group'
        ? hasLeavers(problem, state, action.place)
        : action.type === 'remove' && problem.wanted.has(action.place);
  }
}

/** Whether somebody may leave the group, and take copies along. */
function hasLeavers(problem: Problem, state: State, group: string): boolean {
  if (isForeign(problem, group)) return false;
  return membersOf(state, group).some((server) => problem.wanted.get(server)?.place !== group);
}
