import { isSuccess, readJson } from '../http/answers.ts';
import type { HttpMethod, HttpRequest, Transport } from '../http/transport.ts';
import { MuleteerError } from '../model/errors.ts';
import type { HttpBody } from '../model/http-body.ts';
import { refusal, SCOPES, WRONG_HOST } from './answers.ts';
import type { Session } from './session.ts';

/** Where hybrid calls go: the estate is in headers, the path does not name it (reference, section 12, row 18). */
export interface EstateIds {
  readonly organizationId: string;
  readonly environmentId: string;
}

/** Signed-in requests to one control plane. */
export interface AnypointClient {
  readonly host: string;
  /** The parsed body, or undefined where there is none. */
  get(path: string, estate?: EstateIds): Promise<unknown>;
  /** Hands the bytes that are there to `take`, which may be called again after a lost connection. */
  download(path: string, estate: EstateIds, take: NonNullable<HttpRequest['take']>): Promise<void>;
  write(
    method: Exclude<HttpMethod, 'GET'>,
    path: string,
    body: HttpBody | null,
    estate: EstateIds,
    /** Instead of the session's token. */
    token?: string,
  ): Promise<unknown>;
}

export function createAnypointClient(transport: Transport, session: Session): AnypointClient {
  const host = new URL(transport.origin).host;
  const once = async (request: SignedRequest, token: string) => {
    const { estate, headers, ...sent } = request;
    return transport.send({
      ...sent,
      headers: { ...headersFor(estate), ...headers, authorization: `Bearer ${token}` },
    });
  };

  const send = async (request: SignedRequest, given?: string): Promise<unknown> => {
    const { method, path } = request;
    const token = given ?? (await session.token());
    let answer = await once(request, token);
    if (answer.status === 401) {
      // Refused before it was looked at, so that repeating is safe, also for a write.
      const fresh = given === undefined ? await session.renew(token) : null;
      if (fresh !== null) answer = await once(request, fresh);
      if (answer.status === 401) throw refusedToken(host);
    }
    const asked = { method, path, host, hint: WRONG_HOST };
    if (!isSuccess(answer)) throw refusal(answer, asked);
    if (method !== 'GET') return readLoosely(answer.text);
    // Lists that hold nothing come without a body as well.
    return answer.text.trim() === '' ? undefined : readJson(answer, asked);
  };
  return {
    host,
    get: (path, estate) => send({ method: 'GET', path, body: null, estate }),
    async download(path, estate, take) {
      await send({ method: 'GET', path, body: null, estate, take, headers: { accept: '*/*' } });
    },
    write: (method, path, body, estate, token) => send({ method, path, body, estate }, token),
  };
}

interface SignedRequest extends Omit<HttpRequest, 'headers'> {
  readonly headers?: HttpRequest['headers'];
  readonly estate: EstateIds | undefined;
}

function headersFor(estate: EstateIds | undefined): Record<string, string> {
  if (estate === undefined) return {};
  return { 'x-anypnt-org-id': estate.organizationId, 'x-anypnt-env-id': estate.environmentId };
}

/** A write was accepted whatever its body is: what cannot be read of it is looked up afterwards. */
function readLoosely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refusedToken(host: string): MuleteerError {
  return new MuleteerError('sign_in', `${host} refused the token (401)`, {
    hint: `sign in again; a connected app needs these scopes: ${SCOPES}`,
  });
}
