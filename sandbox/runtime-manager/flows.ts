/** Flows of an application, as far as one public script shows them: one flow each, started and stopped. */
import type { FastifyInstance } from 'fastify';
import { data, notFound } from '../http/answer.ts';
import { isObject } from '../http/read-input.ts';
import { type Call, hybrid } from '../http/scope.ts';
import type { ApplicationRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { reportedStatus } from './application-view.ts';
import { rowAt } from './find.ts';

export function flowRoutes(app: FastifyInstance, world: World): void {
  const at = (call: Call): ApplicationRow => rowAt(world, world.state.applications, call, 'Application');
  const path = '/hybrid/api/v1/applications/:id/flows';
  app.get(
    path,
    hybrid(world, 'Read Applications', (call) => data([viewFlow(world, at(call))])),
  );
  app.patch(
    `${path}/:flowId`,
    hybrid(world, 'Create Applications', (call) => {
      const flow = viewFlow(world, at(call));
      const { params, body } = call.request;
      if (isObject(params) && params.flowId === flow.id) return data(Array.isArray(body) ? body : [flow]);
      throw notFound('Flow');
    }),
  );
}

interface FlowView {
  readonly id: string;
  readonly name: string;
  readonly desiredStatus: string;
  readonly lastReportedStatus: string;
}

function viewFlow(world: World, application: ApplicationRow): FlowView {
  const reported = reportedStatus(world.state, application);
  return {
    id: `${application.name}-main`,
    name: `${application.name}-main`,
    desiredStatus: application.goal,
    lastReportedStatus: reported,
  };
}
