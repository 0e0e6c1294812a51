/**
 * GitHub's API as the action meets it: comments, issues, pull requests of a commit, artifacts, who a token is, and
 * what it may do. It answers in the shapes and with the refusals of the real one, and pages what it lists.
 */
import { type Answer, type ReceivedRequest, startHttpServer } from '../support/http-server.ts';
import { answerTo, refuse } from './github-routes.ts';
import {
  type Artifact,
  addComment,
  type Issue,
  type Note,
  type Permissions,
  type Pull,
  REPOSITORY,
  type State,
} from './github-state.ts';

export interface FakeGitHub {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  readonly comments: Map<number, Note[]>;
  readonly issues: Issue[];
  readonly pulls: Pull[];
  readonly artifacts: Artifact[];
  /** A token of a job, which writes as the bot. */
  grant(permissions: Permissions): string;
  /** The next requests that match get this answer; with `after`, once they have been carried out. */
  fault(
    match: RegExp,
    answer: Answer | 'drop',
    options?: { readonly times?: number; readonly after?: true },
  ): void;
  /** Somebody else writes a comment. */
  say(thread: number, login: string, body: string): void;
  /** `METHOD path` of all that was not a GET. */
  writes(): readonly string[];
}

interface Fault {
  readonly match: RegExp;
  readonly answer: Answer | 'drop';
  readonly after: boolean;
  left: number;
}

export async function startFakeGitHub(): Promise<FakeGitHub> {
  const state: State = { comments: new Map(), issues: [], pulls: [], artifacts: [], next: 1 };
  const tokens = new Map<string, Permissions>();
  const faults: Fault[] = [];
  const server = await startHttpServer((request) => {
    const line = `${request.method} ${request.path}`;
    const fault = faults.find(({ match, left }) => left > 0 && match.test(line));
    if (fault !== undefined) fault.left -= 1;
    if (fault?.after === false) return fault.answer;
    const permissions = tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
    const answer =
      permissions === undefined ? refuse(401, 'Bad credentials') : answerTo(request, permissions, state);
    return fault?.answer ?? answer;
  });
  return {
    url: server.url,
    received: server.received,
    ...state,
    grant(permissions) {
      const token = `ghs_${'x'.repeat(20)}${tokens.size + 1}`;
      tokens.set(token, permissions);
      return token;
    },
    fault(match, answer, { times = 1, after } = {}) {
      faults.push({ match, answer, after: after === true, left: times });
    },
    say(thread, login, body) {
      addComment(state, thread, login, body);
    },
    writes: () =>
      server.received
        .filter(({ method, path }) => method !== 'GET' && path !== '/graphql')
        .map(({ method, path }) => `${method} ${path.replace(`/repos/${REPOSITORY}`, '')}`),
  };
}
