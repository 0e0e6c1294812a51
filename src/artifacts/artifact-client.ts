/**
 * Asks servers for files. They redirect to others, which are followed as long as nothing gets less safe on the way: never
 * from https to http, and credentials are for the server that they were declared for alone.
 */
import { isRedirect, isSuccess } from '../http/answers.ts';
import type { HttpAnswer, Transport } from '../http/transport.ts';
import { MuleteerError, RequestError } from '../model/errors.ts';
import type { RemoteArtifact } from '../model/remote-artifact.ts';
import { Secret } from '../model/secret.ts';
import { isPlainHttpBeyondLoopback, parseHttpUrl } from '../model/url-rules.ts';

export type Take = (chunks: AsyncIterable<Uint8Array>) => Promise<void>;

export interface ArtifactClient {
  /**
   * Hands the answer's bytes to `take`; to a new call of it, should it have to begin again.
   * @param what the file itself, or what its repository says of it
   * @throws MuleteerError that names the host and the artifact, and nothing that is secret
   */
  get(artifact: RemoteArtifact, what: 'file' | 'SHA-1', take: Take): Promise<void>;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** A patient, read-only transport to an origin. */
  readonly open: (origin: string) => Promise<Transport>;
  /** Told of whatever proves who we are, before it is sent. */
  readonly learn: (secret: string) => void;
}

const MOST_REDIRECTS = 5;

export function createArtifactClient({ open, learn }: ClientOptions): ArtifactClient {
  const transports = new Map<string, Promise<Transport>>();
  /** Hosts that could not be reached: nobody waits for them again and again. */
  const down = new Map<string, RequestError>();
  const transportTo = (origin: string): Promise<Transport> => {
    const known = transports.get(origin) ?? open(origin);
    transports.set(origin, known);
    return known;
  };
  const send = async (url: URL, authorization: string | null, take: Take): Promise<HttpAnswer> => {
    const failed = down.get(url.origin);
    if (failed !== undefined) throw failed;
    const headers = { accept: '*/*', ...(authorization === null ? {} : { authorization }) };
    const path = `${url.pathname}${url.search}`;
    try {
      return await (await transportTo(url.origin)).send({ method: 'GET', path, headers, body: null, take });
    } catch (error) {
      if (error instanceof RequestError && error.code === 'unreachable') down.set(url.origin, error);
      throw error;
    }
  };
  return {
    async get(artifact, what, take) {
      const start = new URL((what === 'file' ? artifact.url : artifact.digestUrl) ?? '');
      const authorization = authorizationOf(artifact, learn);
      let url = start;
      let trusted = true;
      for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
        const answer = await send(url, trusted ? authorization : null, take);
        if (isSuccess(answer)) return;
        if (!isRedirect(answer)) throw refusal(answer, { url, artifact, what });
        url = nextOf(answer, url, artifact);
        trusted &&= url.origin === start.origin;
      }
      throw odd(`${start.host} redirects again and again for ${artifact.title}`);
    },
    async close() {
      const opened = await Promise.allSettled(transports.values());
      await Promise.all(opened.map(async (one) => one.status === 'fulfilled' && (await one.value.close())));
    },
  };
}

function authorizationOf(
  { credentials, title }: RemoteArtifact,
  learn: ClientOptions['learn'],
): string | null {
  if (credentials === null) return null;
  const text = (value: string | Secret): string => {
    const found = value instanceof Secret ? value.reveal() : value;
    if (found !== undefined && found !== '') return found;
    const what = value instanceof Secret ? value.reference : 'what the credentials say';
    throw new MuleteerError(
      'settings',
      `${what} cannot be resolved, and the repository of ${title} has to be asked`,
      {
        hint: 'the credentials of a repository that is asked must be there',
      },
    );
  };
  if ('token' in credentials) {
    const token = text(credentials.token);
    learn(token);
    return `Bearer ${token}`;
  }
  const [user, password] = [text(credentials.username), text(credentials.password)];
  learn(password);
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function nextOf({ location, status }: HttpAnswer, from: URL, { title }: RemoteArtifact): URL {
  const text = location ?? '';
  const next = URL.canParse(text, from.href) ? parseHttpUrl(new URL(text, from).href) : null;
  if (next === null) throw odd(`${from.host} redirects ${title} to nowhere (${status})`);
  const lessSafe =
    (from.protocol === 'https:' && next.protocol === 'http:') || isPlainHttpBeyondLoopback(next);
  if (!lessSafe) return next;
  throw odd(`${from.host} redirects ${title} to plain http on ${next.host}, which is not followed`);
}

interface Refused {
  readonly url: URL;
  readonly artifact: RemoteArtifact;
  readonly what: 'file' | 'SHA-1';
}

function refusal({ status }: HttpAnswer, { url, artifact, what }: Refused): RequestError {
  const { title, credentials, digestUrl } = artifact;
  const { host } = url;
  if (status === 401 || status === 403) {
    const message =
      credentials === null
        ? `${host} wants to know who asks for ${title} (${status})`
        : `${host} refuses the credentials for ${title} (${status})`;
    const hint =
      digestUrl === null
        ? 'whoever has the URL must be able to read it; maven takes credentials'
        : 'username and password, or token, under maven.credentials';
    return new RequestError('forbidden', message, { status, arrived: 'no', hint });
  }
  if (status === 404 || status === 410) {
    const message =
      what === 'file'
        ? `${host} does not have ${title} (${status})`
        : `${host} has no SHA-1 of ${title} (${status})`;
    const hint =
      what === 'file'
        ? 'was it published there?'
        : 'was it published there? Where a repository keeps no .sha1 files, declare sha1 or sha256 beside maven';
    return new RequestError('not_found', message, { status, arrived: 'no', hint });
  }
  return new RequestError('api', `${host} answered ${status} for ${title}`, { status, arrived: 'no' });
}

function odd(message: string): MuleteerError {
  return new MuleteerError('unexpected_answer', message);
}
