/**
 * What operators see of the loop, over HTTP. It only reads what the loop has told; the one thing that it asks of it,
 * on behalf of a hook, is to look again.
 */
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { MuleteerError } from '../model/errors.ts';
import { createAccessCheck } from './access.ts';
import { createEventStream, type EventStreamOptions } from './event-stream.ts';
import { addHookRoutes, type HookOptions } from './hooks/hook-routes.ts';
import { isLoopback } from './is-loopback.ts';
import type { ListenAddress } from './listen-address.ts';
import type { Metrics } from './metrics.ts';
import type { ServeLog } from './sparing-log.ts';
import { addProbes, addStatusRoutes } from './status-routes.ts';

export interface ServerOptions extends EventStreamOptions {
  readonly listen: ListenAddress;
  /** Who has it may see the status; null: whoever is on this machine. */
  readonly token: string | null;
  /** Null: nobody can post anything. */
  readonly hooks: HookOptions | null;
  readonly metrics: Metrics;
  readonly log: ServeLog;
}

export interface StatusServer {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws MuleteerError `settings` where it must not listen there, or cannot */
export async function startServer(options: ServerOptions): Promise<StatusServer> {
  const { host, port } = options.listen;
  assertMayListen(options);
  const app = createApp();
  const events = createEventStream(options);
  guard(app, options);
  addProbes(app, () => options.source.current());
  addStatusRoutes(app, events, options);
  if (options.hooks !== null) {
    const { log, now, metrics } = options;
    addHookRoutes(app, options.hooks, { log, now, count: metrics.hook });
  }
  try {
    await app.listen({ host, port });
  } catch (cause) {
    events.close();
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MuleteerError('settings', `the status cannot be shown: ${message}`, {
      hint: 'another service may be there already: --listen takes another HOST:PORT, or none',
      cause,
    });
  }
  return {
    url: urlOf(app, host),
    async close() {
      events.close();
      await app.close();
    },
  };
}

function assertMayListen({ listen: { host }, token }: ServerOptions): void {
  if (token !== null || isLoopback(host)) return;
  throw new MuleteerError(
    'settings',
    `other machines can reach ${host}, and there is no token for them to show`,
    {
      hint: 'set MULETEER_STATUS_TOKEN or MULETEER_STATUS_TOKEN_FILE, or listen on 127.0.0.1',
    },
  );
}

const LARGEST_BODY = 1024;
const RECEIVE_WITHIN_MS = 15_000;
const MOST_CONNECTIONS = 500;

function createApp(): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    requestTimeout: RECEIVE_WITHIN_MS,
    exposeHeadRoutes: false,
    // It names the way, which may be hostile.
    frameworkErrors: answerUnroutable,
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  return app;
}

function answerUnroutable(_: FastifyError, __: FastifyRequest, reply: FastifyReply): void {
  reply.code(400).send({ error: 'the request is malformed' });
}

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** No answer tells more of a failure than that there was one. */
function guard(app: FastifyInstance, { token, log }: ServerOptions): void {
  const check = createAccessCheck(token);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    return check(request, reply);
  });
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ error: 'there is nothing here' }));
  app.setErrorHandler<FastifyError>((error, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.warn({ error: error.message }, 'a request to the status failed');
    return reply
      .code(status)
      .send({ error: status >= 500 ? 'this went wrong' : 'the request cannot be read' });
  });
}

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
