/**
 * The one way out of the process. Both clients send through a transport; it pools connections, honours proxies
 * and private CAs, and is where the promise of `plan` is kept: a read-only transport refuses every method but
 * GET, whatever the code above it does, except for the sign-in paths that it was given. What sends notifications has
 * a read-only transport of its own, with the webhook as its only such path.
 */
import { Readable } from 'node:stream';
import { EnvHttpProxyAgent } from 'undici';
import { MuleteerError } from '../model/errors.ts';
import type { HttpBody } from '../model/http-body.ts';
import { connectionError } from './connection-error.ts';
import type { RequestLimits } from './limits.ts';
import { type MultipartBody, multipartBody } from './multipart.ts';
import { type TlsFiles, tlsOptions } from './tls.ts';
import { withoutQuery } from './without-query.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  readonly method: HttpMethod;
  /** With the leading slash, percent-encoded, query included. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: HttpBody | null;
  /** Where the bytes of a successful answer go, which has no text then; called anew for each attempt. */
  readonly take?: (chunks: AsyncIterable<Uint8Array>) => Promise<void>;
}

/** `text` is the whole body: error bodies are of any type, so reading as text comes first. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** The service's own id of the request, when it sent one. */
  readonly transactionId: string | null;
  /** The header `Retry-After` as it came. */
  readonly retryAfter: string | null;
  /** Where a redirect leads, as it came. */
  readonly location: string | null;
}

/** One finished request, for the log. Holds no header and no body: neither may end up in a log. */
export interface RequestTrace {
  /** Ours, new for each request; the service is told where it takes one. */
  readonly requestId: string;
  readonly method: HttpMethod;
  /** Without its query. */
  readonly path: string;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly transactionId: string | null;
}

export interface TransportOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly access: 'read-only' | 'read-write';
  /** The paths that may be POSTed to even when reading, for they only sign in, or tell somebody; with their queries. */
  readonly signInPaths: readonly string[];
  readonly tls: TlsFiles;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly trace: (trace: RequestTrace) => void;
  /** Told of whatever proves who we are, before it is sent: a service or a proxy may repeat it in an error. */
  readonly learn: (secret: string) => void;
  readonly limits: RequestLimits;
  readonly newId: () => string;
  /** The header that takes our id of a request; null where nothing says that the service bears one. */
  readonly requestIdHeader: string | null;
  /** Aborted: what is on its way is given up at once. */
  readonly stop?: AbortSignal;
  /** Where whoever reads of an unknown CA can name it; `spec.tls.ca` where nothing is said. */
  readonly trustedIn?: string;
}

