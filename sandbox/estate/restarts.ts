/** A restarting server is disconnected for `restartMs`; then its applications report STARTING and STARTED again. */
import type { ServerRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { resume } from './deployments.ts';

export function restart(world: World, server: ServerRow, cause: number): void {
  if (server.status !== 'RUNNING') return;
  world.effect(cause, 'server-restart', `Server/${server.name}`);
  server.status = 'DISCONNECTED';
  server.timeUpdated = world.now();
  world.schedule(world.state.switches.restartMs, cause, { type: 'server-up', serverId: server.id });
}

export function comeUp(world: World, serverId: number, cause: number): void {
  const server = world.state.servers.get(serverId);
  if (!server || server.status === 'RUNNING') return;
  server.status = 'RUNNING';
  server.timeUpdated = world.now();
  resume(world, server, cause);
}

/** An agent's connection as seen from outside: a first connect also tells its version. */
export function setStatus(world: World, server: ServerRow, status: ServerRow['status'], cause: number): void {
  world.state.pending = world.state.pending.filter(
    (work) => !(work.type === 'server-up' && work.serverId === server.id),
  );
  if (status === 'RUNNING') {
    server.agentVersion ??= '2.5.4';
    comeUp(world, server.id, cause);
    return;
  }
  server.status = status;
  server.timeUpdated = world.now();
}
