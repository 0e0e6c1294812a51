import type { FastifyInstance } from 'fastify';
import { refuseGroupJoin } from '../estate/join-rules.ts';
import { joinGroup, leaveGroup } from '../estate/membership.ts';
import { removeLater } from '../estate/removals.ts';
import { membersOf } from '../estate/target.ts';
import { type Answer, data, empty, invalid, notFound } from '../http/answer.ts';
import { bodyOf } from '../http/read-input.ts';
import { type Call, hybrid } from '../http/scope.ts';
import { nextId } from '../world/ids.ts';
import type { GroupRow, ServerRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { rowAt, rowsIn, serverNamed } from './find.ts';
import { NAME_RULES, readName, refuseDuplicate } from './names.ts';
import { viewGroup } from './server-view.ts';
import { refuseDeleting, refuseFull, refuseInUse } from './target-rules.ts';

const PATH = '/hybrid/api/v1/serverGroups';

export function serverGroupRoutes(app: FastifyInstance, world: World): void {
  const at = (call: Call): GroupRow => rowAt(world, world.state.groups, call, 'Server group');
  const list = (call: Call): Answer =>
    data(rowsIn(world.state.groups, call).map((group) => viewGroup(world.state, group)));
  const member = (call: Call): ServerRow => rowAt(world, world.state.servers, call, 'Server', 'serverId');
  app.get(PATH, hybrid(world, 'Read Servers', list));
  app.post(
    PATH,
    hybrid(world, 'Manage Servers', (call) => create(world, call)),
  );
  app.get(
    `${PATH}/:id`,
    hybrid(world, 'Read Servers', (call) => data(viewGroup(world.state, at(call)))),
  );
  app.patch(
    `${PATH}/:id`,
    hybrid(world, 'Manage Servers', (call) => rename(world, call, at(call))),
  );
  app.delete(
    `${PATH}/:id`,
    hybrid(world, 'Manage Servers', (call) => remove(world, call, at(call))),
  );
  // The server is in the path here; a cluster takes it in the body.
  const memberPath = `${PATH}/:id/servers/:serverId`;
  app.post(
    memberPath,
    hybrid(world, 'Manage Servers', (call) => join(world, call, at(call), member(call))),
  );
  app.delete(
    memberPath,
    hybrid(world, 'Manage Servers', (call) => leave(world, call, at(call), member(call))),
  );
}

function create(world: World, call: Call): Answer {
  const body = bodyOf(world, call.request);
  const name = readName(world, body.name, NAME_RULES.target);
  const ids = body.serverIds ?? [];
  if (!Array.isArray(ids)) throw invalid(world, 'serverIds must be a list');
  const joining = ids.map((id) => serverNamed(world, call, id));
  if (new Set(joining).size < joining.length) throw invalid(world, 'serverIds names a server twice');
  const environmentId = call.environment.id;
  refuseDuplicate(world, world.state.groups.values(), { name, environmentId });
  refuseFull(world, call);
  const refusal = refuseGroupJoin(world, { present: [], joining });
  if (refusal) throw refusal;
  const now = world.now();
  const group = {
    id: nextId(world.state.ids, 'target'),
    environmentId,
    name,
    timeCreated: now,
    timeUpdated: now,
  };
  world.state.groups.set(group.id, group);
  for (const server of joining) joinGroup(world, group, server, call.cause);
  return data(viewGroup(world.state, group), world.state.switches.createStatus);
}

function rename(world: World, call: Call, group: GroupRow): Answer {
  const name = readName(world, bodyOf(world, call.request).name, NAME_RULES.target);
  const { environmentId } = group;
  refuseDuplicate(world, world.state.groups.values(), { name, environmentId }, group.id);
  group.name = name;
  group.timeUpdated = world.now();
  return data(viewGroup(world.state, group), world.state.switches.renameStatus);
}

function remove(world: World, call: Call, group: GroupRow): Answer {
  refuseInUse(world, group);
  removeLater(world, 'group', group, call.cause);
  return empty(world.state.switches.deleteStatus);
}

function join(world: World, call: Call, group: GroupRow, server: ServerRow): Answer {
  refuseDeleting(world, group);
  const refusal = refuseGroupJoin(world, { present: membersOf(world.state, group.id), joining: [server] });
  if (refusal) throw refusal;
  joinGroup(world, group, server, call.cause);
  return data(viewGroup(world.state, group), world.state.switches.joinStatus);
}

/** Unlike a cluster, a group may lose its last server. */
function leave(world: World, call: Call, group: GroupRow, server: ServerRow): Answer {
  if (server.membership?.id !== group.id) throw notFound(`Server ${server.name} in ${group.name}`);
  leaveGroup(world, group, server, call.cause);
  return empty(world.state.switches.leaveStatus);
}
