/**
 * Keeps one token for everybody. Whoever needs one while none is there waits for the same sign-in; a token that
 * the service refused is renewed once for all who hold it. Source: runtime-manager reference, section 2.
 */
import { readJson } from '../http/answers.ts';
import type { Transport } from '../http/transport.ts';
import type { Clock } from '../model/clock.ts';
import { MuleteerError } from '../model/errors.ts';
import { asNumber, asObject, asString } from '../model/json.ts';
import { SCOPES, WRONG_HOST } from './answers.ts';
import type { AnypointCredentials, CredentialSource } from './credentials.ts';

const TOKEN_PATH = '/accounts/api/v2/oauth2/token';
const LOGIN_PATH = '/accounts/login';
export const SIGN_IN_PATHS: readonly string[] = [TOKEN_PATH, LOGIN_PATH];

/** A token is renewed this long before it expires, so that a long upload does not outlive it. */
const MARGIN_MS = 60_000;

interface Token {
  readonly text: string;
  /** Milliseconds since the epoch; null where the answer did not say (user and password, ready-made). */
  readonly expires: number | null;
}

export interface Session {
  token(): Promise<string>;
  /** A fresh token in place of one that was refused; null where there is no other (a ready-made bearer). */
  renew(refused: string): Promise<string | null>;
}

export function createSession(transport: Transport, source: CredentialSource, clock: Clock): Session {
  let current: Promise<Token> | null = null;
  const start = (): Promise<Token> => {
    const started = signIn(transport, source, clock);
    current = started;
    started.catch(() => {
      if (current === started) current = null;
    });
    return started;
  };
  const valid = async (): Promise<Token> => {
    const pending = current ?? start();
    const token = await pending;
    if (token.expires === null || clock.now() < token.expires - MARGIN_MS) return token;
    return current === pending ? start() : valid();
  };
  return {
    token: async () => (await valid()).text,
    async renew(refused) {
      const pending = current ?? start();
      const token = await pending;
      if (token.text !== refused) return token.text;
      // Nothing is awaited between this look and the new sign-in, so that only the first of many starts one.
      const fresh = await (current === pending || current === null ? start() : current);
      return fresh.text === refused ? null : fresh.text;
    },
  };
}

async function signIn(transport: Transport, source: CredentialSource, clock: Clock): Promise<Token> {
  const credentials = await source.read();
  if (credentials.type === 'bearer') return { text: credentials.token, expires: null };
  const { path, body } = signInRequest(credentials);
  const answer = await transport.send({
    method: 'POST',
    path,
    headers: {},
    body: { type: 'json', text: JSON.stringify(body) },
  });
  const host = new URL(transport.origin).host;
  if (answer.status >= 300) throw refusedSignIn(answer.status, credentials, source, host);
  const json = asObject(readJson(answer, { method: 'POST', path, host, hint: WRONG_HOST }));
  const text = asString(json?.access_token);
  if (text === undefined) throw noToken(json, credentials, source, host);
  const seconds = asNumber(json?.expires_in);
  // A token that lives shorter than twice the margin is used to half its life, never signed in for at each call.
  const margin = seconds === undefined ? 0 : Math.max(0, MARGIN_MS - (seconds * 1000) / 2);
  return { text, expires: seconds === undefined ? null : clock.now() + seconds * 1000 + margin };
}

function signInRequest(credentials: Exclude<AnypointCredentials, { type: 'bearer' }>): {
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
} {
  if (credentials.type === 'password') {
    return {
      path: LOGIN_PATH,
      body: { username: credentials.username, password: credentials.password },
    };
  }
  return {
    path: TOKEN_PATH,
    body: {
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      grant_type: 'client_credentials',
    },
  };
}

/** Who tried to sign in, short enough not to give a client id away whole. */
function who(credentials: AnypointCredentials, source: CredentialSource, host: string): string {
  if (credentials.type === 'bearer') return `bearer token, from ${source.origin}, at ${host}`;
  const [what, name] =
    credentials.type === 'password' ? ['user', credentials.username] : ['client id', credentials.clientId];
  return `${what} ${name.length > 8 ? `${name.slice(0, 4)}…` : name}, from ${source.origin}, at ${host}`;
}

function refusedSignIn(
  status: number,
  credentials: AnypointCredentials,
  source: CredentialSource,
  host: string,
): MuleteerError {
  if (status < 400) {
    return new MuleteerError('unexpected_answer', `${host} redirects the sign-in (${status})`, {
      hint: WRONG_HOST,
    });
  }
  if (status === 404) {
    return new MuleteerError('not_found', `${host} has no sign-in (404)`, {
      hint: 'is controlPlane right? It is us, eu, gov, or the URL of a Private Cloud',
    });
  }
  if (status === 429 || status >= 500) {
    return new MuleteerError('api', `Anypoint cannot sign anybody in at the moment (${status})`, {
      hint: `${who(credentials, source, host)}. Try again in a minute`,
    });
  }
  const scopes =
    credentials.type === 'connected-app' ? `. The connected app needs these scopes: ${SCOPES}` : '';
  return new MuleteerError('sign_in', `Anypoint refused the sign-in (${status})`, {
    hint: `${who(credentials, source, host)}${scopes}`,
  });
}

function noToken(
  json: Readonly<Record<string, unknown>> | undefined,
  credentials: AnypointCredentials,
  source: CredentialSource,
  host: string,
): MuleteerError {
  if (json?.url !== undefined) {
    return new MuleteerError(
      'sign_in',
      'this user signs in through a browser (multi-factor or external identity)',
      {
        hint: `${who(credentials, source, host)}. Use a connected app instead`,
      },
    );
  }
  return new MuleteerError('sign_in', 'the sign-in was answered without a token', {
    hint: who(credentials, source, host),
  });
}
