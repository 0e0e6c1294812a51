import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, ok } from '../http/answer.ts';
import { bearerOf } from '../http/scope.ts';
import type { SessionRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { signedIn } from './guard.ts';
import { viewUser } from './views.ts';

export function whoAmIRoutes(app: FastifyInstance, world: World): void {
  const bare = (_request: FastifyRequest, session: SessionRow): Answer => ok(viewUser(world.state, session));
  app.get('/accounts/api/users/me', signedIn(world, bare));
  app.get('/accounts/api/profile', signedIn(world, bare));
  app.get(
    '/accounts/api/me',
    signedIn(world, (request, session) => ok(viewMe(world, request, session))),
  );
}

/** Enveloped here; and a connected app is named beside its user. */
function viewMe(world: World, request: FastifyRequest, session: SessionRow): object {
  const left =
    session.expiresAt === null ? {} : { expires_in: Math.floor((session.expiresAt - world.now()) / 1000) };
  return {
    user: viewUser(world.state, session),
    access_token: { access_token: bearerOf(request), ...left },
    ...(session.subject.kind === 'client'
      ? { client: { client_id: session.subject.id, name: 'sandbox app' } }
      : {}),
  };
}
