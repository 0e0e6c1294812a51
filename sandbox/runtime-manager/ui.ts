/** The web UI's aggregates, and the official CLI's telemetry. */
import type { FastifyInstance } from 'fastify';
import { applicationsOf, serversOf, statusOf, type Target } from '../estate/target.ts';
import { type Answer, data } from '../http/answer.ts';
import { type Call, hybrid } from '../http/scope.ts';
import type { World } from '../world/world.ts';
import { reportedStatus, viewApplications } from './application-view.ts';
import { rowsIn } from './find.ts';
import { viewServer } from './server-view.ts';

export function uiRoutes(app: FastifyInstance, world: World): void {
  app.get(
    '/armui/api/v1/servers',
    hybrid(world, 'Read Servers', (call) => aggregate(world, call)),
  );
  app.get(
    '/armui/api/v1/applications',
    hybrid(world, 'Read Applications', (call) => {
      const rows = rowsIn(world.state.applications, call);
      return data(viewApplications(world.state, rows, world.now()));
    }),
  );
  for (const kind of ['event', 'error']) {
    app.post(`/cli/api/v1/analytics/${kind}`, async (_request, reply) => reply.code(200).send({}));
  }
}

/** Unlike the API's server list, this one hides members inside their group or cluster. */
function aggregate(world: World, call: Call): Answer {
  const { servers, groups, clusters } = world.state;
  const targets: Target[] = [
    ...rowsIn(servers, call)
      .filter((row) => !row.membership)
      .map((row): Target => ({ type: 'SERVER', row })),
    ...rowsIn(groups, call).map((row): Target => ({ type: 'SERVER_GROUP', row })),
    ...rowsIn(clusters, call).map((row): Target => ({ type: 'CLUSTER', row })),
  ];
  return data(targets.map((target) => viewLine(world, target)));
}

function viewLine(world: World, target: Target): object {
  const { state } = world;
  return {
    id: target.row.id,
    name: target.row.name,
    type: target.type,
    status: statusOf(state, target),
    details: { servers: serversOf(state, target).map((server) => viewServer(state, server)) },
    deployments: applicationsOf(state, target.row.id).map((application) => ({
      id: application.id,
      name: application.name,
      lastReportedStatus: reportedStatus(state, application),
    })),
  };
}
