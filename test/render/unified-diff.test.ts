/** FAST_CHECK_SEED replays the random part. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPaint } from '../../src/render/paint.ts';
import { unifiedDiff } from '../../src/render/unified-diff.ts';

const seed = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const plain = createPaint(false);

function diff(before: string, after: string): string {
  return unifiedDiff('a.yaml', before, after, plain);
}

describe('a unified diff', () => {
  it('shows three lines around each change, and joins what is near', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
    const before = `${lines.join('\n')}\n`;
    const after = before
      .replace('line 5\n', 'five\n')
      .replace('line 8\n', '')
      .replace('line 25\n', 'line 25\nmore\n');
    expect(diff(before, after)).toBe(`--- a/a.yaml
+++ b/a.yaml
@@ -2,10 +2,9 @@
 line 2
 line 3
 line 4
-line 5
+five
 line 6
 line 7
-line 8
 line 9
 line 10
 line 11
@@ -23,6 +22,7 @@
 line 23
 line 24
 line 25
+more
 line 26
 line 27
 line 28
`);
  });

  it('says where the last line does not end', () => {
    expect(diff('a', 'a\n')).toBe(
      '--- a/a.yaml\n+++ b/a.yaml\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n',
    );
    expect(diff('a\n', 'a\n')).toBe('');
    expect(diff('', 'a\n')).toBe('--- a/a.yaml\n+++ b/a.yaml\n@@ -0,0 +1,1 @@\n+a\n');
  });

  it(`leads from the one text to the other (seed ${seed})`, () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd', '', 'e1', 'e2', 'e3'), { maxLength: 25 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    const property = fc.property(text, text, (before, after) => {
      expect(patched(before, diff(before, after))).toBe(after);
    });
    fc.assert(property, { seed, numRuns: 500 });
  });
});

/** What `patch` would do. */
function patched(before: string, patch: string): string {
  const old = before.split('\n').slice(0, -1);
  const lines = patch.split('\n').slice(2, -1);
  const result: string[] = [];
  let at = 0;
  for (const line of lines) {
    const [, first, , length] = /^@@ -(\d+)(,(\d+))? /.exec(line) ?? [];
    if (first !== undefined) {
      const start = Number(first) - (length === '0' ? 0 : 1);
      result.push(...old.slice(at, start));
      at = start;
    } else if (line.startsWith('+')) result.push(line.slice(1));
    else {
      expect(old[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) result.push(old[at] ?? '');
      at++;
    }
  }
  return [...result, ...old.slice(at)].map((line) => `${line}\n`).join('');
}
