/** Joining and leaving, with what each does to applications and to the other members. */
import { nextOrder } from '../world/ids.ts';
import type { ClusterRow, GroupRow, ServerRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { leaveCopy, takeRowsOff } from './copies.ts';
import { deployTo, isRunning } from './deployments.ts';
import { restart } from './restarts.ts';
import { applicationsOf, membersOf, subjectOf } from './target.ts';

/** Reference: on join, every application of the group is deployed to the new member. */
export function joinGroup(world: World, group: GroupRow, server: ServerRow, cause: number): void {
  server.membership = { of: 'SERVER_GROUP', id: group.id, order: nextOrder(world.state.ids) };
  bringApplications(world, group.id, server, cause);
  touch(world, group, server);
}

/** Reference: the server keeps running the applications it had. */
export function leaveGroup(world: World, group: GroupRow, server: ServerRow, cause: number): void {
  for (const application of applicationsOf(world.state, group.id)) {
    if (application.deleting) takeRowsOff(application, server.id);
    else leaveCopy(world, application, server, cause);
  }
  delete server.membership;
  touch(world, group, server);
}

export interface Node {
  readonly server: ServerRow;
  readonly serverIp?: string;
}

export function joinCluster(world: World, cluster: ClusterRow, node: Node, cause: number): void {
  disturb(world, cluster, node.server, cause);
  const order = nextOrder(world.state.ids);
  const serverIp = node.serverIp === undefined ? {} : { serverIp: node.serverIp };
  node.server.membership = { of: 'CLUSTER', id: cluster.id, order, ...serverIp };
  bringApplications(world, cluster.id, node.server, cause);
  touch(world, cluster, node.server);
}

/** A leaving node loses the cluster's applications. */
export function leaveCluster(world: World, cluster: ClusterRow, server: ServerRow, cause: number): void {
  for (const application of applicationsOf(world.state, cluster.id)) {
    if (cluster.multicastEnabled && isRunning(application)) {
      world.effect(cause, 'app-stop', subjectOf(world.state, application));
    }
    takeRowsOff(application, server.id);
  }
  delete server.membership;
  disturb(world, cluster, server, cause);
  touch(world, cluster, server);
}

/** Reference: adding a node to a unicast cluster, or removing one, restarts the existing nodes. */
function disturb(world: World, cluster: ClusterRow, changing: ServerRow, cause: number): void {
  if (cluster.multicastEnabled) return;
  const others = membersOf(world.state, cluster.id).filter((member) => member.id !== changing.id);
  if (others.length === 0) return;
  for (const application of applicationsOf(world.state, cluster.id)) {
    if (isRunning(application)) world.effect(cause, 'app-restart', subjectOf(world.state, application));
  }
  for (const member of others) restart(world, member, cause);
}

function bringApplications(world: World, targetId: number, server: ServerRow, cause: number): void {
  for (const application of applicationsOf(world.state, targetId)) {
    if (!application.deleting) deployTo(world, application, server, cause);
  }
}

function touch(world: World, target: GroupRow, server: ServerRow): void {
  target.timeUpdated = world.now();
  server.timeUpdated = world.now();
}
