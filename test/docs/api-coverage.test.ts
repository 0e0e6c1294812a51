/**
 * Keeps `docs/api-coverage.md` true: every fact and call has its row, and every row names tests that are there
 * under that very title. Whoever renames a test is led here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samples } from '../kinds/samples.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/api-coverage.md'), 'utf8');

/** Rows without a test may get fewer; for more, this has to be changed on purpose. */
const MOST_UNTESTED = 12;
/** Rows about papers and neighbours, where no behaviour of ours could be tested. */
const MOST_WITHOUT_BEHAVIOUR = 20;

interface Row {
  readonly key: string;
  readonly cells: readonly string[];
  readonly line: number;
}

const HEAD = '| Row | Fact or call | Client | Sandbox | Test |';

const rows = readRows();

function readRows(): readonly Row[] {
  const found: Row[] = [];
  let inTable = false;
  for (const [index, text] of DOCUMENT.split('\n').entries()) {
    if (text === HEAD) inTable = true;
    else if (!text.startsWith('|')) inTable = false;
    else if (inTable && !text.startsWith('|---')) {
      const cells = text
        .slice(1, text.lastIndexOf('|'))
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|'));
      found.push({ key: cells[0] ?? '', cells, line: index + 1 });
    }
  }
  return found;
}

const testCell = ({ cells }: Row): string => cells[4] ?? '';
const saysNoTest = (row: Row): boolean => testCell(row).startsWith('no test: ');
const hasNoBehaviour = (row: Row): boolean => testCell(row).startsWith('nothing to test: ');
const tested = rows.filter((row) => !saysNoTest(row) && !hasNoBehaviour(row));

/** What stands where titles stand: first in a call or a list of cases, alone on a line, or as a case's name. */
function literalsIn(source: string): readonly string[] {
  const title = /(?:[([]\s*|^\s+|\b(?:name|title): )(?:'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/gm;
  return [...source.matchAll(title)].map(([, single, template]) =>
    (single ?? template ?? '').replace(/\\(['`\\])/g, '$1'),
  );
}

const folders = (path: string): readonly string[] =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** Suites whose cases are not written in the test file. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  'test/scenarios/scenarios.test.ts': folders('test/scenarios'),
  'test/manifests/broken.test.ts': folders('test/fixtures/broken'),
  'test/examples/examples.test.ts': folders('examples/manifests'),
  'test/kinds/conformance.test.ts': samples.flatMap(({ kind, edits }) => [
    kind,
    ...edits.map(({ title }) => title),
  ]),
};

const titles = new Map<string, readonly string[]>();

function titlesIn(file: string): readonly string[] {
  const known = titles.get(file);
  if (known !== undefined) return known;
  const found = [...new Set([...literalsIn(readFileSync(join(ROOT, file), 'utf8')), ...(CASES[file] ?? [])])];
  titles.set(file, found);
  return found;
}

/** What is wrong with one `file › title`, or with one of its titles; null when all is well. */
function mistakeIn(citation: string): string | null {
  const [file = '', ...cited] = citation.split(' › ');
  if (!/^test\/\S+\.test\.ts$/.test(file)) return `${citation}: expected a test file, › and a title`;
  if (!existsSync(join(ROOT, file))) return `${file} is not there`;
  if (cited.length === 0) return `${citation}: expected › and a title`;
  for (const title of cited) {
    const matches = titlesIn(file).filter((one) => one === title || one.startsWith(title));
    if (matches.length === 0) return `${file} has no test ${title}`;
    if (matches.length > 1 && !matches.includes(title)) return `${title} begins several titles of ${file}`;
  }
  return null;
}

const numbered = (prefix: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, index) => `${prefix}${index + 1}`);
const keyed = (prefix: string, ...words: readonly string[]): readonly string[] =>
  words.map((word) => `${prefix}${word}`);

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  //REQUIRED//
};

describe('docs/api-coverage.md', () => {
  it('has five columns in every row, and each row once', () => {
    expect(rows.filter(({ cells }) => cells.length !== 5 || cells.includes(''))).toEqual([]);
    const keys = rows.map(({ key }) => key);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it.each(Object.entries(REQUIRED))('has every row of %s, and no other', (prefix, required) => {
    const present = rows.filter(({ key }) => sectionOf(key) === prefix).map(({ key }) => key);
    expect([...present].sort()).toEqual([...required].sort());
  });

  it('has no row outside these', () => {
    expect(rows.filter(({ key }) => sectionOf(key) === undefined)).toEqual([]);
  });

  it('names tests that are there', () => {
    const mistakes = tested.flatMap((row) =>
      testCell(row)
        .split('<br>')
        .flatMap((citation) => {
          const mistake = mistakeIn(citation.trim());
          return mistake === null ? [] : [`line ${row.line}, ${row.key}: ${mistake}`];
        }),
    );
    expect(mistakes).toEqual([]);
  });

  it('says of few rows that nothing tests them, and why', () => {
    expect(rows.filter(saysNoTest).length).toBeLessThanOrEqual(MOST_UNTESTED);
    expect(rows.filter(hasNoBehaviour).length).toBeLessThanOrEqual(MOST_WITHOUT_BEHAVIOUR);
  });

  it('notices a test that is called otherwise', () => {
    const [citation = ''] = testCell(tested[0] as Row).split('<br>');
    expect(mistakeIn(citation)).toBeNull();
    expect(mistakeIn(citation.replace(/ › ./, ' › #'))).toContain('has no test');
    expect(mistakeIn(citation.replace('.test.ts', '-2.test.ts'))).toContain('is not there');
  });
});

function sectionOf(key: string): string | undefined {
  return Object.entries(REQUIRED).find(([, required]) => required.includes(key))?.[0];
}
