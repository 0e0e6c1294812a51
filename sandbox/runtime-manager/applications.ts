import type { FastifyInstance } from 'fastify';
import { deployTo } from '../estate/deployments.ts';
import { releaseBytes } from '../estate/release-bytes.ts';
import { removeLater } from '../estate/removals.ts';
import { settle } from '../estate/settle.ts';
import { serversOf } from '../estate/target.ts';
import { type Answer, data, empty, invalid, notFound } from '../http/answer.ts';
import { pathId, queryOf, readInteger } from '../http/read-input.ts';
import { type Call, hybrid } from '../http/scope.ts';
import { nextId } from '../world/ids.ts';
import type { ApplicationRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { type ApplicationInput, makeArtifact, readApplication } from './application-input.ts';
import { readTarget, refuseSameName, refuseUnreachable } from './application-rules.ts';
import { updateApplication, updateFromSource } from './application-update.ts';
import { viewApplication, viewApplications } from './application-view.ts';
import { findIn, rowAt, rowsIn } from './find.ts';
import { NAME_RULES, readName } from './names.ts';

const PATH = '/hybrid/api/v1/applications';

export function applicationRoutes(app: FastifyInstance, world: World): void {
  const at = (call: Call): ApplicationRow => rowAt(world, world.state.applications, call, 'Application');
  const show = (call: Call): Answer => data(viewApplication(world.state, at(call), world.now()));
  app.get(
    PATH,
    hybrid(world, 'Read Applications', (call) => listApplications(world, call)),
  );
  app.post(
    PATH,
    hybrid(world, 'Create Applications', (call) => create(world, call)),
  );
  app.get(`${PATH}/:id`, hybrid(world, 'Read Applications', show));
  app.patch(
    `${PATH}/:id`,
    hybrid(world, 'Create Applications', (call) => updateApplication({ world, call, application: at(call) })),
  );
  app.patch(
    `${PATH}/:id/artifact`,
    hybrid(world, 'Create Applications', (call) => updateFromSource({ world, call, application: at(call) })),
  );
  app.get(
    `${PATH}/:id/artifact`,
    hybrid(world, 'Read Applications', (call) => download(world, at(call))),
  );
  app.delete(
    `${PATH}/:id`,
    hybrid(world, 'Create Applications', (call) => remove(world, call)),
  );
}

/** Reference: `targetId` filters; `limit`, `offset` and `sort` are honoured when present; no paging otherwise. */
function listApplications(world: World, call: Call): Answer {
  const { switches } = world.state;
  const query = queryOf(call.request);
  const targetId = readInteger(query.targetId);
  if (query.targetId !== undefined && targetId === undefined) throw invalid(world, 'targetId must be one id');
  let rows = rowsIn(world.state.applications, call);
  if (targetId !== undefined) rows = rows.filter((row) => row.targetId === targetId);
  if (query.sort === 'timeCreated') rows.sort((a, b) => a.timeCreated - b.timeCreated);
  const asked = switches.applicationPaging ? readInteger(query.limit) : undefined;
  const offset = (switches.applicationPaging ? readInteger(query.offset) : undefined) ?? 0;
  const limit = asked ?? (switches.applicationDefaultLimit || rows.length);
  const page = rows.slice(offset, offset + limit);
  return data(viewApplications(world.state, page, world.now()));
}

async function create(world: World, call: Call): Promise<Answer> {
  const input = await readApplication(world, call);
  settle(world);
  try {
    const application = place(world, call, input);
    return data(viewApplication(world.state, application, world.now()), 202);
  } catch (refusal) {
    await releaseBytes(world, input.artifact.source);
    throw refusal;
  }
}

function place(world: World, call: Call, input: ApplicationInput): ApplicationRow {
  const name = readName(world, input.name, NAME_RULES.application);
  const target = readTarget(world, call, input.targetId);
  refuseSameName(world, name, target);
  refuseUnreachable(world, target);
  const now = world.now();
  const application: ApplicationRow = {
    id: nextId(world.state.ids, 'application'),
    environmentId: call.environment.id,
    name,
    targetId: target.row.id,
    timeCreated: now,
    timeUpdated: now,
    goal: 'STARTED',
    artifact: makeArtifact(world, name, input.artifact),
    ...(input.configuration ? { configuration: input.configuration } : {}),
    serverArtifacts: [],
    missedBy: [],
  };
  world.state.applications.set(application.id, application);
  for (const server of serversOf(world.state, target)) deployTo(world, application, server, call.cause);
  return application;
}

function download(world: World, application: ApplicationRow): Answer {
  const body = world.artifacts.read(application.artifact.source);
  if (!body) throw notFound(`The artifact of ${application.name}`);
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': dispositionOf(application.artifact.fileName),
  };
  return { status: 200, body, headers };
}

/** RFC 6266: a name that is not plain ASCII goes beside one that is. */
function dispositionOf(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["\\]/g, '\\$&');
  const fallback = `attachment; filename="${plain}"`;
  if (plain === fileName) return fallback;
  const wellFormed = Buffer.from(fileName).toString();
  const encoded = encodeURIComponent(wellFormed).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${fallback}; filename*=UTF-8''${encoded}`;
}

/** Reference: always No Content, whether the application existed or not. */
function remove(world: World, call: Call): Answer {
  const application = findIn(world.state.applications, call, pathId(world, call.request));
  if (application) removeLater(world, 'application', application, call.cause);
  return empty(204);
}
