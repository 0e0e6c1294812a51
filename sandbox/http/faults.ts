/** Carries out what was armed under /__sandbox/faults, at the level of the connection. */
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from '../world/fault.ts';
import type { World } from '../world/world.ts';
import { drain } from './drain.ts';
import { isObject } from './read-input.ts';
import { entryOf, isControl } from './request-log.ts';

export function injectFaults(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', async (request, reply) => {
    const fault = isControl(request.url) ? undefined : takeFault(world, request);
    if (fault === undefined) return;
    const entry = entryOf(request);
    if (entry) entry.fault = fault.action.type;
    if (fault.action.type === 'respond') await drain(request);
    if (fault.action.type === 'delay' && fault.action.when === 'after') late.set(request, fault.action.ms);
    else await carryOut(fault.action, reply);
  });
  app.addHook('onSend', async (request) => {
    const ms = late.get(request);
    if (ms !== undefined) await setTimeout(ms, undefined, { ref: false });
  });
}

/** Requests whose answers are held back, in milliseconds. */
const late = new WeakMap<FastifyRequest, number>();

function takeFault(world: World, request: FastifyRequest): Fault | undefined {
  for (const fault of world.faults) {
    if (!matches(fault, request) || fault.random() >= fault.chance) continue;
    if (fault.skip > 0) {
      fault.skip -= 1;
      continue;
    }
    fault.times -= 1;
    if (fault.times <= 0) world.faults = world.faults.filter((other) => other !== fault);
    return fault;
  }
  return undefined;
}

function matches({ match }: Fault, request: FastifyRequest): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== request.method) return false;
  return match.path === undefined || new RegExp(match.path).test(request.url);
}

async function carryOut(action: Fault['action'], reply: FastifyReply): Promise<void> {
  switch (action.type) {
    case 'respond':
      respond(action, reply);
      return;
    case 'delay':
      await setTimeout(action.ms, undefined, { ref: false });
      return;
    case 'truncate':
      cutAnswer(reply);
      return;
    case 'drop':
      if (action.when === 'after') {
        swallowAnswer(reply);
        return;
      }
      reply.hijack();
      reset(reply.raw.socket);
  }
}

function respond(action: Fault['action'] & { type: 'respond' }, reply: FastifyReply): void {
  const { body } = action;
  reply.code(action.status).headers(action.headers);
  if (body !== undefined && typeof body !== 'string') reply.type('application/json');
  reply.send(isObject(body) || Array.isArray(body) ? JSON.stringify(body) : body);
}

/** The handler runs as ever; its answer never leaves. */
function swallowAnswer(reply: FastifyReply): void {
  const { raw } = reply;
  const { socket } = raw;
  const cut = (): boolean => {
    reset(socket);
    return true;
  };
  Object.assign(raw, { writeHead: () => raw, write: cut, end: cut });
}

function cutAnswer(reply: FastifyReply): void {
  const { raw } = reply;
  const { socket } = raw;
  const write = raw.write.bind(raw);
  const cut = (chunk: unknown): boolean => {
    const bytes = Buffer.from(Buffer.isBuffer(chunk) || typeof chunk === 'string' ? chunk : '');
    if (bytes.length < 2) reset(socket);
    else write(bytes.subarray(0, bytes.length / 2), () => socket?.destroy());
    return true;
  };
  Object.assign(raw, { write: cut, end: cut });
}

/** A reset, not a polite end; TLS has no such thing. */
function reset(socket: Socket | null): void {
  if (socket === null) return;
  if ('encrypted' in socket) socket.destroy();
  else socket.resetAndDestroy();
}
