/** Servers, groups and clusters seen as what they are for applications: targets. */
import type { ApplicationRow, ClusterRow, GroupRow, ServerRow, State } from '../world/state.ts';

export type Target =
  | { readonly type: 'SERVER'; readonly row: ServerRow }
  | { readonly type: 'SERVER_GROUP'; readonly row: GroupRow }
  | { readonly type: 'CLUSTER'; readonly row: ClusterRow };

export function findTarget(state: State, id: number): Target | undefined {
  const server = state.servers.get(id);
  if (server) return { type: 'SERVER', row: server };
  const group = state.groups.get(id);
  if (group) return { type: 'SERVER_GROUP', row: group };
  const cluster = state.clusters.get(id);
  return cluster && { type: 'CLUSTER', row: cluster };
}

/** The members of a group or cluster, in the order in which they joined. */
export function membersOf(state: State, id: number): ServerRow[] {
  return [...state.servers.values()]
    .filter((server) => server.membership?.id === id)
    .sort((a, b) => (a.membership?.order ?? 0) - (b.membership?.order ?? 0));
}

export function serversOf(state: State, target: Target): ServerRow[] {
  return target.type === 'SERVER' ? [target.row] : membersOf(state, target.row.id);
}

export function applicationsOf(state: State, targetId: number): ApplicationRow[] {
  return [...state.applications.values()].filter((application) => application.targetId === targetId);
}

/** RM unknowns 11 and 19: the words for partial and empty are switches. */
export function statusOf(state: State, target: Target): string {
  if (target.type === 'SERVER') return target.row.status;
  const statuses = new Set(membersOf(state, target.row.id).map((server) => server.status));
  const [only] = statuses;
  if (only === undefined) return state.switches.emptyGroupStatus;
  return statuses.size === 1 ? only : state.switches.partialStatus;
}

const PLACE = { SERVER: 'server', SERVER_GROUP: 'serverGroup', CLUSTER: 'cluster' } as const;

/** How the effects list names an application: `Application/orders-api@cluster:orders-cluster`. */
export function subjectOf(state: State, application: ApplicationRow): string {
  const target = findTarget(state, application.targetId);
  const place = target ? `${PLACE[target.type]}:${target.row.name}` : `id:${application.targetId}`;
  return `Application/${application.name}@${place}`;
}
