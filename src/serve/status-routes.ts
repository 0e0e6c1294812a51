/** Everything that can be read of the loop. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LoopStatus } from '../model/loop-status.ts';
import type { EventStream, EventStreamOptions } from './event-stream.ts';
import type { Metrics } from './metrics.ts';
import { renderStatusPage, STATUS_PAGE_POLICY } from './page/status-page.ts';
import { statusToJson } from './status-json.ts';

export interface StatusRoutesOptions extends Omit<EventStreamOptions, 'every'> {
  readonly metrics: Metrics;
}

/** For whoever watches the process: they say nothing that needs a token. */
export function addProbes(app: FastifyInstance, current: () => LoopStatus): void {
  const config = { for: 'everybody' } as const;
  app.get('/healthz', { config }, async () => ({ status: 'alive' }));
  app.get('/readyz', { config }, async (_, reply) =>
    isReady(current()) ? { status: 'ready' } : reply.code(503).send({ status: 'not ready' }),
  );
}

/** A revision is taken, and each of its targets was looked at, well or not. */
function isReady({ revision, targets }: LoopStatus): boolean {
  return revision !== null && targets.every(({ last, policy }) => last !== null || policy === 'off');
}

export function addStatusRoutes(
  app: FastifyInstance,
  events: EventStream,
  options: StatusRoutesOptions,
): void {
  const { source, metrics, version, mask, now } = options;
  app.get('/metrics', async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  app.get('/api/status', async (request, reply) => {
    const status = narrowed(source.current(), targetIn(request));
    if (status === null) return reply.code(404).send({ error: 'there is no such target' });
    return reply
      .type('application/json')
      .send(mask(JSON.stringify(statusToJson(status, { version, now: now() }))));
  });
  app.get('/api/events', (_, reply: FastifyReply) => {
    if (!events.open(reply)) reply.code(503).send({ error: 'too many listen already' });
  });
  app.get('/', async (request, reply) => {
    const page = renderStatusPage(source.current(), { version, wanted: targetIn(request), now: now() });
    return reply
      .code(page.isFound ? 200 : 404)
      .header('content-security-policy', STATUS_PAGE_POLICY)
      .type('text/html; charset=utf-8')
      .send(mask(page.html));
  });
}

function targetIn({ query }: FastifyRequest): string | null {
  const { target } = query as { readonly target?: unknown };
  return typeof target === 'string' ? target : null;
}

function narrowed(status: LoopStatus, name: string | null): LoopStatus | null {
  if (name === null) return status;
  const targets = status.targets.filter((target) => target.name === name);
  return targets.length === 0 ? null : { ...status, targets };
}
