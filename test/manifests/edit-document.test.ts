/** FAST_CHECK_SEED and FAST_CHECK_RUNS replay and widen the random part. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isCollection, isMap, isScalar, type Node, parseAllDocuments, visit } from 'yaml';
import { type Edit, editDocuments } from '../../src/manifests/edit/edit-document.ts';
import type { DocumentPath } from '../../src/model/manifest.ts';
import { type Choose, type Content, chooser, content, laidOut } from './arbitrary-layout.ts';

const seed = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);

function edit(text: string, ...edits: readonly Edit[]): string {
  const start = startOf(text, 0);
  const { text: edited, refused } = editDocuments(text, [{ start, edits }]);
  return refused[0] === undefined ? edited : `refused, line ${refused[0].line}: ${refused[0].why}`;
}

function startOf(text: string, index: number): { line: number; column: number } {
  const offset = parseAllDocuments(text, { logLevel: 'silent' })[index]?.contents?.range?.[0] ?? 0;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

describe('an edit', () => {
  test.each<[string, Edit, string]>([
    ['a: one # why\nb: two\n', { path: ['a'], value: 'three' }, 'a: three # why\nb: two\n'],
    ["a: 'one'\n", { path: ['a'], value: "it's" }, "a: 'it''s'\n"],
    ['a: "one"\n', { path: ['a'], value: 'x\ny' }, 'a: "x\\ny"\n'],
    ['a: one\n', { path: ['a'], value: '8081' }, 'a: "8081"\n'],
    ['a: one\n', { path: ['a'], value: 'no' }, 'a: "no"\n'],
    ['a: one\n', { path: ['a'], value: 'x: y # z' }, 'a: "x: y # z"\n'],
    ['a: &x one\nb: two\n', { path: ['a'], value: 'three' }, 'a: &x three\nb: two\n'],
    ['a: &x one\nb: *x # here\n', { path: ['b'], value: 'three' }, 'a: &x one\nb: three # here\n'],
    ['a:\nb: two\n', { path: ['a'], value: 'x' }, 'a: x\nb: two\n'],
    ['a: # later\nb: two\n', { path: ['a'], value: 'x' }, 'a: x # later\nb: two\n'],
    ['a: |\n  one\n  two\n\nb: two\n', { path: ['a'], value: 'x' }, 'a: x\n\nb: two\n'],
    ['{ a: one, b: [c] }\n', { path: ['b', 0], value: 'x, y' }, '{ a: one, b: ["x, y"] }\n'],
    ['a: one\r\nb: two\r\n', { path: ['c'], value: 'x' }, 'a: one\r\nb: two\r\nc: x\r\n'],
    ['a: one # end', { path: ['b'], value: 'x' }, 'a: one # end\nb: x'],
    [
      'a:\n  b: one\n\n# next\nc: two\n',
      { path: ['a', 'd'], value: 'x' },
      'a:\n  b: one\n  d: x\n\n# next\nc: two\n',
    ],
    ['a: {}\n', { path: ['a', 'http.port'], value: '1' }, 'a: { http.port: "1" }\n'],
    ['a: { b: one }\n', { path: ['a', 'c', 'd'], value: 'x' }, 'a: { b: one, c: { d: x } }\n'],
    ['a:\n- one # why\n- two\n', { path: ['a', 9], value: 'x' }, 'a:\n- one # why\n- two\n- x\n'],
    ['a: [one, two, ]\n', { path: ['a', 9], value: 'x' }, 'a: [one, two, x, ]\n'],
    ['a: []\n', { path: ['a', 9], value: 'x' }, 'a: [x]\n'],
    ['a: one # goes\n# stays\nb: two\n', { path: ['a'], value: undefined }, '# stays\nb: two\n'],
    ['a: one\nb: two # goes', { path: ['b'], value: undefined }, 'a: one'],
    ['a:\n  - one\n  - two\n  - three\n', { path: ['a', 1], value: undefined }, 'a:\n  - one\n  - three\n'],
    ['a:\n  - one\nb: two\n', { path: ['a', 0], value: undefined }, 'a: []\nb: two\n'],
    ['a: { b: c }\n', { path: ['a', 'b'], value: undefined }, 'a: {}\n'],
    ['a: [one, two, three]\n', { path: ['a', 2], value: undefined }, 'a: [one, two]\n'],
    ['- a: one\n  b: two\n', { path: [0, 'a'], value: undefined }, '- b: two\n'],
    ['a:\n  b: one\n  c: two\nd: x\n', { path: ['a'], value: { e: 'f' } }, 'a: { e: f }\nd: x\n'],
    ['%YAML 1.2\n---\na: one\n', { path: ['a'], value: 'two' }, '%YAML 1.2\n---\na: two\n'],
  ])('%j', (text, one, expected) => {
    expect(edit(text, one)).toBe(expected);
  });

  it('does not change what others repeat', () => {
    const text = 'a: &x\n  b: one\nc: *x\nd: { e: *x }\n';
    const refusal = /refused, line (\d): the text of &x is used in other places as well \(\*x\)/;
    expect(edit(text, { path: ['a', 'b'], value: 'two' })).toMatch(refusal);
    expect(edit(text, { path: ['c', 'b'], value: 'two' })).toMatch(refusal);
    expect(edit(text, { path: ['a'], value: undefined })).toMatch(refusal);
    expect(refusal.exec(edit(text, { path: ['d', 'e', 'b'], value: 'two' }))?.[1]).toBe('4');
    expect(edit(text, { path: ['d', 'e'], value: 'two' })).toBe('a: &x\n  b: one\nc: *x\nd: { e: two }\n');
  });

  it('finds its document among others', () => {
    const text = '# one\na: 1\n---\na: 2 # two\n...\n# three\n---\na: 3\n';
    const edits = [{ path: ['a'], value: 'longer\nthan before' }];
    const jobs = [0, 1, 2].map((index) => ({ start: startOf(text, index), edits }));
    const expected = text.replace(/a: \d/g, 'a: "longer\\nthan before"');
    expect(editDocuments(text, jobs)).toEqual({ text: expected, refused: [] });
    const nowhere = { start: { line: 2, column: 2 }, edits };
    expect(editDocuments(text, [nowhere])).toMatchObject({ text, refused: [{ line: 2 }] });
  });

  it(`leaves everything else byte for byte (seed ${seed}, ${numRuns} runs)`, () => {
    let refused = 0;
    const property = fc.property(
      fc.array(content, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      (maps, chance) => {
        const choose = chooser(chance);
        const eol = choose(3) === 0 ? '\r\n' : '\n';
        const texts = maps.map((map) => laidOut(map, choose).join(eol));
        const text = texts.join(`${eol}---${eol}`) + (choose(2) === 0 ? eol : '');
        const index = choose(maps.length);
        const map = maps[index] ?? {};
        const one = randomEdit(map, choose);
        const edited = editDocuments(text, [{ start: startOf(text, index), edits: [one] }]);
        refused += edited.refused.length;
        if (edited.refused.length > 0) return;
        const values = parseAllDocuments(edited.text).map((document) => document.toJS());
        expect(values).toEqual(maps.map((other, at) => (at === index ? after(map, one) : other)));
        expectUntouched(text, edited.text, index, map, one);
        if (eol === '\r\n') expect(edited.text.replaceAll('\r\n', '')).not.toContain('\n');
      },
    );
    fc.assert(property, { seed, numRuns });
    expect(refused, 'edits that were refused').toBe(0);
  });
});

function randomEdit(map: Readonly<Record<string, Content>>, choose: Choose): Edit {
  const paths = [...pathsIn(map, [])];
  const path = paths[choose(paths.length)] ?? [];
  const there = at(map, path);
  const value = ['new', 'new value: # x', '8081', { n1: 'new', n2: ['new'] }][choose(4)] as Edit['value'];
  if (choose(3) === 0) return { path, value: undefined };
  if (typeof there === 'object' && choose(2) === 0)
    return { path: [...path, Array.isArray(there) ? 99 : 'added.key'], value };
  return { path, value };
}

function* pathsIn(value: Content, path: DocumentPath): Generator<DocumentPath> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value))
    yield* pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function at(value: Content | undefined, path: DocumentPath): Content | undefined {
  return path.reduce<Content | undefined>(
    (inner, step) => (typeof inner === 'object' ? (inner as Record<string, Content>)[step] : undefined),
    value,
  );
}

/** The same edit of the value. */
function after(value: Content | undefined, { path, value: to }: Edit): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  const parent = path.slice(0, -1).reduce((inner, step) => inner[step] as Record<string, unknown>, copy);
  const last = path.at(-1) ?? '';
  if (Array.isArray(parent)) parent.splice(Number(last), 1, ...(to === undefined ? [] : [to]));
  else if (to === undefined) delete parent[last];
  else parent[last] = to;
  return copy;
}

