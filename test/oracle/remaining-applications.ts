/** The applications' part of the lower bound. */
import type { Cost } from './cost.ts';
import type { Application, Deployment, State } from './estate.ts';
import { isDeletable, isOutdated } from './objections.ts';
import { type Problem, placeOf } from './problem.ts';

interface Share {
  readonly calls: number;
  /** Whether the application is certainly interrupted by them, or before them. */
  readonly interrupts: boolean;
}

const NOTHING: Share = { calls: 0, interrupts: false };

export function remainingApplications(
  problem: Problem,
  state: State,
  interrupted: ReadonlySet<string>,
): Cost {
  let [count, calls] = [0, 0];
  const add = (address: string, share: Share): void => {
    calls += share.calls;
    if (share.interrupts && !interrupted.has(address)) count += 1;
  };
  for (const entry of problem.applications) add(entry[0], remainingDesired(problem, state, entry));
  for (const [address, application] of state.applications) {
    if (problem.applications.has(address) || !isDeletable(problem, application)) continue;
    add(address, remainingRemoval(problem, state, application));
  }
  return { restarts: 0, interrupted: count, calls };
}

function remainingDesired(
  problem: Problem,
  state: State,
  [address, desired]: readonly [string, Deployment],
): Share {
  const place = placeOf(address);
  const application = state.applications.get(address);
  const isStopped = desired.status === 'STOPPED';
  if (application === undefined || isOutdated(problem, state, place)) {
    if (mayComeAsCopy(state, place)) return NOTHING;
    return { calls: isStopped ? 2 : 1, interrupts: isStopped || application?.status === 'STARTED' };
  }
  const interrupts = isStopped || application.status === 'STARTED';
  if (application.bytes !== desired.bytes) return { calls: isStopped ? 2 : 1, interrupts };
  return application.status === desired.status ? NOTHING : { calls: 1, interrupts };
}

/** What a deleted group leaves behind is not interrupted. */
function remainingRemoval(problem: Problem, state: State, { place, status }: Application): Share {
  const goesAlong = problem.going.has(place) || isOutdated(problem, state, place);
  const isLeftBehind = goesAlong && state.places.get(place) === 'group';
  return { calls: goesAlong ? 0 : 1, interrupts: status === 'STARTED' && !isLeftBehind };
}

/** A server in a group may yet be left with what it is to have. */
function mayComeAsCopy(state: State, place: string): boolean {
  const home = state.servers.get(place)?.home;
  return home !== null && home !== undefined && state.places.get(home.place) === 'group';
}
