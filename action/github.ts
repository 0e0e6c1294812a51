/**
 * GitHub's API, as much of it as the action needs. What was throttled was not carried out, and is asked again; so is
 * a read or an update that got no proper answer. A creation that got none may have happened: it fails as `lost`, and
 * whoever created looks before doing so again.
 */
import { ActionError, type ActionIo } from './io.ts';

export interface GitHub {
  /** The pages of a list, as one. */
  list<Row>(path: string): Promise<readonly Row[]>;
  get<Body>(path: string): Promise<Body>;
  post<Body>(path: string, body: object): Promise<Body>;
  patch<Body>(path: string, body: object): Promise<Body>;
  /** The login that the token writes as. */
  viewer(): Promise<string>;
}

export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  /** 0 where there was no answer. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** Whether it may have been carried out all the same. */
  get lost(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

const TRIES = 5;
const LONGEST_WAIT = 300_000;
const ONE_REQUEST = 30_000;

interface Request {
  readonly method: string;
  readonly url: string;
  readonly body?: object;
  readonly repeatable: boolean;
}

export function connectGitHub(token: string, io: ActionIo): GitHub {
  const base = io.env.GITHUB_API_URL ?? 'https://api.github.com';
  const send = (request: Request): Promise<Response> => sendPatiently(request, token, io);
  const json = async <Body>(request: Request): Promise<Body> => (await (await send(request)).json()) as Body;
  const at = (path: string): string => `${base}${path}`;
  return {
    async list<Row>(path: string) {
      const rows: Row[] = [];
      const glue = path.includes('?') ? '&' : '?';
      let next: string | null = `${at(path)}${glue}per_page=100`;
      while (next !== null) {
        const response: Response = await send({ method: 'GET', url: next, repeatable: true });
        rows.push(...((await response.json()) as readonly Row[]));
        next = nextPage(response, base);
      }
      return rows;
    },
    get: (path) => json({ method: 'GET', url: at(path), repeatable: true }),
    post: (path, body) => json({ method: 'POST', url: at(path), body, repeatable: false }),
    patch: (path, body) => json({ method: 'PATCH', url: at(path), body, repeatable: true }),
    async viewer() {
      // Of the token of a job only this tells: /user is for people.
      const url = io.env.GITHUB_GRAPHQL_URL ?? 'https://api.github.com/graphql';
      const body = { query: '{ viewer { login } }' };
      const answer = await json<{ data?: { viewer?: { login?: string } } }>({
        method: 'POST',
        url,
        body,
        repeatable: true,
      });
      const login = answer.data?.viewer?.login;
      if (login === undefined) throw new GitHubError(200, 'GitHub does not say whom the token belongs to');
      return login;
    },
  };
}

async function sendPatiently(request: Request, token: string, io: ActionIo): Promise<Response> {
  for (let tried = 1; ; tried++) {
    const answer = await sendOnce(request, token, io);
    if (answer instanceof Response && answer.ok) return answer;
    const failure = answer instanceof Response ? await failureOf(request, answer) : answer;
    const pause = pauseAfter(answer, failure, { tried, now: io.now() });
    const mayRepeat = request.repeatable || !failure.lost;
    if (pause === null || pause > LONGEST_WAIT || !mayRepeat || tried === TRIES) throw failure;
    await io.sleep(pause);
  }
}

async function sendOnce(
  { method, url, body }: Request,
  token: string,
  io: ActionIo,
): Promise<Response | GitHubError> {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': 'muleteer',
    'x-github-api-version': '2022-11-28',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    return await io.fetch(url, { method, headers, ...content, signal: AbortSignal.timeout(ONE_REQUEST) });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    return new GitHubError(0, `${method} ${new URL(url).pathname}: no answer from GitHub (${why})`);
  }
}

async function failureOf({ method, url }: Request, response: Response): Promise<GitHubError> {
  const text = await response.text().catch(() => '');
  const said = /"message"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? '';
  const what = `${method} ${new URL(url).pathname}: GitHub answered ${response.status}`;
  return new GitHubError(response.status, said === '' ? what : `${what}, ${said}`);
}

/** Milliseconds, or null for what another try would not change. */
function pauseAfter(
  answer: Response | GitHubError,
  { status, lost, message }: GitHubError,
  { tried, now }: { readonly tried: number; readonly now: number },
): number | null {
  const header = (name: string): string | null =>
    answer instanceof Response ? answer.headers.get(name) : null;
  const after = header('retry-after');
  const isThrottled =
    status === 429 ||
    (status === 403 &&
      (after !== null || header('x-ratelimit-remaining') === '0' || /rate limit/i.test(message)));
  if (!isThrottled && !lost) return null;
  if (after !== null && /^\d+$/.test(after)) return Number(after) * 1000;
  const reset = header('x-ratelimit-reset');
  if (isThrottled && header('x-ratelimit-remaining') === '0' && reset !== null)
    return Math.max(0, Number(reset) * 1000 - now);
  return isThrottled ? 60_000 : 1000 * 2 ** (tried - 1);
}

/** Of our own server: a token does not follow a link elsewhere. */
function nextPage({ headers }: Response, base: string): string | null {
  const url = /<([^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null;
  return url?.startsWith(base) === true ? url : null;
}

/** A refusal that a line in the workflow puts right. */
export function explained(error: unknown, permission: string): unknown {
  if (!(error instanceof GitHubError) || (error.status !== 403 && error.status !== 401)) return error;
  return new ActionError(error.message, `the job needs permissions: ${permission}`);
}
