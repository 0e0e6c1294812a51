/** How the lines of a plan are laid out: two columns where there is room, long texts below their first word. */
import type { Paint } from './paint.ts';
import { printable, widthOf, wrap } from './printable.ts';

export interface TextLook {
  readonly columns: number;
  readonly paint: Paint;
  /** Also what is as declared, and everything by its name. */
  readonly all: boolean;
}

/** On a wide terminal the right column stays near the left one. */
const WIDEST = 100;
const NARROWEST = 30;
/** Where what is said of a change begins. */
const INDENT = 6;

export function widthOfText({ columns }: TextLook): number {
  return Math.min(columns, WIDEST);
}

/** The second text at the right where there is room, else on a line of its own. */
export function aligned(left: string, right: string, look: TextLook): string {
  if (right === '') return left;
  const gap = widthOfText(look) - visible(left) - visible(right);
  return gap >= 2 ? `${left}${' '.repeat(gap)}${right}` : `${left}\n${' '.repeat(INDENT)}${right}`;
}

const LABEL_WIDTH = 11;

/** The name of what follows, so that the texts below each other begin in one column. */
export function labelled(label: string): string {
  return printable(label).padEnd(LABEL_WIDTH);
}

export interface Hanging {
  /** In front of the first line; the others begin below the text. */
  readonly mark: string;
  readonly text: string;
  /** At the right of the last line, or below it. */
  readonly note?: string;
  readonly indent?: number;
}

export function hanging(
  { mark, text, note = '', indent = INDENT }: Hanging,
  look: TextLook,
): readonly string[] {
  const start = `${' '.repeat(indent)}${mark}${mark === '' ? '' : ' '}`;
  const below = ' '.repeat(visible(start));
  const lines = flow(text, Math.max(NARROWEST, widthOfText(look) - below.length));
  const placed = lines.map((line, index) => `${index === 0 ? start : below}${line}`);
  if (note === '') return placed;
  const last = placed.at(-1) ?? '';
  const gap = widthOfText(look) - visible(last) - visible(note);
  return gap >= 2
    ? [...placed.slice(0, -1), `${last}${' '.repeat(gap)}${note}`]
    : [...placed, `${below}${note}`];
}

/** Broken at the dots between parts where there are any, else at blanks. */
export function flow(text: string, columns: number): readonly string[] {
  if (!text.includes(' · ')) return wrap(text, columns);
  const lines: string[] = [];
  for (const part of text.split(' · ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : `${last} · ${part}`;
    if (last !== undefined && widthOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(...wrap(part, columns));
  }
  return lines;
}

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** The columns that a text takes, colours aside. */
function visible(text: string): number {
  return widthOf(text.replace(ANSI, ''));
}
