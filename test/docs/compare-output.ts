/** What a document says a command prints, and what it printed. */

/**
 * What differs from run to run is the same sign on both sides. Every line of this list is something that a document
 * may show wrongly without anybody noticing: keep it short.
 */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/(muleteer[ -])\d+\.\d+\.\d+/gi, '$1VERSION'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  [/\b\d\d:\d\d:\d\dZ/g, 'TIME'],
  [/\b(?:\d+ min )?\d+(?:\.\d+)? (?:ms|s|min)\b/g, 'DURATION'],
  [/\b(?:\d+ (?:seconds?|minutes?|hours?|days?) ago|just now)\b/g, 'AGO'],
  [/\b(127\.0\.0\.1|localhost):\d+/g, '$1:PORT'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'ID'],
  // Short and whole. The digest of a file is shown with eight, and is the same every time.
  [/\b(?:[0-9a-f]{7}|[0-9a-f]{40})\b/g, 'COMMIT'],
];

const LEFT_OUT = '…';

/** Null where they agree; otherwise what to tell whoever wrote the document. */
export function compareOutput(said: string, printed: string): string | null {
  const expected = linesOf(said);
  const actual = linesOf(printed);
  const first = firstUnmet(expected, actual);
  if (first === null) return null;
  return [
    first < expected.length ? `  is not printed there: ${expected[first]}` : '  more is printed than it says',
    '  all that is printed:',
    ...printed
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`),
  ].join('\n');
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => mask(line.trimEnd()));
  const start = lines.findIndex((line) => line !== '');
  const end = lines.findLastIndex((line) => line !== '');
  return start === -1 ? [] : lines.slice(start, end + 1);
}

/** What stands at the right moves with the length of what was masked. */
function mask(line: string): string {
  const masked = MASKS.reduce((text, [pattern, sign]) => text.replace(pattern, sign), line);
  return masked === line ? line : masked.replace(/(?<=\S) {2,}/g, '  ');
}

/**
 * The index of the first expected line that no printed line answers, or the length where too much is printed. As
 * each part between two `…` is looked for as early as it can be, what follows has as much left as there can be.
 */
function firstUnmet(expected: readonly string[], actual: readonly string[]): number | null {
  const parts = partsOf(expected);
  let from = 0;
  for (const [index, { start, lines }] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const earliest = isLast && index > 0 ? Math.max(from, actual.length - lines.length) : from;
    const latest = index === 0 ? earliest : actual.length - lines.length;
    let best = 0;
    let at = -1;
    for (let begin = earliest; begin <= latest && at === -1; begin++) {
      const same = lines.findIndex((line, offset) => line !== actual[begin + offset]);
      if (same === -1) at = begin;
      else best = Math.max(best, same);
    }
    if (at === -1) return start + best;
    from = at + lines.length;
  }
  return from === actual.length || parts.length > 1 ? null : expected.length;
}

/** The runs of lines between two `…`; those before the first and after the last are bound to the ends. */
function partsOf(expected: readonly string[]) {
  const parts: { start: number; lines: string[] }[] = [{ start: 0, lines: [] }];
  for (const [index, line] of expected.entries()) {
    if (line.trim() === LEFT_OUT) parts.push({ start: index + 1, lines: [] });
    else parts.at(-1)?.lines.push(line);
  }
  return parts;
}
