/**
 * What is certainly still to come, whatever the sequence: a sum of calls that are all different, with the restarts
 * and interruptions that none of them can avoid. Infinite when the goal cannot be reached any more.
 */
import { type Cost, weightOf } from './cost.ts';
import { applicationsAt, isSameHome, membersOf, type State } from './estate.ts';
import { isDeletable, isOutdated } from './objections.ts';
import type { Problem } from './problem.ts';
import { remainingApplications } from './remaining-applications.ts';
import { isStuckServer } from './stuck-server.ts';

export function lowerBound(problem: Problem, state: State, interrupted: ReadonlySet<string>): number {
  if (isHopeless(problem, state)) return Number.POSITIVE_INFINITY;
  const parts = [
    remainingPlaces(problem, state),
    remainingMoves(problem, state),
    remainingApplications(problem, state, interrupted),
  ];
  return parts.reduce((sum, part) => sum + weightOf(part), 0);
}

/** Deletions and creations. A unicast cluster cannot be deleted with fewer restarts than it has members. */
function remainingPlaces(problem: Problem, state: State): Cost {
  let [restarts, calls] = [0, 0];
  for (const [place, form] of state.places) {
    if (!problem.going.has(place) && !isOutdated(problem, state, place)) continue;
    calls += 1;
    if (form !== 'group') restarts += form === 'unicast' ? membersOf(state, place).length : 1;
  }
  for (const place of problem.declared.keys()) {
    if (!state.places.has(place) || isOutdated(problem, state, place)) calls += 1;
  }
  return { restarts, interrupted: 0, calls };
}

/** Leaving, unless the place is deleted anyway; joining, unless the place is still to be made. */
function remainingMoves(problem: Problem, state: State): Cost {
  let [restarts, calls] = [0, 0];
  const add = (place: string): void => {
    calls += 1;
    if (state.places.get(place) === 'unicast') restarts += Math.max(1, settledIn(problem, state, place));
  };
  for (const [server, { home }] of state.servers) {
    const wanted = problem.wanted.get(server);
    if (isSameHome(home, wanted)) continue;
    if (home !== null && leavesByItself(problem, state, home.place)) add(home.place);
    if (wanted !== undefined && isStanding(problem, state, wanted.place)) add(wanted.place);
  }
  return { restarts, interrupted: 0, calls };
}

function leavesByItself(problem: Problem, state: State, place: string): boolean {
  return problem.declared.has(place) && !isOutdated(problem, state, place);
}

function isStanding(problem: Problem, state: State, place: string): boolean {
  return state.places.has(place) && !isOutdated(problem, state, place);
}

/** Members that stay: each change of a unicast cluster restarts them, and at least one server. */
function settledIn(problem: Problem, state: State, place: string): number {
  const members = membersOf(state, place);
  return members.filter((server) => isSameHome(state.servers.get(server)?.home, problem.wanted.get(server)))
    .length;
}

function isHopeless(problem: Problem, state: State): boolean {
  for (const place of state.places.keys()) if (isStuckPlace(problem, state, place)) return true;
  for (const server of state.servers.keys()) if (isStuckServer(problem, state, server)) return true;
  return false;
}

/** A place that must go and takes along what must not. */
function isStuckPlace(problem: Problem, state: State, place: string): boolean {
  if (!problem.going.has(place) && !isOutdated(problem, state, place)) return false;
  const leavesCopies = state.places.get(place) === 'group' && membersOf(state, place).length > 0;
  return !leavesCopies && applicationsAt(state, place).some((one) => !isDeletable(problem, one));
}
