/**
 * The oracle's own picture of an estate, made from the reference alone and sharing nothing with src. Servers, groups
 * and clusters have names of their own here, so that one word, `place`, names where an application or a server is.
 */

export type Form = 'group' | 'multicast' | 'unicast';
export type RunStatus = 'STARTED' | 'STOPPED';

export interface Home {
  readonly place: string;
  /** In unicast clusters only. */
  readonly ip: string | null;
}

export interface Server {
  /** RUNNING, and not DISCONNECTED. */
  readonly connected: boolean;
  readonly home: Home | null;
}

export interface Deployment {
  readonly bytes: string;
  readonly status: RunStatus;
}

export interface Application extends Deployment {
  readonly name: string;
  /** A server, a group or a cluster. */
  readonly place: string;
  /** Ours to change: recorded or declared. */
  readonly owned: boolean;
  /** Members that were away when the one update was sent that the service tolerates (reference, section 6). */
  readonly missedBy: readonly string[];
}

/** One moment of an estate. Values are shared between states and never changed. */
export interface State {
  readonly servers: ReadonlyMap<string, Server>;
  readonly places: ReadonlyMap<string, Form>;
  /** By address. */
  readonly applications: ReadonlyMap<string, Application>;
}

export function addressOf(name: string, place: string): string {
  return `${name}@${place}`;
}

export function membersOf(state: State, place: string): readonly string[] {
  const members: string[] = [];
  for (const [name, { home }] of state.servers) if (home?.place === place) members.push(name);
  return members;
}

/** The servers that an application at this place is deployed to. */
export function serversAt(state: State, place: string): readonly string[] {
  return state.servers.has(place) ? [place] : membersOf(state, place);
}

export function applicationsAt(state: State, place: string): readonly Application[] {
  const found: Application[] = [];
  for (const application of state.applications.values())
    if (application.place === place) found.push(application);
  return found;
}

/**
 * Whether a call would interrupt it. Also on a group that happens to be empty: otherwise it would be cheaper to empty a
 * group, or to make it without members, only to stop or update something there.
 */
export function isRunning({ status }: Deployment): boolean {
  return status === 'STARTED';
}

export function isSameHome(left: Home | null | undefined, right: Home | null | undefined): boolean {
  return left?.place === right?.place && left?.ip === right?.ip;
}
