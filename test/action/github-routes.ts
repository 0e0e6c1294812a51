/** The paths of GitHub's API that the action uses: what each takes, what it needs, and how it answers. */
import type { Answer, ReceivedRequest } from '../support/http-server.ts';
import { addComment, addIssue, BOT, type Permissions, REPOSITORY, type State } from './github-state.ts';

const PAGE = 100;

interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** One of these is enough. */
  readonly needs: Permissions;
  answer(match: RegExpExecArray, request: ReceivedRequest, state: State): Answer;
}

const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/graphql$/,
    needs: {},
    answer: () => ({ body: { data: { viewer: { login: BOT } } } }),
  },
  {
    method: 'GET',
    path: /^\/issues\/(\d+)\/comments$/,
    needs: { 'pull-requests': 'read', issues: 'read' },
    answer: ([, number], request, { comments }) => paged(comments.get(Number(number)) ?? [], request),
  },
  {
    method: 'POST',
    path: /^\/issues\/(\d+)\/comments$/,
    needs: { 'pull-requests': 'write', issues: 'write' },
    answer: ([, number], request, state) => ({
      status: 201,
      body: addComment(state, Number(number), BOT, bodyOf(request).body ?? ''),
    }),
  },
  {
    method: 'PATCH',
    path: /^\/issues\/comments\/(\d+)$/,
    needs: { 'pull-requests': 'write', issues: 'write' },
    answer: ([, id], request, { comments }) => {
      const comment = [...comments.values()].flat().find((one) => one.id === Number(id));
      if (comment === undefined) return refuse(404, 'Not Found');
      comment.body = bodyOf(request).body ?? '';
      return comment.body.length > 65_536 ? refuse(422, 'Validation Failed') : { body: comment };
    },
  },
  {
    method: 'GET',
    path: /^\/issues$/,
    needs: { issues: 'read' },
    answer: (_, request, { issues }) =>
      paged(
        issues.filter(({ state }) => state === 'open'),
        request,
      ),
  },
  {
    method: 'POST',
    path: /^\/issues$/,
    needs: { issues: 'write' },
    answer: (_, request, state) => ({ status: 201, body: addIssue(state, bodyOf(request)) }),
  },
  {
    method: 'PATCH',
    path: /^\/issues\/(\d+)$/,
    needs: { issues: 'write' },
    answer: ([, number], request, { issues }) => {
      const issue = issues.find((one) => one.number === Number(number));
      return issue === undefined ? refuse(404, 'Not Found') : { body: Object.assign(issue, bodyOf(request)) };
    },
  },
  {
    method: 'GET',
    path: /^\/commits\/([0-9a-f]+)\/pulls$/,
    needs: { 'pull-requests': 'read' },
    answer: ([, commit], request, { pulls }) =>
      paged(
        pulls.filter((one) => one.merge_commit_sha === commit || one.head.sha === commit),
        request,
      ),
  },
  {
    method: 'GET',
    path: /^\/actions\/artifacts$/,
    needs: { actions: 'read' },
    answer: (_, { path }, { artifacts }) => {
      const name = new URL(path, 'http://x').searchParams.get('name');
      const found = artifacts.filter((one) => name === null || one.name === name);
      const rows = found.map(({ files, ...row }) => row);
      return { body: { total_count: rows.length, artifacts: rows.toReversed() } };
    },
  },
];

export function answerTo(request: ReceivedRequest, permissions: Permissions, state: State): Answer {
  const path = (request.path.split('?')[0] ?? '').replace(`/repos/${REPOSITORY}`, '');
  for (const route of ROUTES) {
    const match = route.method === request.method ? route.path.exec(path) : null;
    if (match === null) continue;
    const may = Object.entries(route.needs).some(
      ([name, level]) => permissions[name] === level || permissions[name] === 'write',
    );
    if (!may && Object.keys(route.needs).length > 0)
      return refuse(403, 'Resource not accessible by integration');
    return route.answer(match, request, state);
  }
  return refuse(404, 'Not Found');
}

export function refuse(status: number, message: string): Answer {
  return { status, body: { message } };
}

function paged(rows: readonly unknown[], { path, headers }: ReceivedRequest): Answer {
  const url = new URL(path, `http://${headers.host}`);
  const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), PAGE);
  const page = Number(url.searchParams.get('page') ?? 1);
  url.searchParams.set('page', String(page + 1));
  const more = rows.length > page * size;
  return {
    body: rows.slice((page - 1) * size, page * size),
    ...(more ? { headers: { link: `<${url.href}>; rel="next"` } } : {}),
  };
}

function bodyOf({ body }: ReceivedRequest): Readonly<Record<string, string>> {
  return JSON.parse(body.toString('utf8')) as Record<string, string>;
}
