/** What the service refuses for applications. Where the reference is silent, a switch decides. */
import { findTarget, serversOf, type Target } from '../estate/target.ts';
import { conflict, invalid, notFound } from '../http/answer.ts';
import { readInteger } from '../http/read-input.ts';
import type { Call } from '../http/scope.ts';
import type { ApplicationRow } from '../world/state.ts';
import type { World } from '../world/world.ts';

export function readTarget(world: World, call: Call, value: unknown): Target {
  const id = readInteger(value);
  if (id === undefined) throw invalid(world, 'targetId must be the id of a server, group or cluster');
  const target = findTarget(world.state, id);
  if (!target || target.row.environmentId !== call.environment.id) throw notFound(`Target ${id}`);
  if (target.row.deleting) throw conflict(world, `${target.row.name} is being deleted`);
  return target;
}

/** RM unknown 9: a duplicate on the same target, and one on a target that shares servers with it. */
export function refuseSameName(world: World, name: string, target: Target): void {
  const { applications, switches } = world.state;
  const servers = new Set(serversOf(world.state, target).map((server) => server.id));
  for (const other of applications.values()) {
    if (other.name !== name) continue;
    const same = other.targetId === target.row.id;
    const choice = same ? switches.duplicateApplication : switches.overlappingApplication;
    const shared = same || serverIdsOf(world, other).some((id) => servers.has(id));
    if (shared && choice === 'refuse')
      throw conflict(world, `Application ${name} already exists on this target`);
  }
}

function serverIdsOf(world: World, application: ApplicationRow): number[] {
  const target = findTarget(world.state, application.targetId);
  return target ? serversOf(world.state, target).map((server) => server.id) : [];
}

/** RM unknown 13. */
export function refuseUnreachable(world: World, target: Target): void {
  const servers = serversOf(world.state, target);
  const { unreachableTarget, emptyTarget } = world.state.switches;
  if (servers.length === 0 && emptyTarget === 'refuse')
    throw invalid(world, `${target.row.name} has no servers`);
  const reachable = servers.length === 0 || servers.some((server) => server.status === 'RUNNING');
  if (!reachable && unreachableTarget === 'refuse') {
    throw conflict(world, `${target.row.name} is not connected`);
  }
}

/**
 * Reference: while a member of a group is unreachable one update is allowed; further ones are refused until it
 * reconnects or is removed.
 */
export function noteMissedUpdate(world: World, application: ApplicationRow): void {
  const target = findTarget(world.state, application.targetId);
  if (target?.type !== 'SERVER_GROUP') return;
  const away = serversOf(world.state, target).filter((server) => server.status === 'DISCONNECTED');
  const missed = away.find((server) => application.missedBy.includes(server.id));
  if (missed) {
    throw conflict(
      world,
      `Server ${missed.name} is unreachable and has missed an update of ${application.name}`,
    );
  }
  application.missedBy = away.map((server) => server.id);
}
