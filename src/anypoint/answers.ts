import { type Asked, isRedirect, redirected, said } from '../http/answers.ts';
import type { HttpAnswer } from '../http/transport.ts';
import { withoutQuery } from '../http/without-query.ts';
import { RequestError } from '../model/errors.ts';

/**
 * The scopes that a connected app needs, as the vendor's help article 001119911 lists them for working with
 * applications on servers.
 */
export const SCOPES = 'Read Servers, Read Applications, Create Applications, Manage Application Data';

/** What to look at where a stranger answered. */
export const WRONG_HOST = 'is controlPlane right? A proxy or a login page may stand in between';

/** 5xx and 429 come from gateways too: the write behind them may have been done. */
const MAYBE_DONE = 500;

/** An answer that is not 2xx, as an error. Its body is text first; JSON only if it parses. */
export function refusal(answer: HttpAnswer, asked: Asked): RequestError {
  if (isRedirect(answer)) return redirected(answer, asked);
  const { status } = answer;
  const { method, path, host } = asked;
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
  return new RequestError('api', `${host} refused ${about} (${status})${said(answer)}`, {
    ...detail,
    ...(status === 429
      ? { hint: 'the service asks for fewer requests; run it again with a lower --parallelism' }
      : {}),
  });
}
