/** How long the loop waits: never quite as long as last time, so that what stopped together does not start together. */

const FIRST_MS = 5_000;
const CEILING_MS = 5 * 60_000;
/** The share of a pause that is left to chance. */
const CHANCE = 0.2;

/**
 * Milliseconds until the next attempt.
 * @param failures how many there were in a row, at least 1
 * @param random from 0 up to 1
 */
export function backOff(failures: number, random: () => number): number {
  const whole = Math.min(CEILING_MS, FIRST_MS * 2 ** (failures - 1));
  return Math.round(whole * (1 - CHANCE * random()));
}

/** An interval, a tenth more or less. */
export function jittered(interval: number, random: () => number): number {
  return Math.round(interval * (1 - CHANCE / 2 + CHANCE * random()));
}
