/** The log that tests read: every request but those to the control, without secrets. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LogEntry, Service } from '../world/journal.ts';
import type { World } from '../world/world.ts';
import { isObject } from './read-input.ts';
import { redact, redactField, redactUrl } from './redact.ts';

const entries = new WeakMap<FastifyRequest, LogEntry>();

export function entryOf(request: FastifyRequest): LogEntry | undefined {
  return entries.get(request);
}

export function isControl(url: string): boolean {
  return url.startsWith('/__sandbox/');
}

export function logRequests(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', async (request) => {
    if (isControl(request.url)) return;
    openEntry(world, request);
  });
  app.addHook('preHandler', async (request) => {
    const entry = entryOf(request);
    if (entry && isObject(request.body)) entry.body = redact(request.body);
  });
  app.addHook('onSend', async (request, reply) => {
    const entry = entryOf(request);
    if (entry) entry.status = reply.statusCode;
  });
}

export function openEntry(world: World, request: FastifyRequest): LogEntry {
  const { method, url } = request;
  const service = serviceOf(world, url);
  const write = isWrite(service, method, url);
  const path = redactUrl(url);
  const entry = world.journal.open({ time: world.clock.now(), service, method, path, write });
  entries.set(request, entry);
  return entry;
}

function serviceOf(world: World, url: string): Service {
  if (url.startsWith('/accounts/')) return 'accounts';
  return url.startsWith(`${world.state.console.context}/`) ? 'mmc' : 'runtime-manager';
}

/** Sign-in and the CLI's telemetry change nothing. */
function isWrite(service: Service, method: string, url: string): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false;
  if (service === 'accounts') return !/^\/accounts\/(login|api\/v2\/oauth2\/token)\b/.test(url);
  return !url.startsWith('/cli/');
}

/** One line of an upload's description. */
export function describeField(name: string, text: string): unknown {
  return { name, value: redactField(name, text) };
}
