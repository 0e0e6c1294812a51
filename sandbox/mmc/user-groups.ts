/** `/usergroups` of the Mule Management Console. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { settle } from '../estate/settle.ts';
import { type Answer, ok } from '../http/answer.ts';
import { isObject } from '../http/read-input.ts';
import { entryOf } from '../http/request-log.ts';
import { send } from '../http/scope.ts';
import type { World } from '../world/world.ts';
import { ConsoleRefusal } from './console-errors.ts';
import { checkUser, type Right } from './console-users.ts';
import { PERMISSIONS } from './permissions.ts';
import { createGroup, deleteGroup, findGroup, updateGroup, type Writing } from './user-group-store.ts';
import { type Occasion, shuffle, viewUserGroup } from './user-group-view.ts';

type ConsoleHandler = (request: FastifyRequest, writing: Writing) => Answer;

export function userGroupRoutes(app: FastifyInstance, world: World): void {
  const path = `${world.state.console.context}/api/usergroups`;
  const on = (right: Right, handler: ConsoleHandler) => guarded(world, right, handler);
  app.get(
    path,
    on('read', (request) => list(world, request)),
  );
  app.post(
    path,
    on('write', (request, writing) => create(writing, request)),
  );
  // A group of this name would be unreachable: the two share a namespace.
  app.get(
    `${path}/permissions`,
    on('read', () => permissions(world)),
  );
  app.get(
    `${path}/:name`,
    on('read', (request) => single(world, request)),
  );
  app.put(
    `${path}/:name`,
    on('write', (request, writing) => update(writing, request)),
  );
  app.delete(
    `${path}/:name`,
    on('write', (request, writing) => remove(writing, request)),
  );
}

function guarded(world: World, right: Right, handler: ConsoleHandler) {
  const enter = async (request: FastifyRequest): Promise<void> => {
    settle(world);
    checkUser(world, request, right);
  };
  return {
    preParsing: enter,
    handler: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      await enter(request);
      return send(reply, handler(request, { world, cause: entryOf(request)?.n ?? 0 }));
    },
  };
}

function list(world: World, request: FastifyRequest): Answer {
  const { console, switches } = world.state;
  // The 3.3 and 3.4 editions document no list.
  if (!console.list) throw new ConsoleRefusal(switches.mmcListMissingStatus, 'Not found');
  const rows = console.userGroups.map((group) =>
    viewUserGroup(group, {
      occasion: 'list',
      base: baseOf(world, request),
      withPermissions: switches.mmcListPermissions,
    }),
  );
  switch (switches.mmcListShape) {
    case 'array':
      return ok(rows);
    case 'no-total':
      return ok({ data: rows });
    case 'envelope':
      // The documented sample says 5 and holds 4; `mmcTotalExtra` reproduces that.
      return ok({ total: rows.length + switches.mmcTotalExtra, data: rows });
  }
}

function permissions(world: World): Answer {
  const { mmcPermissionsShape, mmcPermissionsStatus } = world.state.switches;
  if (mmcPermissionsStatus >= 400)
    throw new ConsoleRefusal(mmcPermissionsStatus, 'Error while listing permissions');
  const names = shuffle(PERMISSIONS, 'permissions');
  if (mmcPermissionsShape === 'array') return ok(names);
  return ok(mmcPermissionsShape === 'data' ? { data: names } : { permissions: names });
}

function single(world: World, request: FastifyRequest): Answer {
  const name = nameOf(request);
  const group = findGroup(world, name);
  if (!group) throw new ConsoleRefusal(404, `Provided User Group name does not exist: ${name}`);
  const shown = show(world, request, name, 'single');
  return ok(world.state.switches.mmcSingleShape === 'bare' ? shown : { total: 1, data: [shown] });
}

function create(writing: Writing, request: FastifyRequest): Answer {
  const { world } = writing;
  const group = createGroup(writing, request.body);
  const { mmcCreateStatus: status, mmcCreateBody } = world.state.switches;
  return mmcCreateBody ? { status, body: show(world, request, group.name, 'create') } : { status };
}

function update(writing: Writing, request: FastifyRequest): Answer {
  const group = updateGroup(writing, nameOf(request), request.body);
  return ok(show(writing.world, request, group.name, 'update'));
}

/** The documented answer is the bare text "200 OK". */
function remove(writing: Writing, request: FastifyRequest): Answer {
  deleteGroup(writing, nameOf(request));
  return { status: 200, body: '200 OK', headers: { 'content-type': 'text/plain' } };
}

function show(world: World, request: FastifyRequest, name: string, occasion: Occasion): object {
  const group = findGroup(world, name) ?? { name, description: '', permissions: [] };
  return viewUserGroup(group, { occasion, base: baseOf(world, request), withPermissions: true });
}

function baseOf(world: World, request: FastifyRequest): string {
  return `${request.protocol}://${request.host}${world.state.console.context}`;
}

function nameOf(request: FastifyRequest): string {
  return isObject(request.params) ? String(request.params.name) : '';
}
