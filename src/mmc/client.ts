/**
 * The Mule Management Console's user groups. HTTP Basic, sent ahead; paths are built from names, `href`s are
 * never followed. Source: MMC reference, sections 1, 2 and 5.
 */
import { type Asked, isRedirect, isSuccess, readJson, redirected, said } from '../http/answers.ts';
import type { HttpAnswer, HttpMethod, Transport } from '../http/transport.ts';
import { MuleteerError, RequestError } from '../model/errors.ts';
import { asArray, asNumber, asObject, asString } from '../model/json.ts';
import type { Redacted } from '../model/redacted.ts';

export interface UserGroupWire {
  readonly name: string;
  /** Empty where the console gives none: absent, null and "" are the same. */
  readonly description: string | Redacted;
  /** In no order; null where a list leaves them out. */
  readonly permissions: readonly string[] | null;
}

export interface UserGroupList {
  readonly groups: readonly UserGroupWire[];
  /** False where the console said that there are more than it gave. */
  readonly complete: boolean;
}

export interface MmcCredentials {
  readonly username: string;
  readonly password: string;
}

export interface MmcClient {
  readonly host: string;
  /** Null on an edition that has no list (404 or 405; MMC 3.3 and 3.4 document none). */
  listUserGroups(): Promise<UserGroupList | null>;
  /** Null when the console knows no such group. */
  getUserGroup(name: string): Promise<UserGroupWire | null>;
  /** Null where the console cannot tell; the built-in names are then all that is known. */
  listPermissions(): Promise<readonly string[] | null>;
  write(method: Exclude<HttpMethod, 'GET'>, path: string, text: string | null): Promise<void>;
}

/** `/mmc/api/usergroups`, for the console at `http://host:8080/mmc`. */
export function userGroupsPath(context: string): string {
  return `${context.replace(/\/+$/, '')}/api/usergroups`;
}

/** One percent-encoded segment: a space is %20, never + (reference, Q9). */
export function userGroupPath(context: string, name: string): string {
  return `${userGroupsPath(context)}/${encodeURIComponent(name)}`;
}

export function createMmcClient(
  transport: Transport,
  context: string,
  credentials: () => Promise<MmcCredentials>,
): MmcClient {
  const host = new URL(transport.origin).host;
  const send = async (method: HttpMethod, path: string, text: string | null): Promise<HttpAnswer> => {
    const { username, password } = await credentials();
    const authorization = `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
    const body = text === null ? null : ({ type: 'json', text } as const);
    return transport.send({ method, path, headers: { authorization }, body });
  };
  const get = async (path: string): Promise<unknown> => {
    const answer = await send('GET', path, null);
    const asked = { method: 'GET', path, host, hint: WRONG_BASE } as const;
    if (!isSuccess(answer)) throw refusal(answer, asked);
    return readJson(answer, asked);
  };
  const orNull = async <Value>(
    reading: Promise<Value>,
    statuses: readonly number[],
  ): Promise<Value | null> => {
    try {
      return await reading;
    } catch (error) {
      if (error instanceof RequestError && error.status !== null && statuses.includes(error.status))
        return null;
      throw error;
    }
  };
  return {
    host,
    listUserGroups: () =>
      orNull(
        get(userGroupsPath(context)).then((body) => readList(body, host)),
        [404, 405],
      ),
    getUserGroup: (name) =>
      orNull(
        get(userGroupPath(context, name)).then((body) => readOne(body, name, host)),
        [404],
      ),
    listPermissions: () =>
      orNull(get(`${userGroupsPath(context)}/permissions`).then(readPermissions), [401, 403, 404, 405, 500]),
    async write(method, path, text) {
      const answer = await send(method, path, text);
      if (!isSuccess(answer)) throw refusal(answer, { method, path, host, hint: WRONG_BASE });
    },
  };
}

function readList(body: unknown, host: string): UserGroupList {
  const rows = Array.isArray(body) ? body : asObject(body)?.data;
  if (!Array.isArray(rows)) {
    throw new MuleteerError('unexpected_answer', `${host} answered the user groups without a list`, {
      hint: WRONG_BASE,
    });
  }
  const groups = rows.flatMap((row) => readGroup(row) ?? []);
  const total = asNumber(asObject(body)?.total);
  return { groups, complete: total === undefined || total <= rows.length };
}

/** Bare, or the single item of an envelope: both shapes are seen on this console's resources. */
function readOne(body: unknown, name: string, host: string): UserGroupWire {
  const inner = asObject(body)?.data;
  const group = readGroup(Array.isArray(inner) ? inner[0] : (inner ?? body));
  if (group !== undefined) return group;
  throw new MuleteerError('unexpected_answer', `${host} answered no user group for ${name}`, {
    hint: WRONG_BASE,
  });
}

function readGroup(value: unknown): UserGroupWire | undefined {
  const row = asObject(value);
  const name = asString(row?.name);
  if (row === undefined || name === undefined) return undefined;
  return {
    name,
    description: asString(row.description) ?? '',
    permissions: 'permissions' in row ? readNames(row.permissions) : null,
  };
}

/** Null for an empty answer: no console has no permissions, so that it says nothing. */
function readPermissions(body: unknown): readonly string[] | null {
  const object = asObject(body);
  const names = readNames(Array.isArray(body) ? body : (object?.permissions ?? object?.data));
  return names.length === 0 ? null : names;
}

/** A list, one string for a single name, or nothing. */
function readNames(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return [...new Set(asArray(value).flatMap((one) => asString(one) ?? []))];
}

const WRONG_BASE =
  'spec.url goes up to and with the context of the console, for instance http://host:8080/mmc';

/**
 * MMC answers 500 for ordinary refusals, so that a 500 is a refusal and no lost answer; 502 to 504 come from a
 * gateway in front of it. 401 has two meanings, and both are said.
 */
function refusal(answer: HttpAnswer, asked: Asked): RequestError {
  if (isRedirect(answer)) return redirected(answer, asked);
  const { status } = answer;
  const { method, path, host } = asked;
  const gateway = status >= 502 && status <= 504;
  const detail = {
    status,
    arrived: gateway && method !== 'GET' ? ('maybe' as const) : ('no' as const),
    retryable: gateway || status === 429,
  };
  if (status === 401 || status === 403) {
    return new RequestError('sign_in', `the console at ${host} refused ${method} ${path} (${status})`, {
      ...detail,
      hint: 'either user and password are wrong (MMC_USERNAME, MMC_PASSWORD), or the user lacks the right MANAGE_GROUPS',
    });
  }
  const code = status === 404 ? 'not_found' : 'api';
  return new RequestError(
    code,
    `the console at ${host} refused ${method} ${path} (${status})${said(answer)}`,
    detail,
  );
}
