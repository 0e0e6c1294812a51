/** A tiny server for what the sandbox does not do: odd answers, broken connections, TLS of every kind. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ReceivedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What had arrived by the end, or by the moment that the connection broke. */
  readonly body: Buffer;
  /** False where the connection broke before the end of the body. */
  readonly complete: boolean;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** `drop`: the connection is reset instead. */
export type Answering = (request: ReceivedRequest) => Answer | 'drop' | Promise<Answer | 'drop'>;

export interface HttpServer {
  /** Scheme, host and port. */
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
}

/** @param when whether it reads the whole body before it answers, as most do, or answers `at once` and hangs up */
export async function startHttpServer(
  answering: Answering,
  tls?: ServerOptions,
  when: 'after the body' | 'at once' = 'after the body',
): Promise<HttpServer> {
  const received: ReceivedRequest[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = when === 'at once' ? unread(request) : await receive(request);
    received.push(one);
    if (!one.complete) return;
    const answer = await answering(one);
    if (answer === 'drop') request.socket.destroy();
    else send(response, answer);
    if (when === 'at once') request.socket.end();
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('tlsClientError', () => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${tls === undefined ? 'http' : 'https'}://localhost:${port}`, received };
}

/** A port of this machine where nobody listens: one that was free a moment ago. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

function unread({ method = '', url = '', headers }: IncomingMessage): ReceivedRequest {
  return { method, path: url, headers, body: Buffer.alloc(0), complete: true };
}

async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((ended) => {
    request.on('end', ended);
    request.on('close', ended);
    request.on('error', () => ended());
  });
  const { method = '', url = '', headers, complete } = request;
  return { method, path: url, headers, body: Buffer.concat(chunks), complete };
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  const text = body === undefined || typeof body === 'string' ? (body ?? '') : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers }).end(text);
}
