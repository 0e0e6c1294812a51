/** The documents of this repository: what its readers get to see, tests' own notes aside. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, readDocument } from './read-document.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['docs', 'examples', 'sandbox', 'action'];

const paths = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

export const documents: readonly { readonly path: string; readonly document: Document }[] = paths
  .sort()
  .map((path) => ({ path, document: readDocument(readFileSync(join(ROOT, path), 'utf8')) }));
