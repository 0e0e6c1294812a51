/** As much of a terminal as live lines need: it wraps, scrolls, and takes no sequence that it does not know. */
import { widthOf } from '../../src/render/printable.ts';

const SEQUENCE = new RegExp(`^${String.fromCharCode(27)}\\[(\\d*)([A-Za-z])`);

export class Terminal {
  columns: number;
  readonly rows: number;
  /** Everything that ever stood there, what has scrolled away included. */
  lines: string[] = [''];
  /** How often something was written. */
  writes = 0;
  #row = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  readonly write = (text: string): void => {
    this.writes += 1;
    let rest = text;
    while (rest !== '') rest = rest.slice(this.#take(rest));
  };

  /** What was one line may be two now. The cursor stays behind the last sign. */
  resize(columns: number): void {
    const standing = this.lines;
    this.columns = columns;
    this.lines = [''];
    this.#row = 0;
    this.write(standing.join('\n'));
  }

  /** What is there, without empty lines at the end. */
  text(): string {
    return this.lines.join('\n').trimEnd();
  }

  /** Takes one sign, or one sequence. Returns its length. */
  #take(text: string): number {
    const [sequence, number = '', letter = ''] = SEQUENCE.exec(text) ?? [];
    if (sequence !== undefined) {
      this.#obey(letter, Number(number));
      return sequence.length;
    }
    const [sign = ''] = text;
    if (sign === '\n') this.#goTo(this.#row + 1);
    else if (sign === '\r') this.#goTo(this.#row);
    else this.#print(sign);
    return sign.length;
  }

  #obey(letter: string, number: number): void {
    // What has scrolled away is out of reach.
    if (letter === 'A') this.#goTo(Math.max(this.lines.length - this.rows, this.#row - number));
    else if (letter === 'J') this.lines = [...this.lines.slice(0, this.#row), ''];
    else if (letter !== 'm') throw new Error(`unknown sequence ${letter}`);
  }

  /** Our lines are written from their beginning, or go on where they ended. */
  #goTo(row: number): void {
    while (this.lines.length <= row) this.lines.push('');
    this.#row = row;
  }

  #print(sign: string): void {
    if (/\p{Cc}/u.test(sign)) throw new Error(`control character ${sign.codePointAt(0)}`);
    const line = this.lines[this.#row] ?? '';
    if (widthOf(line + sign) > this.columns) {
      this.#goTo(this.#row + 1);
      this.lines[this.#row] = sign;
    } else this.lines[this.#row] = line + sign;
  }
}
