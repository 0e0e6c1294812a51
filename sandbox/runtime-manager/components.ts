/** Agent components of a target. */
import type { FastifyInstance } from 'fastify';
import { findTarget } from '../estate/target.ts';
import { data, notFound } from '../http/answer.ts';
import { bodyOf, isObject, pathId } from '../http/read-input.ts';
import { type Call, hybrid } from '../http/scope.ts';
import type { ComponentRow } from '../world/state.ts';
import type { World } from '../world/world.ts';

const NAMES = [
  'mule.agent.tracking.service',
  'mule.agent.tracking.handler.analytics',
  'mule.agent.logging.service',
  'mule.agent.gw.http.service',
] as const;

export function componentRoutes(app: FastifyInstance, world: World): void {
  const path = '/hybrid/api/v1/targets/:targetId/components';
  app.get(
    path,
    hybrid(world, 'Read Servers', (call) => {
      const targetId = targetIdOf(world, call);
      return data(NAMES.map((_name, index) => viewComponent(componentRow(world, targetId, index + 1))));
    }),
  );
  app.get(
    `${path}/:id`,
    hybrid(world, 'Read Servers', (call) => data(viewComponent(componentAt(world, call)))),
  );
  app.patch(
    `${path}/:id`,
    hybrid(world, 'Manage Servers', (call) => {
      const row = componentAt(world, call);
      const { enabled, configuration } = bodyOf(world, call.request);
      if (typeof enabled === 'boolean') row.enabled = enabled;
      if (isObject(configuration)) row.configuration = configuration;
      world.state.components = [...world.state.components.filter((other) => other !== row), row];
      return data(viewComponent(row));
    }),
  );
}

function targetIdOf(world: World, call: Call): number {
  const id = pathId(world, call.request, 'targetId');
  const target = findTarget(world.state, id);
  if (target?.row.environmentId !== call.environment.id) throw notFound(`Target ${id}`);
  return id;
}

function componentAt(world: World, call: Call): ComponentRow {
  const id = pathId(world, call.request);
  if (NAMES[id - 1] === undefined) throw notFound(`Component ${id}`);
  return componentRow(world, targetIdOf(world, call), id);
}

/** Only changed ones are remembered. */
function componentRow(world: World, targetId: number, componentId: number): ComponentRow {
  const known = world.state.components.find(
    (row) => row.targetId === targetId && row.componentId === componentId,
  );
  return known ?? { targetId, componentId, enabled: false, configuration: {} };
}

function viewComponent({ componentId: id, enabled, configuration }: ComponentRow): object {
  return { component: { id, name: NAMES[id - 1] }, enabled, configuration };
}
