/**
 * Server-sent events: all in a nutshell when somebody connects and whenever the revision changes, one target whenever
 * something happens to it. Whoever does not read is hung up on: they would keep in memory what others have read.
 */
import type { FastifyReply } from 'fastify';
import type { Json } from '../model/json.ts';
import type { LoopStatus } from '../model/loop-status.ts';
import type { StatusEvent } from '../model/status-after.ts';
import type { StatusSource } from './status-board.ts';
import { overviewToJson, type StatusJsonOptions, targetOverviewToJson } from './status-json.ts';

export interface EventStream {
  /** Takes the reply over; false: there are too many already. */
  open(reply: FastifyReply): boolean;
  readonly clients: () => number;
  close(): void;
}

export interface EventStreamOptions {
  readonly source: StatusSource;
  readonly version: string;
  readonly mask: (text: string) => string;
  readonly now: () => number;
  readonly every: (milliseconds: number, action: () => void) => () => void;
}

const MOST_CLIENTS = 100;
/** Bytes that a client may leave unread, beyond what the system's own buffers take. */
const MOST_UNREAD = 1024 * 1024;
/** Proxies hang up on what is silent for a minute. */
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 3_000;

export function createEventStream(options: EventStreamOptions): EventStream {
  const { source, version, mask, now, every } = options;
  const clients = new Set<FastifyReply['raw']>();
  const look = (): StatusJsonOptions => ({ version, now: now() });
  const send = (client: FastifyReply['raw'], text: string): void => {
    if (client.writableLength > MOST_UNREAD) client.destroy();
    else client.write(text);
  };
  const sendAll = (text: string): void => {
    for (const client of clients) send(client, text);
  };
  const messageFor = (event: StatusEvent): string => mask(messageOf(event, source.current(), look()));
  const unsubscribe = source.subscribe((event) => {
    if (clients.size > 0) sendAll(messageFor(event));
  });
  const stopBeating = every(HEARTBEAT_MS, () => sendAll(': still here\n\n'));
  return {
    open(reply) {
      if (clients.size >= MOST_CLIENTS) return false;
      reply.hijack();
      const client = reply.raw;
      client.writeHead(200, { ...headersOf(reply), 'content-type': 'text/event-stream' });
      clients.add(client);
      client.on('close', () => clients.delete(client));
      const all = message('status', overviewToJson(source.current(), look()));
      send(client, mask(`retry: ${RETRY_MS}\n\n${all}`));
      return true;
    },
    clients: () => clients.size,
    close() {
      unsubscribe();
      stopBeating();
      for (const client of clients) client.end();
    },
  };
}

/** Those that every answer has. */
function headersOf(reply: FastifyReply): Record<string, string> {
  const entries = Object.entries(reply.getHeaders());
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function messageOf(event: StatusEvent, status: LoopStatus, options: StatusJsonOptions): string {
  const name = targetOf(event);
  const target = status.targets.find((one) => one.name === name);
  if (name === null || target === undefined) return message('status', overviewToJson(status, options));
  return message('target', targetOverviewToJson(target));
}

function targetOf(event: StatusEvent): string | null {
  switch (event.type) {
    case 'revision':
    case 'broken':
      return null;
    case 'turn_start':
    case 'history':
      return event.target;
    case 'turn_end':
      return event.result.target;
  }
}

/** JSON has no line end in it. */
function message(event: string, data: Json): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
