/** GitHub takes 65,536 characters in a comment; the rest is for what somebody adds. */
export const COMMENT_LIMIT = 60_000;

/**
 * What becomes of the items, until it is longer than any comment: whoever gets more than that throws it away, so that
 * the rest need not be made.
 */
export function upToLimit<Item>(
  items: readonly Item[],
  linesFor: (item: Item) => readonly string[],
): readonly string[] {
  const lines: string[] = [];
  let size = 0;
  for (const item of items) {
    if (size > COMMENT_LIMIT) break;
    for (const line of linesFor(item)) {
      lines.push(line);
      size += line.length;
    }
  }
  return lines;
}
