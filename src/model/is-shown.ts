import type { Change } from './change.ts';

/** What changes or waits; the rest only where somebody asks for all. */
export function isShown({ action, waiting }: Pick<Change, 'action' | 'waiting'>): boolean {
  return action !== 'keep' || waiting.length > 0;
}
