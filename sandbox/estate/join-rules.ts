/** What the service refuses when servers are brought together (reference sections 6 and 7, rules). */
import { conflict, invalid, type Refusal } from '../http/answer.ts';
import type { ServerRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { applicationsOf } from './target.ts';

const GROUP_SIZE = 20;
const CLUSTER_SIZE = 8;

export interface Joining {
  readonly present: readonly ServerRow[];
  readonly joining: readonly ServerRow[];
}

export function refuseGroupJoin(world: World, servers: Joining): Refusal | undefined {
  return (
    refuseSize(world, servers, GROUP_SIZE) ??
    refuseTaken(world, servers.joining) ??
    refuseMix(world, servers) ??
    refuseVersions(world, servers)
  );
}

export function refuseClusterJoin(world: World, multicast: boolean, servers: Joining): Refusal | undefined {
  return (
    refuseSize(world, servers, CLUSTER_SIZE) ??
    refuseTaken(world, servers.joining) ??
    refuseStatus(world, multicast, servers.joining) ??
    refuseVersions(world, servers)
  );
}

function refuseSize(world: World, servers: Joining, limit: number): Refusal | undefined {
  const size = servers.present.length + servers.joining.length;
  return size > limit ? invalid(world, `At most ${limit} servers are allowed, not ${size}`) : undefined;
}

/** At most one group or cluster a server, and no applications of its own when it joins. */
function refuseTaken(world: World, joining: readonly ServerRow[]): Refusal | undefined {
  for (const server of joining) {
    if (server.deleting) return conflict(world, `Server ${server.name} is being deleted`);
    if (server.membership)
      return conflict(world, `Server ${server.name} already belongs to a group or cluster`);
    if (applicationsOf(world.state, server.id).length > 0) {
      return conflict(world, `Server ${server.name} has applications deployed`);
    }
  }
  return undefined;
}

/** RUNNING and DISCONNECTED may be mixed; neither with CREATED. */
function refuseMix(world: World, servers: Joining): Refusal | undefined {
  const all = [...servers.present, ...servers.joining];
  const created = all.filter((server) => server.status === 'CREATED');
  if (created.length === 0 || created.length === all.length) return undefined;
  return invalid(world, 'Servers that never connected cannot be mixed with connected ones');
}

function refuseStatus(world: World, multicast: boolean, joining: readonly ServerRow[]): Refusal | undefined {
  const allowed = multicast ? ['RUNNING', 'DISCONNECTED'] : ['RUNNING'];
  const wrong = joining.find((server) => !allowed.includes(server.status));
  return wrong && invalid(world, `Server ${wrong.name} is ${wrong.status}, not ${allowed.join(' or ')}`);
}

function refuseVersions(world: World, servers: Joining): Refusal | undefined {
  const [first, ...others] = [...servers.present, ...servers.joining];
  const different = others.find((server) => first && versionsOf(server) !== versionsOf(first));
  return different && invalid(world, `Server ${different.name} has other Mule, agent or Java versions`);
}

const versionsOf = (server: ServerRow): string =>
  [server.muleVersion, server.agentVersion, server.javaVersion].join(' ');
