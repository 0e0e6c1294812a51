/** The small steps that every change of a state is made of. */
import type { Member } from './actions.ts';
import { type Application, addressOf, type State } from './estate.ts';

export function putApplication(state: State, application: Application): State {
  const address = addressOf(application.name, application.place);
  return { ...state, applications: new Map(state.applications).set(address, application) };
}

export function withoutApplications(state: State, gone: readonly Application[]): State {
  const applications = new Map(state.applications);
  for (const { name, place } of gone) applications.delete(addressOf(name, place));
  return { ...state, applications };
}

export function seat(state: State, place: string, members: readonly Member[]): State {
  const servers = new Map(state.servers);
  for (const { server, ip } of members) {
    servers.set(server, { connected: isConnected(state, server), home: { place, ip } });
  }
  return { ...state, servers };
}

export function setFree(state: State, members: readonly string[]): State {
  const servers = new Map(state.servers);
  for (const server of members) servers.set(server, { connected: isConnected(state, server), home: null });
  return { ...state, servers };
}

function isConnected(state: State, server: string): boolean {
  return state.servers.get(server)?.connected === true;
}
