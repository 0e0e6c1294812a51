import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkDocuments } from '../../src/manifests/check-documents.ts';
import { parseDocuments } from '../../src/manifests/parse-documents.ts';
import { SourceText } from '../../src/manifests/source-text.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { buildDesiredTargets } from '../../src/reconcile/desired-graph.ts';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import { createPaint } from '../../src/render/paint.ts';
import { DECLARATIONS, NO_COMMANDS } from './declarations.ts';

const NO_BASES = { bases: [], isUnderPath: () => true, isWhole: () => true };

/** From text to rendered diagnostics, without a disk. */
function check(text: string): string {
  const parsed = parseDocuments({
    path: '/r/a.yaml',
    name: 'a.yaml',
    folder: '/r',
    root: '/r',
    selected: true,
    source: new SourceText(() => text),
  });
  const { documents, unreadable: broken } = parsed;
  const checked = checkDocuments({
    documents,
    bases: NO_BASES,
    broken,
    env: {},
    declarations: DECLARATIONS,
    commands: NO_COMMANDS,
  });
  const desired = buildDesiredTargets(checked.manifests, DECLARATIONS, checked.unreadable);
  const all: readonly Diagnostic[] = [...parsed.diagnostics, ...checked.diagnostics, ...desired.diagnostics];
  for (const { origin, excerpt, message } of all) {
    expect(message).not.toBe('');
    if (origin === null || excerpt === null) continue;
    expect(Math.min(origin.line, origin.column, excerpt.length)).toBeGreaterThanOrEqual(1);
  }
  return renderDiagnostics(all, { columns: 80, paint: createPaint(false) });
}

const WORDS = [
  ...[
    'apiVersion',
    'muleteer/v1',
    'kind',
    'metadata',
    'spec',
    'name',
    'servers',
    'target',
    'targets',
    'artifact',
  ],
  ...['Environment', 'Console', 'Server', 'ServerGroup', 'Cluster', 'Application', 'UserGroup', 'properties'],
  ...[
    'multicast',
    'permissions',
    'values',
    'labels',
    'renamedFrom',
    'registration',
    'credentials',
    'file',
    'url',
  ],
  ...[
    '${env:A}',
    '${value:a}',
    '${file:b}',
    '$${',
    '${',
    '__proto__',
    'constructor',
    'mule-1',
    'a',
    '',
    'environment',
  ],
  ...['lifecycle', 'manage', 'observe', 'ignore', 'hold', 'fields', 'until', '2026-08-20', 'spec.servers'],
  ...[
    'Removed',
    'resource',
    'Server/mule-1',
    'Application/a@',
    'action',
    'delete',
    'reason',
    'guards',
    '50%',
  ],
];
const SIGNS = [
  ': ',
  ':',
  '\n',
  '\n  ',
  '\n    - ',
  '---\n',
  '{',
  '}',
  '[',
  ']',
  ', ',
  '"',
  "'",
  '&a ',
  '*a',
  '|\n',
  '#',
  '\t',
  '!t ',
  '%',
  '\r\n',
];

const word = fc.constantFrom(...WORDS);
const scraps = fc
  .array(fc.constantFrom(...WORDS, ...SIGNS), { maxLength: 60 })
  .map((parts) => parts.join(''));

test('any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void check(text)));
});

test('scraps of manifests', () => {
  fc.assert(
    fc.property(scraps, (text) => void check(text)),
    { numRuns: 500 },
  );
});

test('documents of any shape', () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      word,
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('value'), { maxLength: 4 }),
      tie('map'),
    ),
    map: fc.dictionary(word, tie('value'), { maxKeys: 6 }),
  }));
  const kind = fc.constantFrom(
    'Environment',
    'Console',
    ...DECLARATIONS.map((declaration) => declaration.kind),
  );
  const document = fc.record(
    { apiVersion: fc.constant('muleteer/v1'), kind, metadata: value, spec: value },
    { requiredKeys: ['apiVersion', 'kind'] },
  );
  fc.assert(
    fc.property(
      fc.array(document, { maxLength: 4 }),
      (documents) => void check(documents.map((one) => stringify(one)).join('---\n')),
    ),
    { numRuns: 500 },
  );
});

/** Each of these took the parser minutes, or the process down, before it was told how deep is too deep. */
test.each(['[', '{a: ', '? ', '- ', 'a: ', '[]'])('nesting %s without end', (opening) => {
  const closing = opening === '[]' ? ']'.repeat(50_000) : '';
  const text = opening === '[]' ? '['.repeat(50_000) + closing : opening.repeat(50_000);
  const before = process.cpuUsage();
  expect(check(text)).toContain('1 error');
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

test('nesting by indentation', () => {
  const deep = (levels: number) =>
    Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
  expect(check(deep(40))).toContain('nested more than 32 levels deep');
  expect(check(deep(2000))).toContain('nested more than 32 levels deep');
});

test('thousands of keys, entries and documents', () => {
  const before = process.cpuUsage();
  const many = (line: (index: number) => string) =>
    Array.from({ length: 5000 }, (_, index) => line(index)).join('\n');
  check(many((index) => `key${index}: 1`));
  check(many((index) => `- ${index}`));
  check(many((index) => `---\na: ${index}`));
  check(many((index) => `a: 1 # ${index}`));
  // Of the processor, in microseconds: others may use the machine, too.
  expect(process.cpuUsage(before).user).toBeLessThan(10_000_000);
});
