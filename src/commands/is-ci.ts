import type { Io } from './io.ts';

/** Whether a CI system runs us: all of them set CI, some of them to something that means no. */
export function isCi({ CI }: Io['env']): boolean {
  return CI !== undefined && !['', '0', 'false'].includes(CI.toLowerCase());
}
