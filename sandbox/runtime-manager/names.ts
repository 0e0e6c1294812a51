/** The name rules of the reference: servers (5), groups and clusters (6, 7), applications (8.6). */
import { conflict, invalid } from '../http/answer.ts';
import type { World } from '../world/world.ts';

interface NameRule {
  readonly pattern: RegExp;
  readonly says: string;
}

const SERVER: NameRule = {
  pattern: /^[A-Za-z0-9._-]{1,60}$/,
  says: 'A server name has up to 60 letters, digits, dots, underscores and dashes',
};
const TARGET: NameRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9-]{1,38}[A-Za-z0-9]$/,
  says: 'A name has 3 to 40 letters, digits and dashes, with no dash at either end',
};
const APPLICATION: NameRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9-]{1,40}[A-Za-z0-9]$/,
  says: 'An application name has 3 to 42 letters, digits and dashes, with no dash at either end',
};

export const NAME_RULES = { server: SERVER, target: TARGET, application: APPLICATION } as const;

export function readName(world: World, value: unknown, rule: NameRule): string {
  if (typeof value !== 'string' || !rule.pattern.test(value)) throw invalid(world, rule.says);
  return value;
}

interface Named {
  readonly id: number;
  readonly environmentId: string;
  readonly name: string;
}

/** Duplicate names are taken to be refused with a conflict (RM unknown 2). */
export function refuseDuplicate(
  world: World,
  rows: Iterable<Named>,
  wanted: Omit<Named, 'id'>,
  self?: number,
): void {
  for (const row of rows) {
    if (row.id !== self && row.environmentId === wanted.environmentId && row.name === wanted.name) {
      throw conflict(world, `The name ${wanted.name} is already in use`);
    }
  }
}
