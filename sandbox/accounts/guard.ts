/** Account Management wants a session and answers plain text without one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { settle } from '../estate/settle.ts';
import { type Answer, Refusal } from '../http/answer.ts';
import { findSession, send } from '../http/scope.ts';
import type { SessionRow } from '../world/state.ts';
import type { World } from '../world/world.ts';

export type AccountsHandler = (request: FastifyRequest, session: SessionRow) => Answer;

export function signedIn(world: World, handler: AccountsHandler) {
  const enter = (request: FastifyRequest): SessionRow => {
    settle(world);
    const session = findSession(world, request);
    if (!session) throw new Refusal(401, 'Unauthorized', true);
    return session;
  };
  return {
    preParsing: async (request: FastifyRequest): Promise<void> => {
      enter(request);
    },
    handler: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
      send(reply, handler(request, enter(request))),
  };
}
