/** As much of a terminal as live lines need: it wraps, scrolls, and takes no sequence that it does not know. */
import { widthOf } from '../../src/render/printable.ts';

/** A sequence, or one sign. */
const PIECES = new RegExp(`${String.fromCharCode(27)}\\[(\\d*)([A-Za-z])|[^]`, 'gu');

export class Terminal {
  columns: number;
  readonly rows: number;
  /** Everything that ever stood there, what has scrolled away included. */
  lines: string[] = [''];
  /** How often something was written. */
  writes = 0;
  #row = 0;
  /** Of what stands in this row. */
  #width = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  readonly write = (text: string): void => {
    this.writes += 1;
    for (const [piece, number = '', letter] of text.matchAll(PIECES)) {
      if (letter !== undefined) this.#obey(letter, Number(number));
      else if (piece === '\n') this.#goTo(this.#row + 1);
      else if (piece === '\r') this.#goTo(this.#row);
      else this.#print(piece);
    }
  };

  /** What was one line may be two now. The cursor stays behind the last sign. */
  resize(columns: number): void {
    const standing = this.lines;
    this.columns = columns;
    this.lines = [''];
    this.#goTo(0);
    this.write(standing.join('\n'));
  }

  /** What is there, without empty lines at the end. */
  text(): string {
    return this.lines.join('\n').trimEnd();
  }

  #obey(letter: string, number: number): void {
    // What has scrolled away is out of reach.
    if (letter === 'A') this.#goTo(Math.max(this.lines.length - this.rows, this.#row - number));
    else if (letter === 'J') this.#clear();
    else if (letter !== 'm') throw new Error(`unknown sequence ${letter}`);
  }

  #clear(): void {
    this.lines.splice(this.#row, this.lines.length, '');
    this.#width = 0;
  }

  /** Our lines are written from their beginning, or go on where they ended. */
  #goTo(row: number): void {
    while (this.lines.length <= row) this.lines.push('');
    this.#row = row;
    this.#width = widthOf(this.lines[row] ?? '');
  }

  #print(sign: string): void {
    if (/\p{Cc}/u.test(sign)) throw new Error(`control character ${sign.codePointAt(0)}`);
    const width = widthOf(sign);
    if (this.#width + width > this.columns) this.#goTo(this.#row + 1);
    this.lines[this.#row] = `${this.lines[this.#row] ?? ''}${sign}`;
    this.#width += width;
  }
}
