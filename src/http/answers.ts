/** What both services' answers have in common: loose JSON, pages of gateways, and words that were not meant for us. */
import { MuleteerError, RequestError } from '../model/errors.ts';
import { asObject, asString } from '../model/json.ts';
import type { HttpAnswer, HttpMethod } from './transport.ts';
import { withoutQuery } from './without-query.ts';

/** Which request was answered, and what to look at where a stranger answered it. */
export interface Asked {
  readonly method: HttpMethod;
  readonly path: string;
  readonly host: string;
  readonly hint: string;
}

export function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

export function isRedirect({ status }: HttpAnswer): boolean {
  return status >= 300 && status < 400;
}

/** The JSON of a successful answer. HTML, or anything else that is not JSON, is an error that says so. */
export function readJson(answer: HttpAnswer, { method, path, host, hint }: Asked): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    const what = /^\s*</.test(answer.text) ? 'HTML' : 'something';
    const about = `${answer.status}, ${method} ${withoutQuery(path)}`;
    throw new MuleteerError('unexpected_answer', `${host} answered ${what} instead of JSON (${about})`, {
      hint,
    });
  }
}

/** Redirects are never followed: a login page at their end would look like an answer. */
export function redirected({ status }: HttpAnswer, { method, path, host, hint }: Asked): RequestError {
  const message = `${host} redirects ${method} ${withoutQuery(path)} (${status})`;
  return new RequestError('unexpected_answer', message, { status, arrived: 'no', hint });
}

const MAX_SAID = 300;

/** What the service itself says, as `: text`; one line, cut, never HTML. */
export function said({ text }: HttpAnswer): string {
  const line = messageIn(text).replace(/\s+/g, ' ').trim();
  if (line === '' || line.startsWith('<')) return '';
  return `: ${line.length > MAX_SAID ? `${line.slice(0, MAX_SAID)}…` : line}`;
}

/** `{"message": "…"}` or `error` in its place, the same with an unquoted key, or the first line of a text. */
function messageIn(text: string): string {
  try {
    const body = asObject(JSON.parse(text));
    return asString(body?.message) ?? asString(body?.error) ?? '';
  } catch {
    const almost = /\bmessage"?\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
    return almost ?? text.trim().split('\n')[0] ?? '';
  }
}
