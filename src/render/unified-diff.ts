/** The lines that differ between two texts, as `diff -u` shows them. */
import type { Paint } from './paint.ts';

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

const AROUND = 3;

/** Empty where nothing differs. */
export function unifiedDiff(name: string, before: string, after: string, paint: Paint): string {
  if (before === after) return '';
  const lines = compare(linesOf(before), linesOf(after));
  const hunks = hunksOf(lines).map((hunk) => renderHunk(lines, hunk, paint));
  return `${paint.bold(`--- ${name}\n+++ ${name}`)}\n${hunks.join('')}`;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : [...lines.slice(0, -1), `${lines.at(-1)}${NO_NEWLINE}`];
}

/** Says, as diff does, that the last line does not end. */
const NO_NEWLINE = '\n\\ No newline at end of file';

function compare(before: readonly string[], after: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before.at(-1 - end) === after.at(-1 - end)) end++;
  const same = (text: string): Line => ({ sign: ' ', text });
  return [
    ...before.slice(0, start).map(same),
    ...shortest(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/**
 * The shortest way from one list to the other (Myers' greedy algorithm): how far down each diagonal a number of
 * edits leads, remembered for each number, and then the way back.
 */
function shortest(before: readonly string[], after: readonly string[]): readonly Line[] {
  const reached: ReadonlyMap<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let edits = 0; ; edits++) {
    reached.push(new Map(furthest));
    const next = new Map(furthest);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = stepInto(furthest, diagonal, edits);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return wayBack(before, after, reached);
    }
    furthest = next;
  }
}

function stepInto(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  const above = furthest.get(diagonal + 1) ?? -1;
  const left = furthest.get(diagonal - 1) ?? -1;
  return diagonal === -edits || (diagonal !== edits && left < above) ? above : left + 1;
}

function wayBack(
  before: readonly string[],
  after: readonly string[],
  reached: readonly ReadonlyMap<number, number>[],
): readonly Line[] {
  const lines: Line[] = [];
  let [x, y] = [before.length, after.length];
  for (let edits = reached.length - 1; edits >= 0; edits--) {
    const furthest = reached[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const start = stepInto(furthest, diagonal, edits);
    for (; x > start && y > start - diagonal; x--, y--) lines.push({ sign: ' ', text: before[x - 1] ?? '' });
    if (edits === 0) break;
    const isAdded =
      start === (furthest.get(diagonal + 1) ?? -1) &&
      (diagonal === -edits || isBelow(furthest, diagonal, edits));
    lines.push(isAdded ? { sign: '+', text: after[--y] ?? '' } : { sign: '-', text: before[--x] ?? '' });
  }
  return lines.reverse();
}

function isBelow(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  return diagonal !== edits && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1);
}

interface Hunk {
  readonly start: number;
  readonly end: number;
}

function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const [index, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    const start = Math.max(0, index - AROUND);
    const end = Math.min(lines.length, index + AROUND + 1);
    const last = hunks.at(-1);
    if (last !== undefined && start <= last.end) hunks[hunks.length - 1] = { start: last.start, end };
    else hunks.push({ start, end });
  }
  return hunks;
}

function renderHunk(lines: readonly Line[], { start, end }: Hunk, paint: Paint): string {
  const own = lines.slice(start, end);
  const countOf = (list: readonly Line[], not: string) => list.filter(({ sign }) => sign !== not).length;
  const range = (not: string): string => {
    const length = countOf(own, not);
    const first = countOf(lines.slice(0, start), not) + (length === 0 ? 0 : 1);
    return length === 1 ? `${first}` : `${first},${length}`;
  };
  const colour = { ' ': (text: string) => text, '-': paint.red, '+': paint.green } as const;
  const body = own.map(({ sign, text }) => colour[sign](`${sign}${text.replace(/\r$/, '')}`));
  return `${paint.cyan(`@@ -${range('+')} +${range('-')} @@`)}\n${body.join('\n')}\n`;
}
