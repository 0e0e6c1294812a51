/** How turns went, one line a target. */
import type { TurnOutcome, TurnResult } from '../model/turn.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

const WORDS: Readonly<Record<TurnOutcome, string>> = {
  in_sync: 'in sync',
  applied: 'applied',
  pending: 'waits',
  refused: 'refused',
  unhealthy: 'not healthy',
  partial: 'stopped part-way',
  failed: 'failed',
};

export function turnLines(results: readonly TurnResult[], paint: Paint): string {
  const width = Math.max(0, ...results.map(({ target }) => printable(target).length));
  const lines = results.map(({ target, outcome, error }) => {
    const why = error === null ? '' : `: ${printable(error.message)}`;
    return `${paint.bold(printable(target).padEnd(width))}   ${WORDS[outcome]}${why}\n`;
  });
  return lines.join('');
}
