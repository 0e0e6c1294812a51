import type { Change } from '../model/change.ts';

/** What changes or waits; the rest only where somebody asks for all. */
export function isShown({ action, waiting }: Change): boolean {
  return action !== 'keep' || waiting.length > 0;
}
