import type { FastifyInstance } from 'fastify';
import { refuseClusterJoin } from '../estate/join-rules.ts';
import { joinCluster, leaveCluster, type Node } from '../estate/membership.ts';
import { removeLater } from '../estate/removals.ts';
import { membersOf } from '../estate/target.ts';
import { type Answer, data, empty, invalid, notFound } from '../http/answer.ts';
import { bodyOf, isObject, readBoolean } from '../http/read-input.ts';
import { type Call, hybrid } from '../http/scope.ts';
import { nextId, nextOrder } from '../world/ids.ts';
import type { ClusterRow, ServerRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { rowAt, rowsIn, serverNamed } from './find.ts';
import { NAME_RULES, readName, refuseDuplicate } from './names.ts';
import { viewCluster } from './server-view.ts';
import { refuseDeleting, refuseFull, refuseInUse } from './target-rules.ts';

const PATH = '/hybrid/api/v1/clusters';

export function clusterRoutes(app: FastifyInstance, world: World): void {
  const at = (call: Call): ClusterRow => rowAt(world, world.state.clusters, call, 'Cluster');
  const list = (call: Call): Answer =>
    data(rowsIn(world.state.clusters, call).map((cluster) => viewCluster(world.state, cluster)));
  const member = (call: Call): ServerRow => rowAt(world, world.state.servers, call, 'Server', 'serverId');
  app.get(PATH, hybrid(world, 'Read Servers', list));
  app.post(
    PATH,
    hybrid(world, 'Manage Servers', (call) => create(world, call)),
  );
  app.get(
    `${PATH}/:id`,
    hybrid(world, 'Read Servers', (call) => data(viewCluster(world.state, at(call)))),
  );
  app.patch(
    `${PATH}/:id`,
    hybrid(world, 'Manage Servers', (call) => rename(world, call, at(call))),
  );
  app.delete(
    `${PATH}/:id`,
    hybrid(world, 'Manage Servers', (call) => remove(world, call, at(call))),
  );
  app.post(
    `${PATH}/:id/servers`,
    hybrid(world, 'Manage Servers', (call) => join(world, call, at(call))),
  );
  const memberPath = `${PATH}/:id/servers/:serverId`;
  app.delete(
    memberPath,
    hybrid(world, 'Manage Servers', (call) => leave(world, call, at(call), member(call))),
  );
}

function create(world: World, call: Call): Answer {
  const body = bodyOf(world, call.request);
  const name = readName(world, body.name, NAME_RULES.target);
  // A documentation example writes the flag as a string.
  const multicastEnabled = readBoolean(body.multicastEnabled);
  if (multicastEnabled === undefined) throw invalid(world, 'multicastEnabled must be true or false');
  const nodes = readNodes(world, call, body.servers, multicastEnabled);
  const environmentId = call.environment.id;
  refuseDuplicate(world, world.state.clusters.values(), { name, environmentId });
  refuseFull(world, call);
  const joining = nodes.map((node) => node.server);
  const refusal = refuseClusterJoin(world, multicastEnabled, { present: [], joining });
  if (refusal) throw refusal;
  const now = world.now();
  const id = nextId(world.state.ids, 'target');
  const cluster = { id, environmentId, name, multicastEnabled, timeCreated: now, timeUpdated: now };
  world.state.clusters.set(id, cluster);
  for (const node of nodes) seat(world, cluster, node);
  return data(viewCluster(world.state, cluster), world.state.switches.createStatus);
}

/** Founding members join together: nobody restarts for anybody. */
function seat(world: World, cluster: ClusterRow, node: Node): void {
  const serverIp = node.serverIp === undefined ? {} : { serverIp: node.serverIp };
  const order = nextOrder(world.state.ids);
  node.server.membership = { of: 'CLUSTER', id: cluster.id, order, ...serverIp };
  node.server.timeUpdated = world.now();
}

function readNodes(world: World, call: Call, value: unknown, multicast: boolean): Node[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid(world, 'A cluster needs at least one server');
  const nodes = value.map((entry) => readNode(world, call, entry, multicast));
  if (new Set(nodes.map((node) => node.server)).size < nodes.length) {
    throw invalid(world, 'servers names a server twice');
  }
  return nodes;
}

/** Reference: serverIp is required in a unicast cluster and not needed in a multicast one. */
function readNode(world: World, call: Call, entry: unknown, multicast: boolean): Node {
  if (!isObject(entry)) throw invalid(world, 'Each server must be an object with a serverId');
  const server = serverNamed(world, call, entry.serverId);
  const ip = entry.serverIp;
  if (typeof ip === 'string' && ip !== '') return { server, serverIp: ip };
  if (!multicast) throw invalid(world, `Server ${server.name} needs a serverIp in a unicast cluster`);
  return { server };
}

function rename(world: World, call: Call, cluster: ClusterRow): Answer {
  const name = readName(world, bodyOf(world, call.request).name, NAME_RULES.target);
  const { environmentId } = cluster;
  refuseDuplicate(world, world.state.clusters.values(), { name, environmentId }, cluster.id);
  cluster.name = name;
  cluster.timeUpdated = world.now();
  return data(viewCluster(world.state, cluster), world.state.switches.renameStatus);
}

function remove(world: World, call: Call, cluster: ClusterRow): Answer {
  refuseInUse(world, cluster);
  removeLater(world, 'cluster', cluster, call.cause);
  return empty(world.state.switches.deleteStatus);
}

function join(world: World, call: Call, cluster: ClusterRow): Answer {
  refuseDeleting(world, cluster);
  const node = readNode(world, call, bodyOf(world, call.request), cluster.multicastEnabled);
  const present = membersOf(world.state, cluster.id);
  const refusal = refuseClusterJoin(world, cluster.multicastEnabled, { present, joining: [node.server] });
  if (refusal) throw refusal;
  joinCluster(world, cluster, node, call.cause);
  return data(viewCluster(world.state, cluster), world.state.switches.joinStatus);
}

/** Reference: the last server's removal is refused with a body; a normal one answers with an empty one. */
function leave(world: World, call: Call, cluster: ClusterRow, server: ServerRow): Answer {
  if (server.membership?.id !== cluster.id) throw notFound(`Server ${server.name} in ${cluster.name}`);
  if (membersOf(world.state, cluster.id).length === 1) {
    throw invalid(world, `Server ${server.name} is the last of ${cluster.name}: delete the cluster instead`);
  }
  leaveCluster(world, cluster, server, call.cause);
  return empty(world.state.switches.leaveStatus);
}
