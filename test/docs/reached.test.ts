/** Whoever begins at the README gets to every document. */
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { documents } from './all-documents.ts';

test('every document is reached by links from the README', () => {
  const linksOf = new Map(documents.map(({ path, document }) => [path, document.links]));
  const reached = new Set(['README.md']);
  for (const path of reached) {
    for (const link of linksOf.get(path) ?? []) {
      const target = posix.join(posix.dirname(path), link.replace(/#.*$/, ''));
      if (linksOf.has(target)) reached.add(target);
    }
  }
  expect([...linksOf.keys()].filter((path) => !reached.has(path))).toEqual([]);
});
