/**
 * Comments that stay: each has a marker in its first line, is found by it, and is written anew in place. Ours are
 * only those that we wrote: somebody who quotes a marker, or begins with one, is left alone.
 */
import { markerOf } from './documents.ts';
import { type GitHub, GitHubError } from './github.ts';

export interface StickyComment {
  /** Begins with its marker. */
  readonly body: string;
  /** Whether it is worth a new comment, or only the update of one that is there. */
  readonly isNews: boolean;
}

interface Comment {
  readonly id: number;
  readonly body: string;
  readonly html_url: string;
  readonly user: { readonly login: string } | null;
}

export interface Thread {
  readonly repository: string;
  readonly number: number;
}

/** What was written before, marker → comment; of two with one marker the first. */
export type OwnComments = ReadonlyMap<string, Comment>;

export async function findOwnComments(github: GitHub, { repository, number }: Thread): Promise<OwnComments> {
  const viewer = await github.viewer();
  const comments = await github.list<Comment>(`/repos/${repository}/issues/${number}/comments`);
  const own = new Map<string, Comment>();
  for (const comment of comments) {
    const marker = markerOf(comment.body);
    if (marker !== null && comment.user?.login === viewer && !own.has(marker)) own.set(marker, comment);
  }
  return own;
}

/** Resolves to the comment's address, or to null where there is none and none was worth it. */
export async function writeComment(
  github: GitHub,
  thread: Thread,
  comment: StickyComment,
  own: OwnComments,
): Promise<string | null> {
  const there = own.get(markerOf(comment.body) ?? '');
  if (there === undefined) return comment.isNews ? create(github, thread, comment) : null;
  if (there.body !== comment.body) {
    const path = `/repos/${thread.repository}/issues/comments/${there.id}`;
    await github.patch(path, { body: comment.body });
  }
  return there.html_url;
}

/** A creation without an answer may have happened: the second try is an update, if there is something to update. */
async function create(github: GitHub, thread: Thread, comment: StickyComment): Promise<string | null> {
  const { body } = comment;
  try {
    return await post(github, thread, body);
  } catch (error) {
    if (!(error instanceof GitHubError) || !error.lost) throw error;
    const own = await findOwnComments(github, thread);
    return own.has(markerOf(body) ?? '')
      ? writeComment(github, thread, comment, own)
      : post(github, thread, body);
  }
}

async function post(github: GitHub, { repository, number }: Thread, body: string): Promise<string> {
  const { html_url } = await github.post<Comment>(`/repos/${repository}/issues/${number}/comments`, { body });
  return html_url;
}
