import type { FastifyInstance } from 'fastify';
import { removeLater } from '../estate/removals.ts';
import { restart, setStatus } from '../estate/restarts.ts';
import { applicationsOf, subjectOf } from '../estate/target.ts';
import { type Answer, conflict, data, empty } from '../http/answer.ts';
import { bodyOf } from '../http/read-input.ts';
import { type Call, hybrid } from '../http/scope.ts';
import type { ApplicationRow, ServerRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { rowAt, rowsIn } from './find.ts';
import { NAME_RULES, readName, refuseDuplicate } from './names.ts';
import { viewServer } from './server-view.ts';

const PATH = '/hybrid/api/v1/servers';

export function serverRoutes(app: FastifyInstance, world: World): void {
  const at = (call: Call): ServerRow => rowAt(world, world.state.servers, call, 'Server');
  // Members of groups and clusters are in the list, too.
  app.get(
    PATH,
    hybrid(world, 'Read Servers', (call) => listServers(world, call)),
  );
  app.get(
    `${PATH}/:id`,
    hybrid(world, 'Read Servers', (call) => data(viewServer(world.state, at(call)))),
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
    `${PATH}/:id/restart`,
    hybrid(world, 'Manage Servers', (call) => restartNow(world, call, at(call))),
  );
  app.post(
    `${PATH}/:id/shutdown`,
    hybrid(world, 'Manage Servers', (call) => shutDown(world, call, at(call))),
  );
}

function listServers(world: World, call: Call): Answer {
  return data(rowsIn(world.state.servers, call).map((server) => viewServer(world.state, server)));
}

function rename(world: World, call: Call, server: ServerRow): Answer {
  const name = readName(world, bodyOf(world, call.request).name, NAME_RULES.server);
  if (world.state.switches.serverNamesUnique) {
    const { environmentId } = server;
    refuseDuplicate(world, world.state.servers.values(), { name, environmentId }, server.id);
  }
  server.name = name;
  server.timeUpdated = world.now();
  return data(viewServer(world.state, server), world.state.switches.renameStatus);
}

function remove(world: World, call: Call, server: ServerRow): Answer {
  const { switches } = world.state;
  if (server.membership && switches.deleteMemberServer === 'refuse') {
    throw conflict(world, `Server ${server.name} belongs to a group or cluster`);
  }
  const holds = applicationsOf(world.state, server.id).length > 0;
  if (holds && switches.deleteServerWithApplications === 'refuse') {
    throw conflict(world, `Server ${server.name} has applications deployed`);
  }
  if (!server.deleting) world.effect(call.cause, 'registration-loss', `Server/${server.name}`);
  removeLater(world, 'server', server, call.cause);
  return empty(switches.deleteStatus);
}

function restartNow(world: World, call: Call, server: ServerRow): Answer {
  for (const application of runningOn(world, server)) {
    world.effect(call.cause, 'app-restart', subjectOf(world.state, application));
  }
  restart(world, server, call.cause);
  return data(viewServer(world.state, server), world.state.switches.serverActionStatus);
}

/** Reference: after a shutdown the server cannot be started again from here. */
function shutDown(world: World, call: Call, server: ServerRow): Answer {
  for (const application of runningOn(world, server)) {
    world.effect(call.cause, 'app-stop', subjectOf(world.state, application));
  }
  setStatus(world, server, 'DISCONNECTED', call.cause);
  return data(viewServer(world.state, server), world.state.switches.serverActionStatus);
}

function runningOn(world: World, server: ServerRow): ApplicationRow[] {
  if (server.status !== 'RUNNING') return [];
  return [...world.state.applications.values()].filter((application) =>
    application.serverArtifacts.some((row) => row.serverId === server.id && row.reported === 'STARTED'),
  );
}
