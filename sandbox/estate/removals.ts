/** What is gone when an accepted DELETE takes hold, and what it leaves behind. Effects are noted when accepted. */
import type { ApplicationRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { leaveCopy } from './copies.ts';
import { restart } from './restarts.ts';
import { applicationsOf, membersOf } from './target.ts';

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

export function removeApplication(world: World, id: number): void {
  const application = world.state.applications.get(id);
  if (!application) return;
  world.state.applications.delete(id);
  discardUnused(world, application);
}

/** Its applications vanish from the service with it; the Mule process itself keeps running. */
export function removeServer(world: World, id: number): void {
  for (const application of applicationsOf(world.state, id)) removeApplication(world, application.id);
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
    if (!application.deleting) for (const member of members) leaveCopy(world, application, member);
    removeApplication(world, application.id);
  }
  for (const member of members) delete member.membership;
  world.state.groups.delete(id);
  dropAlerts(world, id, cause, 'ServerGroup');
}

/** Reference: members stay registered, restart, and lose the cluster's applications. */
export function removeCluster(world: World, id: number, cause: number): void {
  for (const application of applicationsOf(world.state, id)) removeApplication(world, application.id);
  for (const member of membersOf(world.state, id)) {
    delete member.membership;
    restart(world, member, cause);
  }
  world.state.clusters.delete(id);
}

function dropAlerts(_world: World, _id: number, _cause: number, _kind: string): void {}

/** Copies share their original's bytes. */
function discardUnused(world: World, application: ApplicationRow): void {
  const { source } = application.artifact;
  if (source.kind !== 'file') return;
  for (const other of world.state.applications.values()) {
    if (other.artifact.source.kind === 'file' && other.artifact.source.name === source.name) return;
  }
  void world.artifacts.discard(source);
}
