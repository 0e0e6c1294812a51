import type { RuntimeManager } from '../../anypoint/runtime-manager.ts';
import type { ServerGroupWire, ServerWire } from '../../anypoint/wire.ts';
import type { Goal, GoalId } from '../../model/call.ts';
import { SETTLED, type Settled } from '../../model/resource.ts';
import { judgeListed, wrongGoal } from '../runtime-manager-calls.ts';

/** Server id → the group or cluster it belongs to. */
type Homes = ReadonlyMap<number, number>;

export async function lookAtServers(
  api: RuntimeManager,
  goals: readonly Goal[],
): Promise<readonly Settled[]> {
  const asksForHomes = goals.some(({ until }) => until === 'member');
  const [servers, groups, clusters] = await Promise.all([
    api.listServers(),
    asksForHomes ? api.listServerGroups() : [],
    asksForHomes ? api.listClusters() : [],
  ]);
  const homes = homesOf([...groups, ...clusters]);
  return goals.map((goal) => judge(goal, servers, homes));
}

/** Read from the members of the places: they always tell, while a server's own row may leave its place out. */
function homesOf(places: readonly ServerGroupWire[]): Homes {
  return new Map(places.flatMap((place) => (place.servers ?? []).map(({ id }) => [id, place.id] as const)));
}

function judge(goal: Goal, servers: readonly ServerWire[], homes: Homes): Settled {
  switch (goal.until) {
    case 'gone':
    case 'named':
      return judgeListed(servers, goal);
    case 'connected':
      return firstPending(goal.serverIds, servers, (row) =>
        row.status === 'RUNNING' ? null : `${row.name} is ${row.status}`,
      );
    case 'member':
      return firstPending(goal.serverIds, servers, (row) =>
        (homes.get(row.id) ?? null) === goal.placeId
          ? null
          : `${row.name} has not ${goal.placeId === null ? 'left' : 'joined'} yet`,
      );
    default:
      throw wrongGoal(goal);
  }
}

function firstPending(
  ids: readonly GoalId[],
  servers: readonly ServerWire[],
  lacks: (row: ServerWire) => string | null,
): Settled {
  for (const id of ids) {
    const row = servers.find((one) => one.id === id);
    const message = row === undefined ? `server ${id} is not listed` : lacks(row);
    if (message !== null) return { state: 'pending', message };
  }
  return SETTLED;
}