/** What is before the lines of the value, and what is behind them, stays; so does every other word of those lines. */
function expectUntouched(before: string, edited: string, index: number, map: Content, one: Edit): void {
  const parent = at(map, one.path.slice(0, -1)) as Content;
  const isLast = one.value === undefined && Object.keys(parent).length === 1;
  const isThere = at(map, one.path) !== undefined;
  const path = isLast || !isThere ? one.path.slice(0, -1) : one.path;
  const [start, end] = stretchOf(before, index, path);
  const lines = linesOf(before);
  const first = linesOf(before.slice(0, start)).length - 1;
  const last = linesOf(before.slice(0, end)).length - 1;
  const isAdded = !isThere && !isFlow(before, index, path);
  const now = linesOf(edited);
  expect(now.slice(0, first)).toEqual(lines.slice(0, first));
  // The next key of a map in a list moves up to the dash.
  const moves = one.value === undefined && /^\s*-/.test(lines[first] ?? '') && !Array.isArray(parent);
  const tail = lines.slice(last + 1).filter((_, line) => !moves || line > 0);
  expect(tail.length === 0 ? [] : now.slice(-tail.length)).toEqual(tail);
  if (isAdded) expect(now.slice(0, last + 1)).toEqual(lines.slice(0, last + 1));
  const words = (text: string) => [...text.matchAll(/\bt\d+\b/g)].map(([word]) => word);
  const gone = isThere ? wordsIn(at(map, one.path)) : [];
  expect(words(edited).join()).toEqual(
    documentsOf(before)
      .map((text, at) => words(text).filter((word) => at !== index || !gone.includes(word)))
      .filter((list) => list.length > 0)
      .join(),
  );
  const comment = /# c\d+$/;
  if (one.value !== undefined && first === last)
    expect(comment.exec(now[first] ?? '')?.[0]).toBe(comment.exec(lines[first] ?? '')?.[0]);
}

/** From the key to the end of its value, as the parser sees them. */
function stretchOf(text: string, index: number, path: DocumentPath): readonly [number, number] {
  const document = parseAllDocuments(text)[index];
  const node = document?.getIn(path, true) as Node;
  const parent = document?.getIn(path.slice(0, -1), true);
  const pair =
    isMap(parent) && path.length > 0
      ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
      : null;
  const start = ((pair?.key ?? node) as Node).range?.[0] ?? 0;
  let end = start;
  visit(node, (_, inner) => {
    const range = (inner as Partial<Node> | null)?.range;
    if (isScalar(inner) || (isCollection(inner) && inner.flow)) end = Math.max(end, range?.[1] ?? 0);
  });
  return [start, end];
}

function isFlow(text: string, index: number, path: DocumentPath): boolean {
  const node = parseAllDocuments(text)[index]?.getIn(path, true);
  return isCollection(node) && node.flow === true;
}

function wordsIn(value: Content | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value !== 'object' ? [String(value)] : Object.values(value).flatMap(wordsIn);
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

function documentsOf(text: string): readonly string[] {
  return text.split(/^---\r?\n/m);
}
