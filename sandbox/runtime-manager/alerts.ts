import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, data, empty, invalid, notFound } from '../http/answer.ts';
import { bodyOf, isObject, queryOf, readInteger } from '../http/read-input.ts';
import { type Call, hybrid } from '../http/scope.ts';
import { namedUuid, nextOrder } from '../world/ids.ts';
import type { AlertRow } from '../world/state.ts';
import type { World } from '../world/world.ts';

const PATH = '/hybrid/api/v1/alerts';

export function alertRoutes(app: FastifyInstance, world: World): void {
  app.get(
    PATH,
    hybrid(world, 'Read Servers', (call) => list(world, call)),
  );
  app.post(
    PATH,
    hybrid(world, 'Manage Servers', (call) => create(world, call)),
  );
  app.get(
    `${PATH}/:id`,
    hybrid(world, 'Read Servers', (call) => data(viewAlert(alertAt(world, call)))),
  );
  app.patch(
    `${PATH}/:id`,
    hybrid(world, 'Manage Servers', (call) => update(world, call)),
  );
  // That alerts can be deleted is a guess of the reference's.
  app.delete(
    `${PATH}/:id`,
    hybrid(world, 'Manage Servers', (call) => remove(world, call)),
  );
}

function list(world: World, call: Call): Answer {
  const rows = world.state.alerts.filter((row) => row.environmentId === call.environment.id);
  const { limit, offset } = queryOf(call.request);
  const start = readInteger(offset) ?? 0;
  return data(rows.slice(start, start + (readInteger(limit) ?? rows.length)).map(viewAlert));
}

function create(world: World, call: Call): Answer {
  const body = bodyOf(world, call.request);
  if (typeof body.name !== 'string' || !isObject(body.condition))
    throw invalid(world, 'name and condition are required');
  const { state } = world;
  const id = namedUuid(state.seed, 'made-alert', String(nextOrder(state.ids)));
  const alert: AlertRow = { id, environmentId: call.environment.id, createdAt: world.now(), body };
  state.alerts.push(alert);
  return data(viewAlert(alert), state.switches.createStatus);
}

function update(world: World, call: Call): Answer {
  const alert = alertAt(world, call);
  alert.body = { ...alert.body, ...bodyOf(world, call.request) };
  return data(viewAlert(alert));
}

function remove(world: World, call: Call): Answer {
  const alert = alertAt(world, call);
  world.state.alerts = world.state.alerts.filter((row) => row !== alert);
  return empty(world.state.switches.deleteStatus);
}

function alertAt(world: World, call: Call): AlertRow {
  const id = idOf(call.request);
  const alert = world.state.alerts.find((row) => row.id === id && row.environmentId === call.environment.id);
  if (!alert) throw notFound(`Alert ${id}`);
  return alert;
}

function idOf(request: FastifyRequest): string {
  return isObject(request.params) ? String(request.params.id) : '';
}

function viewAlert(alert: AlertRow): object {
  return { id: alert.id, createdAt: alert.createdAt, productName: 'Runtime Manager', ...alert.body };
}
