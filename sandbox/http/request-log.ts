/** The log that tests read: every request but those to the control, without secrets. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LogEntry, Service } from '../world/journal.ts';
import type { World } from '../world/world.ts';
import { isObject } from './read-input.ts';

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
    const service = serviceOf(world, request.url);
    const { method, url } = request;
    const write = isWrite(service, method, url);
    entries.set(request, world.journal.open({ time: world.clock.now(), service, method, path: url, write }));
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

const SECRET_KEY = /password|secret|token|signatureRequest/i;

/** Secret-looking members are masked, and so is every application property: their names are enough for a test. */
export function redact(value: unknown, key = ''): unknown {
  if (SECRET_KEY.test(key)) return '***';
  if (Array.isArray(value)) return value.map((item) => redact(item));
  if (!isObject(value)) return value;
  const hide = key === 'properties';
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, hide ? '***' : redact(item, name)]),
  );
}
