/** Writes values as YAML in as many ways as people do: blocks, braces, quotes, comments, any indentation. */
export interface Dice {
  /** True once in `n` times. */
  once(n: number): boolean;
  pick<T>(from: readonly T[]): T;
  shuffled<T>(list: readonly T[]): readonly T[];
}

/** @param seed the same seed throws the same (mulberry32) */
export function diceOf(seed: number): Dice {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    once: (n) => next() * n < 1,
    pick: <T>(from: readonly T[]) => from[Math.floor(next() * from.length)] as T,
    shuffled: (list) =>
      list
        .map((item) => ({ item, at: next() }))
        .sort((left, right) => left.at - right.at)
        .map(({ item }) => item),
  };
}

export class RandomWriter {
  readonly #dice: Dice;
  /** How many comments were written; each has a number of its own. */
  comments = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  document(value: Readonly<Record<string, unknown>>): string {
    const indent = this.#dice.once(8) ? 2 : 0;
    return `${this.#map(Object.entries(value), indent).join('\n')}\n`;
  }

  #map(entries: readonly (readonly [string, unknown])[], indent: number): readonly string[] {
    return this.#dice.shuffled(entries).flatMap(([key, value]) => {
      const written = this.#dice.once(6) ? `"${key}"` : key;
      return [...this.#above(indent), ...this.#entry(`${' '.repeat(indent)}${written}:`, value, indent)];
    });
  }

  #entry(start: string, value: unknown, indent: number): readonly string[] {
    const isBlock = isFull(value) && !this.#dice.once(3);
    if (!isBlock) {
      const inside = this.#inside(value, indent + 2);
      return `${start}${this.#dice.once(4) ? '   ' : ' '}${inside}${this.#behind()}`.split('\n');
    }
    const deeper = indent + this.#dice.pick([1, 2, 2, 3, 4]);
    const head = `${start}${this.#behind()}`;
    if (!Array.isArray(value)) return [head, ...this.#map(Object.entries(value as object), deeper)];
    const column = this.#dice.once(2) ? indent : deeper;
    return [
      head,
      ...value.flatMap((item) => [
        ...this.#above(column),
        `${' '.repeat(column)}- ${this.#inside(item, column + 2)}${this.#behind()}`,
      ]),
    ];
  }

  /** A scalar, or a collection in braces, which may go over several lines. */
  #inside(value: unknown, indent: number): string {
    if (typeof value !== 'object' || value === null) return this.#scalar(value);
    const isList = Array.isArray(value);
    const parts = isList
      ? value.map((item) => this.#inside(item, indent + 2))
      : this.#dice
          .shuffled(Object.entries(value))
          .map(([key, item]) => `${key}: ${this.#inside(item, indent + 2)}`);
    const [open, close] = isList ? '[]' : '{}';
    if (parts.length === 0 || !this.#dice.once(3)) {
      const blank = this.#dice.pick(['', ' ']);
      return `${open}${blank}${parts.join(this.#dice.pick([', ', ',  ']))}${blank}${close}`;
    }
    const pad = ' '.repeat(indent + 2);
    const lines = parts.map((part) => `${pad}${part},${this.#behind()}`);
    return `${open}\n${lines.join('\n')}\n${' '.repeat(indent)}${close}`;
  }

  #scalar(value: unknown): string {
    if (typeof value !== 'string') return JSON.stringify(value);
    const isPlain =
      /^[a-z][a-z0-9-]*$/.test(value) && !['true', 'false', 'null', 'yes', 'no'].includes(value);
    const single = `'${value.replaceAll("'", "''")}'`;
    return this.#dice.pick([
      JSON.stringify(value),
      ...(value.includes('\n') ? [] : [single]),
      ...(isPlain ? [value] : []),
    ]);
  }

  #above(indent: number): readonly string[] {
    const blank = this.#dice.once(8) ? ['', ...(this.#dice.once(3) ? [''] : [])] : [];
    const comment = this.#dice.once(5) ? [`${' '.repeat(indent)}${this.#comment()}`] : [];
    return [...blank, ...comment];
  }

  #behind(): string {
    if (this.#dice.once(12)) return '   ';
    return this.#dice.once(6) ? `${this.#dice.pick([' ', '     '])}${this.#comment()}` : '';
  }

  #comment(): string {
    this.comments += 1;
    return `# comment ${this.comments}: [ { "`;
  }
}

function isFull(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
