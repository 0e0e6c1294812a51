/** A server that leaves a group, or whose group is deleted, keeps the group's applications as its own. */
import { nextId } from '../world/ids.ts';
import type { ApplicationRow, ServerRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { currentRows, resumeRow } from './deployments.ts';

export function leaveCopy(world: World, original: ApplicationRow, server: ServerRow, cause: number): void {
  const now = world.now();
  const discovered = world.state.switches.copiesDiscovered;
  const copy: ApplicationRow = {
    ...original,
    id: nextId(world.state.ids, 'application'),
    targetId: server.id,
    timeCreated: now,
    timeUpdated: now,
    serverArtifacts: currentRows(original)
      .filter((row) => row.serverId === server.id)
      .map((row) => ({ ...row, discovered })),
    missedBy: [],
  };
  world.state.applications.set(copy.id, copy);
  takeRowsOff(original, server.id);
  world.effect(cause, 'app-copy', `Application/${copy.name}@server:${server.name}`);
  for (const row of copy.serverArtifacts) {
    if (row.desiredStatus === 'UPDATED' || row.reported === 'STARTING' || row.reported === 'STOPPING') {
      resumeRow(world, copy, row, cause);
    }
  }
}

export function takeRowsOff(application: ApplicationRow, serverId: number): void {
  application.serverArtifacts = application.serverArtifacts.filter((row) => row.serverId !== serverId);
  application.missedBy = application.missedBy.filter((id) => id !== serverId);
}
