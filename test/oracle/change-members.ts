/**
 * Joining, leaving and deleting places, and whom that disturbs (reference, sections 6 and 7; contract, section 9).
 * Restarts are counted as the contract words them: also for a member that is not connected.
 */
import type { Action } from './actions.ts';
import { addressOf, applicationsAt, isRunning, membersOf, type State } from './estate.ts';
import { putApplication, seat, setFree, withoutApplications } from './put.ts';

export interface Outcome {
  readonly state: State;
  /** Servers that restart. */
  readonly restarted: readonly string[];
  /** Addresses of the applications that are interrupted or stopped. */
  readonly interrupted: readonly string[];
}

export function quietly(state: State): Outcome {
  return { state, restarted: [], interrupted: [] };
}

/** A change of a unicast cluster restarts the other members, and the cluster's applications with them. */
export function join(state: State, { place, server, ip }: Action & { type: 'join' }): Outcome {
  const after = seat(state, place, [{ server, ip }]);
  if (state.places.get(place) !== 'unicast') return quietly(after);
  return { state: after, restarted: membersOf(state, place), interrupted: runningAt(state, place) };
}

/** Founding members join together: nobody restarts for anybody. */
export function create(state: State, { place, form, members }: Action & { type: 'create' }): Outcome {
  return quietly({ ...seat(state, place, members), places: new Map(state.places).set(place, form) });
}

/** A server that leaves a group keeps the applications; one that leaves a cluster loses them. */
export function leave(state: State, { place, server }: Action & { type: 'leave' }): Outcome {
  const after = setFree(state, [server]);
  const form = state.places.get(place);
  if (form === 'group') return quietly(forgetMissed(leaveCopies(after, place, [server]), place, server));
  const restarted = form === 'unicast' ? membersOf(after, place) : [];
  return { state: after, restarted, interrupted: runningAt(state, place) };
}

/** A group that is gone has left its applications on each member; a cluster takes them along, and its members restart. */
export function deletePlace(state: State, place: string): Outcome {
  const members = membersOf(state, place);
  if (state.places.get(place) === 'group') {
    return quietly(withoutPlace(leaveCopies(state, place, members), place));
  }
  return { state: withoutPlace(state, place), restarted: members, interrupted: runningAt(state, place) };
}

function runningAt(state: State, place: string): readonly string[] {
  const running = applicationsAt(state, place).filter(isRunning);
  return running.map(({ name }) => addressOf(name, place));
}

/** A copy is ours when the original is. */
function leaveCopies(state: State, place: string, servers: readonly string[]): State {
  const applications = new Map(state.applications);
  for (const original of applicationsAt(state, place)) {
    for (const server of servers) {
      applications.set(addressOf(original.name, server), { ...original, place: server, missedBy: [] });
    }
  }
  return { ...state, applications };
}

/** Who left the group does not keep it from updating any more. */
function forgetMissed(state: State, place: string, server: string): State {
  let after = state;
  for (const application of applicationsAt(state, place)) {
    const missedBy = application.missedBy.filter((name) => name !== server);
    if (missedBy.length < application.missedBy.length)
      after = putApplication(after, { ...application, missedBy });
  }
  return after;
}

function withoutPlace(state: State, place: string): State {
  const freed = setFree(withoutApplications(state, applicationsAt(state, place)), membersOf(state, place));
  const places = new Map(state.places);
  places.delete(place);
  return { ...freed, places };
}
