import { expect, test } from 'vitest';
import { parseDocuments } from '../../src/manifests/parse-documents.ts';
import { SourceText } from '../../src/manifests/source-text.ts';
import type { DocumentPath } from '../../src/model/manifest.ts';

const TEXT = `# a comment
apiVersion: muleteer/v1
spec:
  list:
    - one
    - { name: two, "quoted key": 'x y' }
    -
      block: three
  flow: [a, b]
  empty:
  text: |
    first
    second
---
second: document
`;

function parse(text: string) {
  const file = { path: '/r/a.yaml', name: 'a.yaml', folder: '/r', root: '/r', selected: true };
  return parseDocuments({ ...file, source: new SourceText(() => text) }).documents;
}

const [first, second] = parse(TEXT);

test.each<[DocumentPath, string, string]>([
  [[], '2:1', 'apiVersion: muleteer/v1'],
  [['apiVersion'], '2:13', 'muleteer/v1'],
  [['spec'], '3:1', 'spec'],
  [['spec', 'list'], '4:3', 'list'],
  [['spec', 'list', 0], '5:7', 'one'],
  [['spec', 'list', 1], '6:7', '{ name: two, "quoted key": \'x y\' }'],
  [['spec', 'list', 1, 'quoted key'], '6:34', "'x y'"],
  [['spec', 'list', 2], '8:7', 'block: three'],
  [['spec', 'list', 9], '4:3', 'list'],
  [['spec', 'flow'], '9:9', '[a, b]'],
  [['spec', 'flow', 1], '9:13', 'b'],
  [['spec', 'empty'], '10:3', 'empty'],
  [['spec', 'text'], '11:9', '|'],
  [['spec', 'missing', 'deeper'], '3:1', 'spec'],
])('%j stands at %s', (path, place, marked) => {
  const { origin, excerpt } = first?.locate(path) ?? {};
  expect(`${origin?.line}:${origin?.column}`).toBe(place);
  const start = (origin?.column ?? 1) - 1;
  expect(excerpt?.text.slice(start, start + (excerpt?.length ?? 0))).toBe(marked);
});

test('a key stands where it is written', () => {
  expect(first?.locateKey(['spec', 'list', 1, 'quoted key']).origin).toEqual({
    file: 'a.yaml',
    line: 6,
    column: 20,
  });
  expect(first?.locateKey(['spec', 'text']).origin).toEqual({ file: 'a.yaml', line: 11, column: 3 });
});

test('a document starts at its first key', () => {
  expect(first?.origin).toEqual({ file: 'a.yaml', line: 2, column: 1 });
  expect(second?.origin).toEqual({ file: 'a.yaml', line: 15, column: 1 });
});

test('Windows line ends change no place', () => {
  const [document] = parse(TEXT.replaceAll('\n', '\r\n'));
  const { origin, excerpt } = document?.locate(['spec', 'flow', 1]) ?? {};
  expect(origin).toEqual({ file: 'a.yaml', line: 9, column: 13 });
  expect(excerpt).toEqual({ before: '      block: three', text: '  flow: [a, b]', length: 1 });
});

test('an alias stands where it is used', () => {
  const [document] = parse('a: &x { deep: 1 }\nb: *x\n');
  expect(document?.value).toEqual({ a: { deep: 1 }, b: { deep: 1 } });
  expect(document?.locate(['b', 'deep']).origin).toEqual({ file: 'a.yaml', line: 2, column: 4 });
});

test('what looks like a secret is starred out, column for column', () => {
  const [document] = parse('password: "hunter2"\nurl: https://me:hunter2@host/ \nuser: me # hunter\n');
  const excerpt = document?.locate(['url']).excerpt;
  expect(excerpt?.before).toBe('password: "*******"');
  expect(excerpt?.text).toBe('url: https://**********@host/ ');
  expect(document?.locate(['user']).excerpt.text).toBe('user: me # hunter');
});
