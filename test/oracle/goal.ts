/** When an estate is as it is wanted. */
import { isSameHome, type State } from './estate.ts';
import { isOutdated } from './objections.ts';
import type { Problem } from './problem.ts';

/** What is still missing, in words; empty when the goal is reached. */
export function unmetOf(problem: Problem, state: State): readonly string[] {
  return [
    ...unmetPlaces(problem, state),
    ...unmetHomes(problem, state),
    ...unmetApplications(problem, state),
  ];
}

/** Every place and every server is where it stays; what is left are calls to applications. */
export function isSeated(problem: Problem, state: State): boolean {
  return unmetPlaces(problem, state).length === 0 && unmetHomes(problem, state).length === 0;
}

function unmetPlaces(problem: Problem, state: State): readonly string[] {
  const unmet: string[] = [];
  for (const [place, form] of problem.declared) {
    if (state.places.get(place) !== form) unmet.push(`${place} is no ${form}`);
    else if (isOutdated(problem, state, place)) unmet.push(`${place} is not replaced`);
  }
  for (const place of problem.going) if (state.places.has(place)) unmet.push(`${place} is still there`);
  return unmet;
}

/** Where a server is that nobody wants anywhere is nobody's business, unless the place is declared without it. */
function unmetHomes(problem: Problem, state: State): readonly string[] {
  const unmet: string[] = [];
  for (const [server, { home }] of state.servers) {
    const wanted = problem.wanted.get(server);
    if (wanted !== undefined && !isSameHome(home, wanted)) unmet.push(`${server} is not in ${wanted.place}`);
    if (wanted === undefined && home !== null && problem.declared.has(home.place)) {
      unmet.push(`${server} is still in ${home.place}`);
    }
  }
  return unmet;
}

function unmetApplications(problem: Problem, state: State): readonly string[] {
  const unmet: string[] = [];
  for (const [address, { bytes, status }] of problem.applications) {
    const application = state.applications.get(address);
    if (application === undefined) unmet.push(`${address} is missing`);
    else if (application.bytes !== bytes) unmet.push(`${address} has ${application.bytes}`);
    else if (application.status !== status) unmet.push(`${address} is ${application.status}`);
  }
  if (!problem.prunes) return unmet;
  for (const [address, { owned }] of state.applications) {
    if (owned && !problem.applications.has(address) && !problem.waiting.has(address))
      unmet.push(`${address} is still there`);
  }
  return unmet;
}
