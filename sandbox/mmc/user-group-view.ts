/** User groups as the console shows them. */
import { createHash } from 'node:crypto';
import type { UserGroupRow } from '../world/state.ts';

/** The documentation shows three paths, one of them misspelt; none of them is for following (reference 2.4). */
const HREF_PATH = { list: 'groups', create: 'groups', single: 'grops', update: 'usergroups' } as const;
export type Occasion = keyof typeof HREF_PATH;

export interface ViewOptions {
  readonly occasion: Occasion;
  /** Scheme, host and context. */
  readonly base: string;
  readonly withPermissions: boolean;
}

export function viewUserGroup(group: UserGroupRow, options: ViewOptions): object {
  const href = `${options.base}/api/${HREF_PATH[options.occasion]}/${encodeURIComponent(group.name)}`;
  return {
    name: group.name,
    ...(options.withPermissions ? { permissions: shuffle(group.permissions, options.occasion) } : {}),
    ...(group.description === '' ? {} : { description: group.description }),
    href,
  };
}

/** The order of permissions is arbitrary, and not the same in two answers: they live in a hash set. */
export function shuffle(names: readonly string[], salt: string): string[] {
  const rank = (name: string): string => createHash('sha1').update(salt).update(name).digest('hex');
  return names
    .map((name) => ({ name, rank: rank(name) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ name }) => name);
}
