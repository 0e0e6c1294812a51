/** What is gone when an accepted DELETE takes hold, and what it leaves behind. */
import type { ApplicationRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { dropAlerts } from './alerts.ts';
import { leaveCopy } from './copies.ts';
import { isRunning } from './deployments.ts';
import { releaseBytes } from './release-bytes.ts';
import { restart } from './restarts.ts';
import { applicationsOf, membersOf, subjectOf } from './target.ts';

/** Reference: deletes are asynchronous; the row goes on answering until `deleteMs` have passed. */
export function removeLater(
  world: World,
  of: 'application' | 'server' | 'group' | 'cluster',
  row: { readonly id: number; deleting?: true },
  cause: number,
): void {
  if (row.deleting) return;
  row.deleting = true;
  world.schedule(world.state.switches.deleteMs, cause, { type: 'remove', of, id: row.id });
}

export function removeApplication(world: World, id: number, cause: number): void {
  const application = world.state.applications.get(id);
  if (!application) return;
  if (isRunning(application)) world.effect(cause, 'app-stop', subjectOf(world.state, application));
  forget(world, application);
}

function forget(world: World, application: ApplicationRow): void {
  world.state.applications.delete(application.id);
  void releaseBytes(world, application.artifact.source);
}

/** Its applications vanish from the service with it; the Mule process itself keeps running. */
export function removeServer(world: World, id: number): void {
  for (const application of applicationsOf(world.state, id)) forget(world, application);
  for (const application of world.state.applications.values()) {
    application.serverArtifacts = application.serverArtifacts.filter((row) => row.serverId !== id);
    application.missedBy = application.missedBy.filter((missed) => missed !== id);
  }
  world.state.servers.delete(id);
}

/** Reference: members stay registered and keep a copy of each of the group's applications. */
export function removeGroup(world: World, id: number, cause: number): void {
  const members = membersOf(world.state, id);
  for (const application of applicationsOf(world.state, id)) {
    if (!application.deleting) for (const member of members) leaveCopy(world, application, member, cause);
    forget(world, application);
  }
  for (const member of members) delete member.membership;
  dropAlerts(world, id, `ServerGroup/${world.state.groups.get(id)?.name ?? id}`, cause);
  world.state.groups.delete(id);
}

/** Reference: members stay registered, restart, and lose the cluster's applications. */
export function removeCluster(world: World, id: number, cause: number): void {
  for (const application of applicationsOf(world.state, id)) removeApplication(world, application.id, cause);
  for (const member of membersOf(world.state, id)) {
    delete member.membership;
    restart(world, member, cause);
  }
  if (world.state.switches.clusterDeleteRemovesAlerts) {
    dropAlerts(world, id, `Cluster/${world.state.clusters.get(id)?.name ?? id}`, cause);
  }
  world.state.clusters.delete(id);
}