export interface Transport {
  readonly origin: string;
  /** @throws RequestError `unreachable` (nothing was sent) or `lost` (it may have arrived) */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export async function createTransport(options: TransportOptions): Promise<Transport> {
  const { env, origin } = options;
  const tls = await tlsOptions(options.tls, env);
  const wanted = origin.startsWith('https:') ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxyName = proxyIn(env, wanted) === '' ? '' : wanted;
  for (const secret of proxySecrets(env)) options.learn(secret);
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: proxyIn(env, 'HTTP_PROXY'),
    httpsProxy: proxyIn(env, 'HTTPS_PROXY'),
    noProxy: env.NO_PROXY ?? env.no_proxy ?? '',
    connect: { timeout: options.limits.connect, ...tls },
    requestTls: tls,
  });
  let gaveUp = false;
  const giveUp = (): void => {
    gaveUp = true;
    void dispatcher.destroy();
  };
  options.stop?.addEventListener('abort', giveUp, { once: true });
  const dispatch = async (sent: HttpRequest, requestId: string): Promise<HttpAnswer> => {
    const own = options.requestIdHeader === null ? {} : { [options.requestIdHeader]: requestId };
    const body = wireBody(sent.body);
    // Without its scheme: `Bearer` and `Basic` are no secrets.
    options.learn(sent.headers.authorization?.replace(/^\S+ /, '') ?? '');
    const limit = sent.method === 'GET' ? options.limits.read : options.limits.write;
    const { pathname, search } = new URL(`${origin}${sent.path}`);
    const answer = await dispatcher.request({
      origin,
      path: `${pathname}${search}`,
      method: sent.method,
      headers: {
        'user-agent': 'muleteer',
        accept: 'application/json',
        ...own,
        ...sent.headers,
        ...body.headers,
      },
      body: body.content,
      headersTimeout: limit,
      bodyTimeout: limit,
    });
    const taken = sent.take !== undefined && answer.statusCode >= 200 && answer.statusCode < 300;
    if (taken) await sent.take(answer.body);
    return {
      status: answer.statusCode,
      text: taken ? '' : await answer.body.text(),
      transactionId: headerText(answer.headers['x-anypnt-trx-id']) || null,
      retryAfter: headerText(answer.headers['retry-after']) || null,
      location: headerText(answer.headers.location) || null,
    };
  };
  return {
    origin,
    async send(sent) {
      assertAllowed(options, sent);
      if (options.stop?.aborted === true && !gaveUp) giveUp();
      const requestId = options.newId();
      const started = performance.now();
      const report = (answer: HttpAnswer | null): void =>
        options.trace({
          requestId,
          method: sent.method,
          path: withoutQuery(sent.path),
          status: answer?.status ?? null,
          milliseconds: Math.round(performance.now() - started),
          transactionId: answer?.transactionId ?? null,
        });
      try {
        const answer = await dispatch(sent, requestId);
        report(answer);
        return answer;
      } catch (error) {
        report(null);
        throw connectionError(error, sent, { origin, proxy: proxyName, trustedIn: options.trustedIn });
      }
    },
    async close() {
      options.stop?.removeEventListener('abort', giveUp);
      if (!gaveUp) await dispatcher.close();
    },
  };
}

function proxyIn(env: TransportOptions['env'], name: 'HTTP_PROXY' | 'HTTPS_PROXY'): string {
  const text = env[name] ?? env[name.toLowerCase()] ?? '';
  if (text === '' || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text;
  throw new MuleteerError('settings', `${name} is no URL`, {
    hint: 'for instance http://proxy.example.com:3128',
  });
}

/** The password of a proxy, as its variable writes it, as it is, and as it travels. */
function proxySecrets(env: TransportOptions['env']): readonly string[] {
  return (['HTTP_PROXY', 'HTTPS_PROXY'] as const).flatMap((name) => {
    const text = proxyIn(env, name);
    if (text === '') return [];
    const { username, password } = new URL(text);
    const [user, plain] = [username, password].map((part) => decoded(part, name));
    const basic = Buffer.from(`${user}:${plain}`).toString('base64');
    return plain === undefined || plain === '' ? [] : [password, plain, basic];
  });
}

function decoded(part: string, variable: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new MuleteerError(
      'settings',
      `${variable} has a user or password with a % that stands for nothing`,
      {
        hint: 'in a URL a % is written %25',
      },
    );
  }
}

function assertAllowed(options: TransportOptions, sent: HttpRequest): void {
  if (options.access === 'read-write' || sent.method === 'GET') return;
  if (sent.method === 'POST' && options.signInPaths.includes(sent.path)) return;
  throw new MuleteerError('bug', `a read-only command tried to send ${sent.method} ${sent.path}`);
}

function wireBody(body: HttpBody | null): {
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string | Readable | null;
} {
  if (body === null) return { headers: {}, content: null };
  if (body.type === 'json') return { headers: { 'content-type': 'application/json' }, content: body.text };
  const parts: MultipartBody = multipartBody(body.fields, body.file, body.onSent);
  return {
    headers: { 'content-type': parts.contentType, 'content-length': String(parts.length) },
    content: Readable.from(parts.chunks(), { objectMode: false }),
  };
}

function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
}
