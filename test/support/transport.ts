import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { REQUEST_LIMITS } from '../../src/http/limits.ts';
import {
  createTransport,
  type HttpMethod,
  type HttpRequest,
  type RequestTrace,
  type Transport,
  type TransportOptions,
} from '../../src/http/transport.ts';

const TLS = join(import.meta.dirname, '../fixtures/tls');

export function tlsPath(name: string): string {
  return join(TLS, name);
}

export function tlsFile(name: string): string {
  return readFileSync(tlsPath(name), 'utf8');
}

/** A read-write transport to an origin, closed after the test. */
export async function openTransport(
  origin: string,
  options: Partial<Omit<TransportOptions, 'origin' | 'tls'>> & {
    readonly tls?: Partial<TransportOptions['tls']>;
  } = {},
): Promise<Transport & { readonly traces: readonly RequestTrace[] }> {
  const traces: RequestTrace[] = [];
  const transport = await createTransport({
    origin,
    access: 'read-write',
    signInPaths: [],
    env: {},
    trace: (trace) => traces.push(trace),
    learn: () => {},
    limits: REQUEST_LIMITS,
    newId: () => 'id',
    requestIdHeader: null,
    ...options,
    tls: { ca: null, clientCert: null, clientKey: null, ...options.tls },
  });
  onTestFinished(() => transport.close());
  return { ...transport, traces };
}

export function request(method: HttpMethod, path = '/', text: string | null = null): HttpRequest {
  return { method, path, headers: {}, body: text === null ? null : { type: 'json', text } };
}
