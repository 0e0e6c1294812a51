/** Bytes; file systems allow 255, and git and we add endings such as `.lock`. */
const LONGEST = 200;

/**
 * A name as a part of a git ref and as a file's: letters, digits, `-`, `_` and `@` as they are, a dot between two
 * of them, and `%2F` for the rest, byte by byte. Two names never meet. A very long one goes on after `%/`, which
 * nothing else contains. Read it with `decodeURIComponent`, without the `%/`.
 */
export function encodeName(name: string): string {
  const signs = [...name];
  const parts = [''];
  for (const [index, sign] of signs.entries()) {
    const piece = isPlain(signs, index) ? sign : escaped(sign);
    const last = parts.at(-1) ?? '';
    // A part that began with a dot would be refused.
    const fits = Buffer.byteLength(last) + Buffer.byteLength(piece) <= LONGEST || piece === '.';
    if (fits) parts[parts.length - 1] = last + piece;
    else parts.push(piece);
  }
  return parts.join('%/');
}

const PLAIN = /^[\p{L}\p{N}@_-]$/u;

function isPlain(signs: readonly string[], index: number): boolean {
  const sign = signs[index] ?? '';
  if (PLAIN.test(sign)) return true;
  const isInside = PLAIN.test(signs[index - 1] ?? '') && PLAIN.test(signs[index + 1] ?? '');
  return sign === '.' && isInside && signs.slice(index).join('') !== '.lock';
}

function escaped(sign: string): string {
  return [...Buffer.from(sign, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
