/** Flows of an application, as far as one public script shows them: one flow each, started and stopped. */
import type { FastifyInstance } from 'fastify';
import { data, invalid, notFound } from '../http/answer.ts';
import { isObject } from '../http/read-input.ts';
import { type Call, hybrid } from '../http/scope.ts';
import type { ApplicationRow, RunStatus } from '../world/state.ts';
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
      const application = at(call);
      const { params } = call.request;
      const { id } = viewFlow(world, application);
      if (!isObject(params) || params.flowId !== id) throw notFound('Flow');
      application.flowGoal = readGoal(world, call.request.body, id);
      return data([viewFlow(world, application)]);
    }),
  );
}

/** `[{ id, desiredStatus }]`; the last one counts. */
function readGoal(world: World, body: unknown, id: string): RunStatus {
  const items: readonly unknown[] = Array.isArray(body) ? body : [];
  const goals = items.map((item) => {
    const { id: named, desiredStatus } = isObject(item) ? item : {};
    if (typeof named !== 'string' || (desiredStatus !== 'STARTED' && desiredStatus !== 'STOPPED')) {
      throw invalid(world, 'Each flow needs an id and a desiredStatus, STARTED or STOPPED');
    }
    if (named !== id) throw notFound(`Flow ${named}`);
    return desiredStatus;
  });
  const goal = goals.at(-1);
  if (goal === undefined) throw invalid(world, 'A list of flows is required');
  return goal;
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
    desiredStatus: application.flowGoal ?? application.goal,
    // A flow runs at most as long as its application does.
    lastReportedStatus: reported === 'STARTED' ? (application.flowGoal ?? reported) : reported,
  };
}
