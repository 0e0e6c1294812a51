/**
 * A few lines at the bottom of a terminal that are written again and again, while what has been said for good stays
 * above them. The cursor always rests below the last line, so that whoever interrupts finds a clean one.
 */
import { widthOf } from './printable.ts';

export interface Screen {
  write(text: string): void;
  /** Of the terminal now: it may have been resized. */
  readonly columns: number;
}

export interface LiveArea {
  /** Puts these lines in the place of those that stand there. */
  show(lines: readonly string[]): void;
  /** Writes a line for good, and these below it. */
  keep(line: string, lines: readonly string[]): void;
  clear(): void;
}

const ESC = '\u001b';
const COLOURS = new RegExp(`${ESC}\\[\\d+m`, 'g');

export function createLiveArea(screen: Screen): LiveArea {
  let standing: readonly string[] = [];
  const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
  // A terminal that has become narrower since has broken the lines that stand there.
  const rowsOf = (line: string): number =>
    Math.max(1, Math.ceil(widthOf(line.replace(COLOURS, '')) / Math.max(1, screen.columns)));
  const erase = (): string => {
    const rows = standing.reduce((sum, line) => sum + rowsOf(line), 0);
    return rows === 0 ? '' : `\r${ESC}[${rows}A${ESC}[J`;
  };
  return {
    show(lines) {
      if (textOf(lines) === textOf(standing)) return;
      screen.write(`${erase()}${textOf(lines)}`);
      standing = lines;
    },
    keep(line, lines) {
      screen.write(`${erase()}${line}\n${textOf(lines)}`);
      standing = lines;
    },
    clear() {
      if (standing.length > 0) screen.write(erase());
      standing = [];
    },
  };
}
