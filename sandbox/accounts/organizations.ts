import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, empty, notFound, ok, Refusal } from '../http/answer.ts';
import { bodyOf, isObject } from '../http/read-input.ts';
import { namedUuid } from '../world/ids.ts';
import type { EnvironmentRow, OrganizationRow, SessionRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { signedIn } from './guard.ts';
import {
  environmentsOf,
  organizationOf,
  viewEnvironment,
  viewHierarchy,
  viewOrganization,
  visibleFrom,
} from './views.ts';

const PATH = '/accounts/api/organizations';

export function organizationRoutes(app: FastifyInstance, world: World): void {
  app.get(
    PATH,
    signedIn(world, (_request, session) => {
      const visible = visibleFrom(world.state, organizationOf(world.state, session));
      return ok(visible.map((row) => viewOrganization(world.state, row)));
    }),
  );
  const at = (request: FastifyRequest, session: SessionRow) => organizationAt(world, request, session);
  app.get(
    `${PATH}/:org`,
    signedIn(world, (request, session) => ok(viewOrganization(world.state, at(request, session)))),
  );
  app.get(
    `${PATH}/:org/hierarchy`,
    signedIn(world, (request, session) => ok(viewHierarchy(world.state, at(request, session)))),
  );
  const list = `${PATH}/:org/environments`;
  app.get(
    list,
    signedIn(world, (request, session) => listEnvironments(world, at(request, session))),
  );
  app.post(
    list,
    signedIn(world, (request, session) => createEnvironment(world, request, at(request, session))),
  );
  const single = `${list}/:env`;
  app.get(
    single,
    signedIn(world, (request, session) => {
      return ok(viewEnvironment(world.state, environmentAt(world, request, at(request, session))));
    }),
  );
  app.put(
    single,
    signedIn(world, (request, session) => renameEnvironment(world, request, at(request, session))),
  );
  app.delete(
    single,
    signedIn(world, (request, session) => removeEnvironment(world, request, at(request, session))),
  );
}

function parameter(request: FastifyRequest, name: string): string {
  return isObject(request.params) ? String(request.params[name]) : '';
}

function organizationAt(world: World, request: FastifyRequest, session: SessionRow): OrganizationRow {
  const id = parameter(request, 'org');
  const visible = visibleFrom(world.state, organizationOf(world.state, session));
  const organization = visible.find((row) => row.id === id);
  if (!organization) throw notFound(`Organization ${id}`);
  return organization;
}

function environmentAt(world: World, request: FastifyRequest, organization: OrganizationRow): EnvironmentRow {
  const id = parameter(request, 'env');
  const environment = environmentsOf(world.state, organization.id).find((row) => row.id === id);
  if (!environment) throw notFound(`Environment ${id}`);
  return environment;
}

/** The one list of the two services that has a total. */
function listEnvironments(world: World, organization: OrganizationRow): Answer {
  const rows = environmentsOf(world.state, organization.id);
  return ok({ data: rows.map((row) => viewEnvironment(world.state, row)), total: rows.length });
}

const TYPES: readonly EnvironmentRow['type'][] = ['sandbox', 'production', 'design'];

function createEnvironment(world: World, request: FastifyRequest, organization: OrganizationRow): Answer {
  const body = bodyOf(world, request);
  const type = TYPES.find((known) => known === (body.type ?? 'sandbox'));
  const { name } = body;
  if (typeof name !== 'string' || name === '' || !type) throw new Refusal(400, 'name and type are required');
  const existing = environmentsOf(world.state, organization.id);
  if (existing.some((row) => row.name === name)) throw new Refusal(400, `Environment ${name} already exists`);
  const id = namedUuid(world.state.seed, 'environment', organization.id, name);
  const environment: EnvironmentRow = { id, name, organizationId: organization.id, type };
  world.state.environments.push(environment);
  return { status: 201, body: viewEnvironment(world.state, environment) };
}

function renameEnvironment(world: World, request: FastifyRequest, organization: OrganizationRow): Answer {
  const environment = environmentAt(world, request, organization);
  const { name } = bodyOf(world, request);
  if (typeof name !== 'string' || name === '') throw new Refusal(400, 'name is required');
  environment.name = name;
  return ok(viewEnvironment(world.state, environment));
}

function removeEnvironment(world: World, request: FastifyRequest, organization: OrganizationRow): Answer {
  const environment = environmentAt(world, request, organization);
  world.state.environments = world.state.environments.filter((row) => row !== environment);
  return empty(204);
}
