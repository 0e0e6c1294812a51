/** Chance that comes again with its seed. */

export interface Chance {
  /** From 0 up to 1. */
  number(): number;
  /** A whole number from 0 up to the bound. */
  below(bound: number): number;
  oneOf<Value>(values: readonly Value[]): Value;
  shuffled<Value>(values: readonly Value[]): readonly Value[];
}

/** mulberry32 */
export function createChance(seed: number): Chance {
  let state = seed | 0;
  const number = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(number() * bound);
  return {
    number,
    below,
    oneOf<Value>(values: readonly Value[]): Value {
      if (values.length === 0) throw new Error('there is nothing to choose from');
      return values[below(values.length)] as Value;
    },
    shuffled: (values) =>
      values
        .map((value) => ({ value, at: number() }))
        .sort((a, b) => a.at - b.at)
        .map(({ value }) => value),
  };
}
