/** What a genuine hook tells. Of its body a few strings are read, and nothing is followed. */
import type { IncomingHttpHeaders } from 'node:http';
import { asObject } from '../../model/json.ts';

export interface Push {
  /** Null where the sender does not say. */
  readonly branch: string | null;
  /** `acme/estate` */
  readonly repository: string | null;
}

export type Told =
  | { readonly is: 'push'; readonly push: Push }
  /** Something that brings no commit to a branch: a greeting, a tag. */
  | { readonly is: 'something else' }
  | { readonly is: 'unreadable' };

export function readPush(headers: IncomingHttpHeaders, body: Buffer): Told {
  const event = headers['x-github-event'] ?? headers['x-gitlab-event'];
  // Whoever calls by hand need not say anything.
  if (body.length === 0 && event === undefined) return ANY_PUSH;
  const told = parse(body);
  if (told === null) return { is: 'unreadable' };
  if (headers['x-github-event'] !== undefined) {
    return event === 'push' ? pushOf(told, asObject(told.repository)?.full_name) : { is: 'something else' };
  }
  if (headers['x-gitlab-event'] !== undefined) {
    const isPush = told.object_kind === 'push';
    return isPush ? pushOf(told, asObject(told.project)?.path_with_namespace) : { is: 'something else' };
  }
  return told.ref === undefined ? ANY_PUSH : pushOf(told, told.repository);
}

const ANY_PUSH: Told = { is: 'push', push: { branch: null, repository: null } };

function parse(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(body.toString())) ?? null;
  } catch {
    return null;
  }
}

function pushOf({ ref }: Readonly<Record<string, unknown>>, repository: unknown): Told {
  const [, branch] = (typeof ref === 'string' && /^(?:refs\/heads\/)?((?!refs\/).+)$/.exec(ref)) || [];
  if (branch === undefined) return { is: 'something else' };
  return { is: 'push', push: { branch, repository: typeof repository === 'string' ? repository : null } };
}
