/** How errors leave: JSON with status and message, or plain text where the reference says so. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ConsoleRefusal, consoleAnswer } from '../mmc/console-errors.ts';
import type { World } from '../world/world.ts';
import { Refusal } from './answer.ts';
import { drain } from './drain.ts';
import { entryOf, openEntry } from './request-log.ts';
import { send } from './scope.ts';

export function answerErrors(app: FastifyInstance, world: World): void {
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    await drain(request);
    return sendError(world, request, reply, error);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const { method, url } = request;
    if (isForeignContext(url)) return sendWrongContext(world, reply);
    return reply.code(404).send({ status: 404, message: `Cannot ${method} ${url.split('?', 1)[0]}` });
  });
}

/** What the router refuses before any hook runs: a malformed URL, a parameter without end. */
export async function answerUnroutable(
  world: World,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  await drain(request);
  const entry = openEntry(world, request);
  const status = error.statusCode ?? 400;
  entry.status = status;
  const message = status === 414 ? 'A part of the path is too long' : 'The path is malformed';
  sendError(world, request, reply, new Refusal(status, message));
}

/** What is no HTTP, or has headers without end: nobody knows which service was meant. */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code !== 'ECONNRESET' && socket.writable) {
    const tooLong = error.code === 'HPE_HEADER_OVERFLOW';
    const [status, message] = tooLong ? [431, 'The headers are too long'] : [400, 'The request is no HTTP'];
    const body = JSON.stringify({ status, message });
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroySoon();
}

/** The console has its own shape, for whatever goes wrong. */
function sendError(
  world: World,
  request: FastifyRequest,
  reply: FastifyReply,
  error: Error & { readonly statusCode?: number },
): FastifyReply {
  if (error instanceof ConsoleRefusal) return send(reply, consoleAnswer(world, error));
  const status = error instanceof Refusal ? error.status : (error.statusCode ?? 500);
  if (entryOf(request)?.service === 'mmc') {
    return send(reply, consoleAnswer(world, new ConsoleRefusal(status, error.message)));
  }
  if (error instanceof Refusal) return sendRefusal(reply, error);
  return reply.code(status).send({ status, message: error.message });
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
