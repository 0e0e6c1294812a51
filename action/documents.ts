/**
 * Markdown documents as `-o markdown` writes them: a hidden marker, alone in the first line, names command and
 * target. The document of many targets begins with the marker of none and an index; each target's part follows below
 * its own.
 */

const MARKER = /^<!-- muleteer:[a-z-]+(?: \S+)? -->$/;
const PART = /^<!-- muleteer:[a-z-]+ \S+ -->$/m;

/** Null where a text does not begin with one. */
export function markerOf(text: string): string | null {
  const first = text.split(/\r?\n/, 1)[0] ?? '';
  return MARKER.test(first) ? first : null;
}

/** What the marker names, as a manifest writes it; null: no single target. */
export function targetOf(marker: string): string | null {
  const encoded = /^<!-- \S+ (\S+) -->$/.exec(marker)?.[1];
  return encoded === undefined ? null : decodeURIComponent(encoded);
}

/** Its own beginning: the whole of it, or the index of many targets. */
export function indexOf(document: string): string {
  const lineEnd = document.indexOf('\n');
  const at = document.slice(lineEnd).search(PART);
  return lineEnd < 0 || at < 0 ? document : document.slice(0, lineEnd + at);
}

/** As many whole parts as there is room for, in bytes, and a word about the others: half a list spoils a page. */
export function firstParts(parts: readonly string[], room: number): string {
  const left = (count: number): string =>
    `_${count} of ${parts.length} parts did not fit in here; the log of the job has them._\n`;
  let text = '';
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const longer = `${text}${part.trimEnd()}\n\n`;
    if (Buffer.byteLength(longer) + (isLast ? 0 : Buffer.byteLength(left(parts.length))) > room)
      return text + left(parts.length - index);
    text = longer;
  }
  return text;
}

/** A word of others within a line, which is shown as it is and means nothing to whoever renders it. */
export function codeSpan(text: string): string {
  const ticks = '`'.repeat(longestTicks(text) + 1);
  return `${ticks} ${text.replaceAll(/\s+/g, ' ')} ${ticks}`;
}

/** The same for lines. */
export function verbatim(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}text\n${text.trimEnd()}\n${fence}\n`;
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}
