/** How errors leave: JSON with status and message, or plain text where the reference says so. */
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { ConsoleRefusal, consoleAnswer } from '../mmc/console-errors.ts';
import type { World } from '../world/world.ts';
import { Refusal } from './answer.ts';
import { drain } from './drain.ts';
import { entryOf } from './request-log.ts';
import { send } from './scope.ts';

export function answerErrors(app: FastifyInstance, world: World): void {
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    await drain(request);
    if (error instanceof Refusal) return sendRefusal(reply, error);
    const status = error.statusCode ?? 500;
    if (entryOf(request)?.service === 'mmc') {
      return send(reply, consoleAnswer(world, new ConsoleRefusal(status, error.message)));
    }
    return reply.code(status).send({ status, message: error.message });
  });
  app.setNotFoundHandler(async (request, reply) => {
    const { method, url } = request;
    if (isForeignContext(url)) return sendWrongContext(world, reply);
    return reply.code(404).send({ status: 404, message: `Cannot ${method} ${url.split('?', 1)[0]}` });
  });
}

function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  reply.code(refusal.status).headers(refusal.headers);
  if (refusal.plain) return reply.type('text/plain').send(refusal.message);
  return reply.send({ status: refusal.status, message: refusal.message });
}

/** Paths of no service of ours: the servlet container that a wrong console context reaches. */
function isForeignContext(url: string): boolean {
  return !/^\/(accounts|hybrid|armui|cli|__sandbox)(\/|$)/.test(url);
}

function sendWrongContext(world: World, reply: FastifyReply): FastifyReply {
  if (world.state.switches.mmcWrongContext === 'redirect') {
    return reply.code(302).header('location', `${world.state.console.context}/login`).send();
  }
  return reply.code(404).type('text/html').send('<html><body><h1>HTTP Status 404</h1></body></html>');
}
