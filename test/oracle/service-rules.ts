/** What the service refuses, whoever asks (reference, sections 6, 7, 8 and 12). */
import type { Action, Member } from './actions.ts';
import { addressOf, applicationsAt, type Form, membersOf, type State, serversAt } from './estate.ts';

/** null: the service accepts the call. */
export function refusalOf(state: State, action: Action): string | null {
  switch (action.type) {
    case 'leave':
      return refuseLeave(state, action);
    case 'join': {
      const form = state.places.get(action.place);
      return form === undefined ? `there is no ${action.place}` : refuseMember(state, form, action);
    }
    case 'create':
      return refuseCreate(state, action);
    case 'delete':
      return state.places.has(action.place) ? null : `there is no ${action.place}`;
    case 'deploy':
      return refuseDeploy(state, action);
    case 'update':
      return refuseUpdate(state, addressOf(action.name, action.place));
    case 'start':
    case 'stop':
    case 'remove':
      return refuseAbsent(state, addressOf(action.name, action.place));
  }
}

function refuseLeave(state: State, { server, place }: Action & { type: 'leave' }): string | null {
  if (state.servers.get(server)?.home?.place !== place) return `${server} is not in ${place}`;
  const isLast = state.places.get(place) !== 'group' && membersOf(state, place).length === 1;
  return isLast ? `${server} is the last server of ${place}` : null;
}

/** A server joins only when it is free, in every sense, and a unicast cluster takes running ones only. */
function refuseMember(state: State, form: Form, { server: name, ip }: Member): string | null {
  const server = state.servers.get(name);
  if (server === undefined) return `there is no ${name}`;
  if (server.home !== null) return `${name} is in ${server.home.place}`;
  if (applicationsAt(state, name).length > 0) return `${name} has applications of its own`;
  if (form !== 'unicast') return null;
  if (ip === null) return `${name} needs an ip`;
  return server.connected ? null : `${name} is not running`;
}

function refuseCreate(state: State, { place, form, members }: Action & { type: 'create' }): string | null {
  if (state.places.has(place)) return `${place} is there already`;
  if (form !== 'group' && members.length === 0) return `${place} needs a server`;
  for (const member of members) {
    const refusal = refuseMember(state, form, member);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** A server runs one application of a name, its own or through its place. */
function refuseDeploy(state: State, { name, place }: Action & { type: 'deploy' }): string | null {
  if (!state.places.has(place) && !state.servers.has(place)) return `there is no ${place}`;
  const targets = serversAt(state, place);
  for (const other of state.applications.values()) {
    if (other.name !== name) continue;
    const shared = serversAt(state, other.place).some((server) => targets.includes(server));
    if (other.place === place || shared) return `${name} is at ${other.place} already`;
  }
  return null;
}

/** While a member of a group is away one update is tolerated. */
function refuseUpdate(state: State, address: string): string | null {
  const application = state.applications.get(address);
  if (application === undefined) return `there is no ${address}`;
  if (application.missedBy.length === 0) return null;
  const away = awayFrom(state, application.place).find((server) => application.missedBy.includes(server));
  return away === undefined ? null : `${away} has missed an update of ${address}`;
}

/** The members of a group that are not connected; nobody counts them anywhere else. */
export function awayFrom(state: State, place: string): readonly string[] {
  if (state.places.get(place) !== 'group') return [];
  return membersOf(state, place).filter((server) => state.servers.get(server)?.connected === false);
}

function refuseAbsent(state: State, address: string): string | null {
  return state.applications.has(address) ? null : `there is no ${address}`;
}
