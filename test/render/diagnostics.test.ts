import { describe, expect, test } from 'vitest';
import { type Diagnostic, liveDiagnostic } from '../../src/model/diagnostic.ts';
import { countDiagnostics, renderDiagnostics } from '../../src/render/diagnostics.ts';
import { createPaint } from '../../src/render/paint.ts';
import { printable, widthOf, wrap } from '../../src/render/printable.ts';

const PLAIN = createPaint(false);

function diagnostic(more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    severity: 'error',
    code: 'unknown_key',
    message: 'unknown key desiredstatus in an Application',
    hint: 'did you mean desiredStatus?',
    origin: { file: 'apps/orders.yaml', line: 9, column: 3 },
    excerpt: { before: '  artifact: { file: ./a.jar }', text: '  desiredstatus: STARTED', length: 13 },
    address: null,
    ...more,
  };
}

const render = (diagnostics: readonly Diagnostic[], columns = 100) =>
  renderDiagnostics(diagnostics, { columns, paint: PLAIN });

describe('one diagnostic', () => {
  test('has the place at the right and the hint behind the caret', () => {
    expect(render([diagnostic()])).toBe(
      [
        `error: unknown key desiredstatus in an Application${' '.repeat(30)}apps/orders.yaml:9:3`,
        '',
        '   8 |   artifact: { file: ./a.jar }',
        '   9 |   desiredstatus: STARTED',
        '     |   ^^^^^^^^^^^^^ did you mean desiredStatus?',
        '',
        '1 error',
        '',
      ].join('\n'),
    );
  });

  test('has the place on its own line where there is no room', () => {
    expect(render([diagnostic()], 60).split('\n').slice(0, 2)).toEqual([
      'error: unknown key desiredstatus in an Application',
      '  apps/orders.yaml:9:3',
    ]);
  });

  test('without a place shows its hint below', () => {
    expect(render([liveDiagnostic('warning', 'x', 'no record', { hint: 'name one' })])).toBe(
      'warning: no record\n  name one\n\n1 warning\n',
    );
  });

  test('about something live shows its address', () => {
    const text = render([
      liveDiagnostic('info', 'x', 'two servers have this name', { address: 'p/Server/a' }),
    ]);
    expect(text).toMatch(/^note: two servers have this name {2,}p\/Server\/a\n\n1 note\n$/);
  });

  test.each([40, 60, 80, 120])('fits %i columns', (columns) => {
    const long = 'x'.repeat(300);
    const excerpt = { before: `a: ${long}`, text: `b: ${long}, key: ${long}`, length: 200 };
    const hint = 'a hint with many words that cannot stand behind a caret that is so long';
    const origin = { file: 'a.yaml', line: 12345, column: 309 };
    const text = render([diagnostic({ excerpt, hint, origin, message: 'wrong' })], columns);
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(text).toContain('^');
  });

  test('puts the caret under wide letters and behind tabs', () => {
    const excerpt = { before: null, text: '\t名前: x', length: 1 };
    const text = render([
      diagnostic({ excerpt, origin: { file: 'a.yaml', line: 1, column: 6 }, hint: null }),
    ]);
    expect(text.split('\n').slice(2, 4)).toEqual(['   1 |   名前: x', '     |         ^']);
  });
});

test('the order is that of files, lines and columns, the unplaced first', () => {
  const at = (file: string, line: number, column: number) =>
    diagnostic({ origin: { file, line, column }, excerpt: null, hint: null, message: 'm' });
  const text = render([
    at('b', 1, 1),
    at('a', 10, 1),
    at('a', 9, 2),
    at('a', 9, 1),
    liveDiagnostic('error', 'x', 'm'),
  ]);
  expect(text.match(/\w:\d+:\d+/g)).toEqual(['a:9:1', 'a:9:2', 'a:10:1', 'b:1:1']);
  expect(text.startsWith('error: m\n')).toBe(true);
});

test('counts speak of what there is', () => {
  const of = (...severities: Diagnostic['severity'][]) =>
    countDiagnostics(severities.map((severity) => diagnostic({ severity })));
  expect(of('error', 'error', 'warning')).toBe('2 errors, 1 warning');
  expect(of('info', 'info')).toBe('2 notes');
  expect(render([])).toBe('');
});

test('control characters of a manifest do not reach the terminal', () => {
  const nasty = 'a\u001b[2J\u0007\u202eb\r\nc\u009b';
  const text = render([
    diagnostic({
      message: nasty,
      hint: nasty,
      origin: { file: nasty, line: 2, column: 1 },
      excerpt: { before: nasty, text: nasty, length: 3 },
      address: nasty,
    }),
  ]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test('colour adds nothing but colour', () => {
  const all = [
    diagnostic(),
    diagnostic({ severity: 'warning' }),
    liveDiagnostic('info', 'x', 'm', { hint: 'h' }),
  ];
  const coloured = renderDiagnostics(all, { columns: 80, paint: createPaint(true) });
  expect(coloured).toContain('\u001b[31m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(render(all, 80));
});

test('printable, widthOf and wrap', () => {
  expect(printable('a\tb\u0000')).toBe('a  b\ufffd');
  expect(widthOf('e\u0301名😀')).toBe(5);
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('a-very-long-word b', 4)).toEqual(['a-very-long-word', 'b']);
});
