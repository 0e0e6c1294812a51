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

/**
 * Lines that stand once in both texts hold the others in their places (the patience diff): what is between two of
 * them is compared by itself, and is short in a manifest, whose documents have names.
 */
function compare(before: readonly string[], after: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before.at(-1 - end) === after.at(-1 - end)) end++;
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return [
    ...before.slice(0, start).map(same),
    ...between(old, now, holdsOf(old, now)),
    ...before.slice(before.length - end).map(same),
  ];
}

function same(text: string): Line {
  return { sign: ' ', text };
}

/** A line of both, by its numbers in the one and in the other. */
type Hold = readonly [number, number];

function between(
  before: readonly string[],
  after: readonly string[],
  holds: readonly Hold[],
): readonly Line[] {
  if (holds.length === 0) return shortest(before, after);
  const lines: Line[] = [];
  let [x, y] = [0, 0];
  for (const [old, now] of holds) {
    for (const line of compare(before.slice(x, old), after.slice(y, now))) lines.push(line);
    lines.push(same(before[old] ?? ''));
    [x, y] = [old + 1, now + 1];
  }
  for (const line of compare(before.slice(x), after.slice(y))) lines.push(line);
  return lines;
}

/** The most lines that stand once in both, and in one order. */
function holdsOf(before: readonly string[], after: readonly string[]): readonly Hold[] {
  const now = onceIn(after);
  const pairs = [...onceIn(before)].flatMap(([text, old]): readonly Hold[] => {
    const at = now.get(text);
    return at === undefined ? [] : [[old, at]];
  });
  return longestRising(pairs);
}

function onceIn(lines: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return new Map(lines.flatMap((line, index) => (counts.get(line) === 1 ? [[line, index] as const] : [])));
}

/** By piles, as in the game of patience: each card goes on the leftmost pile whose top is higher. */
function longestRising(pairs: readonly Hold[]): readonly Hold[] {
  const tops: number[] = [];
  const previous: (number | null)[] = [];
  for (const [index, [, now]] of pairs.entries()) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < now) low = middle + 1;
      else high = middle;
    }
    previous.push(low === 0 ? null : (tops[low - 1] ?? null));
    tops[low] = index;
  }
  const rising: Hold[] = [];
  for (let at = tops.at(-1) ?? null; at !== null; at = previous[at] ?? null) {
    const pair = pairs[at];
    if (pair !== undefined) rising.push(pair);
  }
  return rising.reverse();
}

/** Above this, what lies between two holds is shown as it was and as it is, and not compared. */
const MOST_CELLS = 1_000_000;

/** The longest common lines, from the table of how many each two ends have. */
function shortest(before: readonly string[], after: readonly string[]): readonly Line[] {
  const removed = (text: string): Line => ({ sign: '-', text });
  const added = (text: string): Line => ({ sign: '+', text });
  if (before.length * after.length > MOST_CELLS) return [...before.map(removed), ...after.map(added)];
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const cell = (x: number, y: number): number => common[x * width + y] ?? 0;
  for (let x = before.length - 1; x >= 0; x--)
    for (let y = after.length - 1; y >= 0; y--)
      common[x * width + y] =
        before[x] === after[y] ? cell(x + 1, y + 1) + 1 : Math.max(cell(x + 1, y), cell(x, y + 1));
  const lines: Line[] = [];
  let [x, y] = [0, 0];
  while (x < before.length || y < after.length) {
    const [old, now] = [before[x], after[y]];
    if (x < before.length && y < after.length && old === now) {
      lines.push(same(old ?? ''));
      x++;
      y++;
    } else if (x < before.length && (y === after.length || cell(x + 1, y) >= cell(x, y + 1)))
      lines.push(removed(before[x++] ?? ''));
    else lines.push(added(after[y++] ?? ''));
  }
  return lines;
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
