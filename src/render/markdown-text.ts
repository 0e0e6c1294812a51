/**
 * Names and messages of a service as Markdown that shows them and does nothing else, on GitHub and on GitLab.
 *
 * A backslash before every sign would not do: mentions, issue references, commit digests and emoji are found in the
 * text after Markdown was rendered, where the backslash is gone. In code they are looked for on neither. So words
 * that are letters, digits and harmless punctuation stay words, and everything else stands in a code span. Text of
 * others never begins a line, where it could be a heading, a list, or a command to GitLab (`/merge`).
 */
import { createHash } from 'node:crypto';
import { printable } from './printable.ts';

/** Nothing in it is a sign of Markdown, of HTML, or of a reference, wherever in a line it stands. */
const PLAIN = /^[\p{L}\p{N}\p{M}.,;'"()+=→·…–/-]+[:?!%.,;)]*$/u;
/** Letters that the services make links of: addresses, commits, issues, advisories. */
const LINKED = /www\.|\/\/|[0-9a-f]{7,}|\b(?:GH|GL|GHSA|CVE)-/i;
/** What stands behind a word is no part of a name that is copied. */
const ENDING = /[,;:.]*$/;

/** A name, just as it is. One line; at most `max` characters. */
export function code(text: string, max = 200): string {
  const inner = shorten(unmarked(printable(text)), max);
  if (inner === '') return '`""`';
  const fence = '`'.repeat(longestRun(inner) + 1);
  const isPadded = /^`|`$/.test(inner) || (/^ .* $/.test(inner) && inner.trim() !== '');
  const pad = isPadded ? ' ' : '';
  return `${fence}${pad}${inner}${pad}${fence}`;
}

/** A command between backticks, or a word. */
const WORD = /(?<=^|\s)`[^`]+`(?=$|[\s).,;:])|\S+/g;

/** Words of ours with names of others in them. What stands between backticks is code already. */
export function prose(text: string, max = 400): string {
  const shown = shorten(unmarked(printable(text)), max);
  let end = -1;
  const pieces: Piece[] = [];
  for (const { 0: word, index } of shown.matchAll(WORD)) {
    const piece = toPiece(word);
    const last = pieces.at(-1);
    // Words of one name stay together.
    if (piece.is === 'code' && last?.is === 'code' && last.after === '')
      pieces[pieces.length - 1] = { ...piece, before: last.before, text: `${last.text} ${piece.text}` };
    else
      pieces.push({
        ...piece,
        before: pieces.length === 0 || (index === end && piece.is === 'plain') ? '' : ' ',
      });
    end = index + word.length;
  }
  return pieces
    .map(
      ({ is, before, text: own, after }) => `${before}${is === 'plain' ? own : code(own, Infinity)}${after}`,
    )
    .join('');
}

interface Piece {
  readonly is: 'plain' | 'quoted' | 'code';
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

function toPiece(word: string): Piece {
  const whole = { before: '', text: word, after: '' };
  if (/^`[^`]+`$/.test(word)) return { ...whole, is: 'quoted', text: word.slice(1, -1) };
  if (PLAIN.test(word) && !LINKED.test(word)) return { ...whole, is: 'plain' };
  const after = ENDING.exec(word)?.[0] ?? '';
  // Of a word that is nothing but such signs, nothing would be left.
  if (after === word) return { ...whole, is: 'code' };
  return { ...whole, is: 'code', text: word.slice(0, word.length - after.length), after };
}

/** Markdown inside a table: a bar would end the cell, even in code. */
export function cell(markdown: string): string {
  // A backslash before the bar would take the escape for itself: it gets a bar of its own, behind a sign of no width.
  return markdown.replace(/\\(?=\|)/g, `\\${UNSEEN}`).replaceAll('|', '\\|');
}

/** Lines that stand as they are. */
export function fence(lines: readonly string[]): readonly string[] {
  const inner = lines.map((line) => unmarked(printable(line)));
  const marks = '`'.repeat(Math.max(3, longestRun(inner.join('\n')) + 1));
  return [`${marks}text`, ...inner, marks];
}

const UNSEEN = '\u200b';

/** The comments of a document are its own: no name can look like the marker of a target. */
function unmarked(text: string): string {
  return text.replaceAll('<!--', `<${UNSEEN}!--`);
}

const LONGEST_MARK = 150;

/** The hidden line that a comment is found by again: `<!-- muleteer:plan production -->`. */
export function marker(about: 'plan' | 'drift', target: string | null): string {
  return target === null ? `<!-- muleteer:${about} -->` : `<!-- muleteer:${about} ${encoded(target)} -->`;
}

/** Letters, digits, `.`, `_`, single `-` and `%2F` for the rest: it can neither end the comment nor look like another. */
function encoded(name: string): string {
  const whole = encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd'))
    .replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/-(?=-)/g, '%2D');
  if (whole.length <= LONGEST_MARK) return whole;
  // Nothing else has the tilde.
  return `${whole.slice(0, LONGEST_MARK)}~${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

/** By characters: signs without a width could be without an end. */
function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${[...text.slice(0, max)].slice(0, -1).join('').trimEnd()}…`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
