/** What the fake GitHub holds. */

export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

export interface Note {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
  readonly html_url: string;
}

export interface Issue extends Note {
  readonly number: number;
  title: string;
  state: 'open' | 'closed';
}

export interface Pull {
  readonly number: number;
  merged_at: string | null;
  merge_commit_sha: string | null;
  readonly base: { readonly ref: string };
  head: { sha: string; readonly repo: { readonly full_name: string; readonly fork: boolean } };
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  expired: boolean;
  readonly created_at: string;
  readonly workflow_run: {
    readonly id: number;
    readonly head_sha: string;
    readonly head_branch: string;
    readonly repository_id: number;
    readonly head_repository_id: number;
  };
  /** File name → text. */
  readonly files: ReadonlyMap<string, string>;
}

export const REPOSITORY = 'acme/estate';

/** Who a job writes as. */
export const BOT = 'github-actions[bot]';

export interface State {
  readonly comments: Map<number, Note[]>;
  readonly issues: Issue[];
  readonly pulls: Pull[];
  readonly artifacts: Artifact[];
  next: number;
}

export function addComment(state: State, thread: number, login: string, body: string): Note {
  const id = state.next++;
  const html_url = `https://github.test/${REPOSITORY}/pull/${thread}#issuecomment-${id}`;
  const comment = { id, body, user: { login }, html_url };
  state.comments.set(thread, [...(state.comments.get(thread) ?? []), comment]);
  return comment;
}

export function addIssue(state: State, { title = '', body = '' }: Readonly<Record<string, string>>): Issue {
  const id = state.next++;
  const html_url = `https://github.test/${REPOSITORY}/issues/${id}`;
  const issue: Issue = { id, number: id, title, body, state: 'open', user: { login: BOT }, html_url };
  state.issues.push(issue);
  return issue;
}
