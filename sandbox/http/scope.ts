/**
 * The way into every call under /hybrid: a session, the organization and environment headers, the scopes. What comes
 * out says whose environment is meant; nothing behind it looks at a header again.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { organizationOf, visibleFrom } from '../accounts/views.ts';
import { settle } from '../estate/settle.ts';
import type { EnvironmentRow, SessionRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { type Answer, Refusal } from './answer.ts';
import { entryOf } from './request-log.ts';

export type ScopeName =
  | 'Read Servers'
  | 'Manage Servers'
  | 'Read Applications'
  | 'Create Applications'
  | 'Manage Application Data';

export interface Call {
  readonly request: FastifyRequest;
  readonly session: SessionRow;
  readonly environment: EnvironmentRow;
  /** The number of this request, for the effects it causes. */
  readonly cause: number;
}

export type HybridHandler = (call: Call) => Answer | Promise<Answer>;

/** Who calls is checked before the body is read, whatever that is, and once more when it has come in. */
export function hybrid(world: World, scope: ScopeName, handler: HybridHandler) {
  const enter = (request: FastifyRequest): Call => {
    settle(world);
    const session = findSession(world, request);
    if (!session) throw unauthorized(world);
    const environment = findEnvironment(world, request, session);
    checkScope(world, session, scope);
    return { request, session, environment, cause: entryOf(request)?.n ?? 0 };
  };
  return {
    preParsing: async (request: FastifyRequest): Promise<void> => {
      enter(request);
    },
    handler: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
      send(reply, await handler(enter(request))),
  };
}

export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.code(answer.status).headers({ ...answer.headers });
  return reply.send(answer.body);
}

/** The scheme's case does not matter: one official client writes `bearer`. */
export function bearerOf(request: FastifyRequest): string | undefined {
  const match = /^bearer\s+(.+)$/i.exec(request.headers.authorization ?? '');
  return match?.[1]?.trim();
}

export function findSession(world: World, request: FastifyRequest): SessionRow | undefined {
  const token = bearerOf(request);
  const session = world.state.sessions.find((candidate) => candidate.token === token);
  if (!session || (session.expiresAt !== null && session.expiresAt <= world.now())) return undefined;
  return session;
}

/** RM unknown 17: text or JSON. */
export function unauthorized(world: World): Refusal {
  return new Refusal(401, 'Unauthorized', world.state.switches.unauthorizedBody === 'text');
}

/** The environment of the headers, if the session's organization or a business group below it has it. */
export function findEnvironment(world: World, request: FastifyRequest, session: SessionRow): EnvironmentRow {
  const { switches, environments } = world.state;
  const organizationId = request.headers['x-anypnt-org-id'];
  const environmentId = request.headers['x-anypnt-env-id'];
  if (!organizationId || !environmentId) {
    throw new Refusal(switches.missingHeaderStatus, 'X-ANYPNT-ORG-ID and X-ANYPNT-ENV-ID are required');
  }
  const environment = environments.find((candidate) => candidate.id === environmentId);
  const visible = visibleFrom(world.state, organizationOf(world.state, session));
  const known = visible.some((organization) => organization.id === organizationId);
  if (!known || !environment || environment.organizationId !== organizationId) {
    const { wrongHeaderStatus: status, forbiddenBody } = switches;
    const plain = status === 403 && forbiddenBody === 'text';
    throw new Refusal(status, 'No access to this organization and environment', plain);
  }
  return environment;
}

/** Whether a session reaches an environment, whatever the headers say. */
export function canReach(world: World, session: SessionRow, environmentId: string): boolean {
  const environment = world.state.environments.find((candidate) => candidate.id === environmentId);
  const visible = visibleFrom(world.state, organizationOf(world.state, session));
  return visible.some((organization) => organization.id === environment?.organizationId);
}

/** RM unknown 18. The names are those of the help article on deploying with a connected app. */
function checkScope(world: World, session: SessionRow, scope: ScopeName): void {
  if (session.subject.kind !== 'client') return;
  const client = world.state.clients.find((candidate) => candidate.id === session.subject.id);
  const { manageServersScope, forbiddenBody } = world.state.switches;
  const needed = scope === 'Manage Servers' ? manageServersScope : scope;
  if (client?.scopes === undefined || client.scopes.includes(needed)) return;
  throw new Refusal(403, 'Forbidden', forbiddenBody === 'text');
}
