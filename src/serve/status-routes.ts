/** Everything that can be read of the loop. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isoTime } from '../model/iso-time.ts';
import type { LoopStatus } from '../model/loop-status.ts';
import type { EventStream, EventStreamOptions } from './event-stream.ts';
import type { Metrics } from './metrics.ts';
import { TIME_HEADER } from './page/page-script.ts';
import { renderStatusPage, STATUS_PAGE_POLICY, type StatusPage } from './page/status-page.ts';
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
  const pageOf = createPages(version);
  app.get('/', async (request, reply) => {
    const page = pageOf(source.current(), targetIn(request));
    return reply
      .code(page.isFound ? 200 : 404)
      .header(TIME_HEADER, isoTime(now()))
      .header('content-security-policy', STATUS_PAGE_POLICY)
      .type('text/html; charset=utf-8')
      .send(mask(page.html));
  });
}

/** Everybody who watches a target asks for the same page at the same moment: it is made once. */
function createPages(version: string): (status: LoopStatus, wanted: string | null) => StatusPage {
  let made = new Map<string | null, StatusPage>();
  let of: LoopStatus | null = null;
  return (status, wanted) => {
    if (of !== status) made = new Map();
    of = status;
    const page = made.get(wanted) ?? renderStatusPage(status, { version, wanted });
    // There is no end of names that no target has.
    if (page.isFound) made.set(wanted, page);
    return page;
  };
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
