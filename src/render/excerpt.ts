import type { Excerpt, Origin } from '../model/diagnostic.ts';
import type { Paint } from './paint.ts';
import { printable, widthOf, wrap } from './printable.ts';

export interface Picture {
  readonly origin: Origin;
  readonly excerpt: Excerpt;
  readonly hint: string | null;
  readonly columns: number;
  /** The paint, and the colour of the severity. */
  readonly paint: Paint;
  readonly accent: (text: string) => string;
}

/** The line that a diagnostic points at, the one above it, and a caret with the hint behind it. */
export function drawExcerpt(picture: Picture): readonly string[] {
  const { origin, excerpt, columns, paint } = picture;
  const numberWidth = Math.max(4, String(origin.line).length);
  const gutter = (label: string) => paint.dim(`${label.padStart(numberWidth)} | `);
  const view = frame(excerpt, origin.column, columns - numberWidth - 3);
  const above = [view.cut(excerpt.before ?? '')].filter((line) => line.trim() !== '' && line !== '…');
  return [
    ...above.map((text) => `${gutter(String(origin.line - 1))}${text}`),
    `${gutter(String(origin.line))}${view.cut(excerpt.text)}`,
    ...drawCaret(picture, view, columns - numberWidth - 3).map((text) => `${gutter('')}${text}`),
  ].map((line) => line.trimEnd());
}

interface Frame {
  /** Columns in front of the caret, and its length. */
  readonly indent: number;
  readonly length: number;
  cut(line: string): string;
}

/** A long line is shown as the part around the caret. */
function frame({ text, length }: Excerpt, column: number, room: number): Frame {
  const before = printable(text.slice(0, column - 1));
  const marked = printable(text.slice(column - 1, column - 1 + length));
  const tooLong = widthOf(printable(text)) > room;
  const start = tooLong ? Math.max(0, before.length - Math.floor(room / 3)) : 0;
  const shift = start === 0 ? 0 : 1;
  const indent = widthOf(before.slice(start)) + shift;
  return {
    indent,
    length: Math.max(1, Math.min(widthOf(marked), room - indent)),
    cut: (line) => cutLine(printable(line), start, room),
  };
}

function cutLine(line: string, start: number, room: number): string {
  const shown = start === 0 ? line : `…${line.slice(start)}`;
  if (widthOf(shown) <= room) return shown;
  let end = '';
  for (const character of shown) {
    if (widthOf(end + character) > room - 1) break;
    end += character;
  }
  return `${end}…`;
}

function drawCaret({ hint, accent }: Picture, { indent, length }: Frame, room: number): readonly string[] {
  const caret = `${' '.repeat(indent)}${accent('^'.repeat(length))}`;
  if (hint === null) return [caret];
  const words = printable(hint);
  if (indent + length + 1 + widthOf(words) <= room) return [`${caret} ${words}`];
  const lines = wrap(words, Math.max(20, room - 2));
  return [caret, ...lines.map((line) => `  ${line}`)];
}
