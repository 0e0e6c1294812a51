/** What must not be done although the service would accept it: the contract's rules of ownership and of restraint. */
import type { Action, Member } from './actions.ts';
import { type Application, addressOf, applicationsAt, isSameHome, membersOf, type State } from './estate.ts';
import type { Problem } from './problem.ts';
import { awayFrom } from './service-rules.ts';

/** null: it may be done. */
export function objectionTo(problem: Problem, state: State, action: Action): string | null {
  switch (action.type) {
    case 'leave':
      return objectToLeave(problem, state, action.server);
    case 'join':
      return isOutdated(problem, state, action.place)
        ? `${action.place} is to be replaced`
        : objectToMember(problem, action.place, action);
    case 'create':
      return objectToCreate(problem, action);
    case 'delete':
      return objectToDelete(problem, state, action.place);
    default:
      return objectToChange(problem, state, action);
  }
}

/** A server leaves what the goal does not want it to be in; but nobody's place keeps its members. */
function objectToLeave(problem: Problem, state: State, server: string): string | null {
  const home = state.servers.get(server)?.home;
  if (!home) return null;
  if (isSameHome(home, problem.wanted.get(server))) return `${server} is where it is wanted`;
  if (isForeign(problem, home.place)) return `${home.place} is not ours to change`;
  const unsettled = applicationsAt(state, home.place).find((one) => isUnsettled(problem, one));
  return unsettled === undefined ? null : `nobody knows whether ${unsettled.name} runs now`;
}

/** Whether new bytes start a stopped application is not documented: until its status is settled, nothing relies on it. */
function isUnsettled({ live, applications }: Problem, { name, place, bytes, status }: Application): boolean {
  const address = addressOf(name, place);
  const [before, desired] = [live.applications.get(address), applications.get(address)];
  if (before?.status !== 'STOPPED' || desired === undefined || before.bytes === desired.bytes) return false;
  return bytes === desired.bytes && status !== desired.status;
}

/** A place that no manifest declares and that is not to go: another team's, or one that is not pruned. */
export function isForeign({ declared, going }: Pick<Problem, 'declared' | 'going'>, place: string): boolean {
  return !declared.has(place) && !going.has(place);
}

function objectToMember({ wanted }: Problem, place: string, { server, ip }: Member): string | null {
  return isSameHome(wanted.get(server), { place, ip }) ? null : `${server} is not wanted so in ${place}`;
}

function objectToCreate(problem: Problem, { place, form, members }: Action & { type: 'create' }) {
  if (problem.declared.get(place) !== form) return `${place} is not declared as ${form}`;
  const objections = members.map((member) => objectToMember(problem, place, member));
  return objections.find((objection) => objection !== null) ?? null;
}

/** Whether the place is still what its replacement does away with. */
export function isOutdated(problem: Problem, state: State, place: string): boolean {
  if (!problem.replaced.has(place) || !state.places.has(place)) return false;
  if (state.places.get(place) !== problem.declared.get(place)) return true;
  return membersOf(state, place).some(
    (server) => !isSameHome(state.servers.get(server)?.home, problem.wanted.get(server)),
  );
}

function objectToDelete(problem: Problem, state: State, place: string): string | null {
  if (!problem.going.has(place) && !isOutdated(problem, state, place)) return `${place} is to stay`;
  const held = applicationsAt(state, place).find(({ name }) => problem.waiting.has(addressOf(name, place)));
  if (held !== undefined) return `${held.name} at ${place} waits to move`;
  const isKept = state.places.get(place) === 'group' && membersOf(state, place).length > 0;
  const foreign = isKept
    ? undefined
    : applicationsAt(state, place).find((application) => !isDeletable(problem, application));
  return foreign === undefined ? null : `${foreign.name} at ${place} would go, and must not`;
}

/** Whether an application may go: along with its replaced cluster also one that is declared. */
export function isDeletable(problem: Problem, application: Application): boolean {
  const address = addressOf(application.name, application.place);
  if (problem.applications.has(address)) return true;
  return application.owned && problem.prunes && !problem.waiting.has(address);
}

type Change = Extract<Action, { type: 'deploy' | 'update' | 'start' | 'stop' | 'remove' }>;

/** An application is changed towards what is declared at its own address; the others are deleted, or left alone. */
function objectToChange(problem: Problem, state: State, action: Change): string | null {
  const address = addressOf(action.name, action.place);
  const desired = problem.applications.get(address);
  if (action.type === 'remove') {
    if (desired !== undefined) return `${address} is declared`;
    const application = state.applications.get(address);
    return application && !isDeletable(problem, application) ? `${address} is not ours to delete` : null;
  }
  if (desired === undefined) return `${address} is not declared`;
  const leaver = leaverFirst(problem, state, action.place);
  if (leaver !== null) return leaver;
  if (action.type === 'deploy' || action.type === 'update') {
    if (action.bytes !== desired.bytes) return `${address} is to have ${desired.bytes}`;
    return objectToUpdate(problem, state, address);
  }
  // Contract, section 8, STOPPED: bytes are sent first, and the status is settled after them.
  const { bytes } = state.applications.get(address) ?? desired;
  if (bytes !== desired.bytes) return `${address} has to get its bytes before`;
  const status = action.type === 'start' ? 'STARTED' : 'STOPPED';
  return desired.status === status ? null : `${address} is to be ${desired.status}`;
}

function objectToUpdate(problem: Problem, state: State, address: string): string | null {
  const application = state.applications.get(address);
  if (application === undefined) return null;
  return application.bytes === problem.applications.get(address)?.bytes ? `${address} has these bytes` : null;
}

/** Who is away and leaves must have left before, or its copy would not be what it runs. */
function leaverFirst(problem: Problem, state: State, place: string): string | null {
  const leaver = awayFrom(state, place).find((server) => {
    const home = problem.wanted.get(server);
    // A unicast cluster does not take it while it is away, so that it stays.
    return home === undefined || (home.place !== place && problem.declared.get(home.place) !== 'unicast');
  });
  return leaver === undefined ? null : `${leaver} has to leave ${place} before`;
}
