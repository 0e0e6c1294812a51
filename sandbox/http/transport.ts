/** What every answer of the platform has in common. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { World } from '../world/world.ts';
import { Refusal } from './answer.ts';
import { MinuteCounter } from './minute-counter.ts';

export function keepTransport(app: FastifyInstance, world: World): void {
  const counter = new MinuteCounter();
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-anypnt-trx-id', randomUUID());
    // Reference 13: a kept-alive connection after an upload cost the official CLI seconds.
    if (request.headers['content-type']?.startsWith('multipart/')) reply.header('connection', 'close');
  });
  app.addHook('preParsing', async (request) => {
    if (request.url.startsWith('/hybrid/')) limitCalls(world, counter);
  });
}

/** RM unknown 16. */
function limitCalls(world: World, counter: MinuteCounter): void {
  const { rateLimitPerMinute, rateLimitStatus, retryAfterSeconds } = world.state.switches;
  if (counter.allow(world.now(), rateLimitPerMinute)) return;
  const headers = retryAfterSeconds > 0 ? { 'retry-after': String(retryAfterSeconds) } : {};
  throw new Refusal(rateLimitStatus, 'Too many requests', false, headers);
}
