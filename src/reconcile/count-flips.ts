/**
 * How often two values of a field took turns: git's, and one that somebody set by hand. What comes back a third time
 * is no mishap but somebody else who writes, such as a pipeline of its own that deploys the same application; to heal
 * it again would go on for ever, with a restart each time. A week of quiet, or another value in git, and it is
 * forgotten.
 */
import type { Flip } from '../model/record.ts';

export type FlipPair = Pick<Flip, 'path' | 'declared' | 'byHand'>;

/** So often a hand-made value may be found against the same value of git's; it is healed before. */
const TOO_OFTEN = 3;
const QUIET_MS = 7 * 24 * 60 * 60_000;
/** Whoever sets another value each time does not flip, and must not fill the record. */
const MOST_PAIRS = 8;

/** The pair with this sight of it. What was left as it is has been counted already. */
export function sighted(flips: readonly Flip[], pair: FlipPair, now: number): Flip {
  const known = flips.find((flip) => isSame(flip, pair) && !isForgotten(flip, now));
  if (known?.left === true) return known;
  return {
    path: pair.path,
    declared: pair.declared,
    byHand: pair.byHand,
    times: (known?.times ?? 0) + 1,
    since: known?.since ?? now,
    last: now,
    left: false,
  };
}

export function isTooOften({ times }: Flip): boolean {
  return times >= TOO_OFTEN;
}

export function leftAlone(flip: Flip): Flip {
  return { ...flip, left: true };
}

/** Whoever healed it: from now on it may come back. */
export function healed(flip: Flip, now: number): Flip {
  return { ...flip, left: false, last: now };
}

/** When it is forgotten if nothing happens any more, in milliseconds since the epoch. */
export function forgottenAt({ last }: Flip): number {
  return last + QUIET_MS;
}

/** @param news take the place of what was known of the same pairs */
export function flipsWith(flips: readonly Flip[], news: readonly Flip[], now: number): readonly Flip[] {
  const kept = flips.filter((flip) => !isForgotten(flip, now) && !news.some((one) => isSame(one, flip)));
  const newestFirst = [...news, ...kept].sort((a, b) => b.last - a.last);
  const fitting = newestFirst.filter(
    (flip, index) => newestFirst.slice(0, index).filter(({ path }) => path === flip.path).length < MOST_PAIRS,
  );
  return fitting.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function isForgotten(flip: Flip, now: number): boolean {
  return now >= forgottenAt(flip);
}

function isSame(a: FlipPair, b: FlipPair): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf({ path, declared, byHand }: FlipPair): string {
  return `${path} ${declared} ${byHand}`;
}
