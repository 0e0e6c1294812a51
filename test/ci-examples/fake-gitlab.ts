/** GitLab's API as `merge-request.mjs` meets it: notes of merge request 7, and what its pipelines kept. */
import { type Answer, type ReceivedRequest, startHttpServer } from '../support/http-server.ts';

export interface FakeGitLab {
  /** With its version. */
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  readonly notes: { readonly id: number; body: string; readonly author: { readonly id: number } }[];
  /** Of the merge request, newest first. */
  readonly pipelines: { readonly id: number; readonly sha: string; readonly status: string }[];
  /** Commit → its parents. */
  readonly parents: Map<string, readonly string[]>;
  /** The commit that it was merged with, and its own last one. */
  merged: { readonly commit: string; readonly head: string } | null;
  /** What the job `plan` of a pipeline kept. */
  readonly plans: Map<number, string>;
}

export const TOKEN = 'glpat-x';
const ME = 42;
const PAGE = 2;

export async function startFakeGitLab(): Promise<FakeGitLab> {
  const state: Omit<FakeGitLab, 'url' | 'received'> = {
    notes: [],
    pipelines: [],
    parents: new Map(),
    merged: null,
    plans: new Map(),
  };
  const server = await startHttpServer((request) => {
    if (request.headers['private-token'] !== TOKEN)
      return { status: 401, body: { message: '401 Unauthorized' } };
    return answerTo(request, state) ?? { status: 404, body: { message: '404 Not found' } };
  });
  return Object.assign(state, { url: `${server.url}/api/v4`, received: server.received });
}

function answerTo(request: ReceivedRequest, state: Omit<FakeGitLab, 'url' | 'received'>): Answer | null {
  const { method, body } = request;
  const url = new URL(request.path, 'http://x');
  const path = url.pathname.replace('/api/v4', '').replace('/projects/5', '');
  const page = (rows: readonly unknown[]): Answer => paged(rows, Number(url.searchParams.get('page') ?? 1));
  const text = body.length === 0 ? '' : (JSON.parse(body.toString('utf8')) as { body: string }).body;
  const [, id] = /(\d+)\/(?:jobs|artifacts\/out\/plan\.json)$/.exec(path) ?? /notes\/(\d+)$/.exec(path) ?? [];
  if (path === '/user') return { body: { id: ME } };
  if (path === '/merge_requests/7/notes' && method === 'GET') return page(state.notes);
  if (path === '/merge_requests/7/notes') {
    state.notes.push({ id: state.notes.length + 1, body: text, author: { id: ME } });
    return { status: 201, body: {} };
  }
  if (method === 'PUT') {
    const note = state.notes.find((one) => one.id === Number(id));
    if (note !== undefined) note.body = text;
    return note === undefined ? null : { body: {} };
  }
  if (path === `/repository/commits/${state.merged?.commit}/merge_requests`)
    return page([{ iid: 7, state: 'merged', sha: state.merged?.head }]);
  if (path.endsWith('/merge_requests')) return page([]);
  if (path.startsWith('/repository/commits/'))
    return { body: { parent_ids: state.parents.get(path.split('/').at(-1) ?? '') ?? [] } };
  if (path === '/merge_requests/7/pipelines') return page(state.pipelines);
  if (path.endsWith('/jobs')) return page([{ id: Number(id), name: 'plan', status: 'success' }]);
  const plan = path.startsWith('/jobs/') ? state.plans.get(Number(id)) : undefined;
  return plan === undefined ? null : { body: plan };
}

/** Small pages, so that somebody has to turn them. */
function paged(rows: readonly unknown[], page: number): Answer {
  const next = rows.length > page * PAGE ? String(page + 1) : '';
  return { body: rows.slice((page - 1) * PAGE, page * PAGE), headers: { 'x-next-page': next } };
}
