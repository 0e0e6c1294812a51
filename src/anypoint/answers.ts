import type { HttpAnswer, HttpMethod } from '../http/transport.ts';
import { MuleteerError, RequestError } from '../model/errors.ts';
import { asObject, asString } from '../model/json.ts';

/**
 * The scopes that a connected app needs, as the vendor's help article 001119911 lists them for working with
 * applications on servers.
 */
export const SCOPES = 'Read Servers, Read Applications, Create Applications, Manage Application Data';

/** 5xx and 429 come from gateways too: the write behind them may have been done. */
const MAYBE_DONE = 500;

/** The JSON of a successful answer. HTML, or anything else that is not JSON, is an error that says so. */
export function readJson(answer: HttpAnswer, method: HttpMethod, path: string, host: string): unknown {
  if (answer.text.trim() === '') return undefined;
  try {
    return JSON.parse(answer.text);
  } catch {
    const what = /^\s*</.test(answer.text) ? 'HTML' : 'something';
    throw new MuleteerError(
      'unexpected_answer',
      `${host} answered ${what} instead of JSON (${answer.status}, ${method} ${withoutQuery(path)})`,
      { hint: 'is controlPlane right? A proxy or a login page may stand in between' },
    );
  }
}

/** An answer that is not 2xx, as an error. Its body is text first; JSON only if it parses. */
export function refusal(answer: HttpAnswer, method: HttpMethod, path: string, host: string): RequestError {
  const { status } = answer;
  const about = `${method} ${withoutQuery(path)}`;
  const detail = {
    status,
    arrived: status >= MAYBE_DONE && method !== 'GET' ? ('maybe' as const) : ('no' as const),
    retryable: status === 429 || status >= MAYBE_DONE,
  };
  if (status === 403) {
    return new RequestError('forbidden', `Anypoint refused ${about} (403)${said(answer)}`, {
      ...detail,
      hint: `the connected app or user needs these scopes in the environment: ${SCOPES}; for servers, groups and clusters also the right to manage servers`,
    });
  }
  if (status === 404) {
    return new RequestError(
      'not_found',
      `${host} knows no ${withoutQuery(path)} (404)${said(answer)}`,
      detail,
    );
  }
  if (status >= 300 && status < 400) {
    return new RequestError('unexpected_answer', `${host} redirects ${about} (${status})`, {
      ...detail,
      hint: 'is controlPlane right? A proxy or a login page may stand in between',
    });
  }
  return new RequestError('api', `${host} refused ${about} (${status})${said(answer)}`, {
    ...detail,
    ...(status === 429
      ? { hint: 'the service asks for fewer requests; run it again with a lower --parallelism' }
      : {}),
  });
}

/** What the service itself says, as `: text`; one line, cut, never HTML. */
function said(answer: HttpAnswer): string {
  const text = messageOf(answer.text).replace(/\s+/g, ' ').trim();
  if (text === '' || text.startsWith('<')) return '';
  return `: ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`;
}

function messageOf(text: string): string {
  try {
    const body = asObject(JSON.parse(text));
    return asString(body?.message) ?? asString(body?.error) ?? '';
  } catch {
    return text;
  }
}

function withoutQuery(path: string): string {
  return path.split('?')[0] ?? path;
}
