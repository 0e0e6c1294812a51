import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { layOut } from '../../src/manifests/layout/lay-out.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(closeBenches);

const read = (name: string) => readFileSync(join(bench.folder, name), 'utf8');

const UNTIDY = `# yaml-language-server: $schema=../x.json
# The orders.

kind: Application
# The format.
apiVersion: muleteer/v1
spec:   # all of it
    # why it is stopped
    desiredStatus: "STOPPED"     # since May
    target: {   cluster: east, }


    artifact: {
       file: ./a.jar  # built by hand
    }
    properties: {a: '1', "b":  "\${env:X}"}
    # the last word
metadata:
    labels:
        team: x
    name: 'orders-api'
# the end
---

# second
apiVersion: muleteer/v1
kind: ServerGroup
metadata: {labels: {a: b}, name: g}
spec:
  servers:
  - a
  - b

---
theirs:   {a:  1}
`;

const TIDY = `# yaml-language-server: $schema=../x.json
# The orders.

# The format.
apiVersion: muleteer/v1
kind: Application
metadata:
  name: 'orders-api'
  labels:
    team: x
spec:
  # all of it
  target: { cluster: east }

  artifact:
    file: ./a.jar # built by hand
  # why it is stopped
  desiredStatus: "STOPPED" # since May
  properties: { a: '1', "b": "\${env:X}" }
  # the last word
# the end
---

# second
apiVersion: muleteer/v1
kind: ServerGroup
metadata: { name: g, labels: { a: b } }
spec:
  servers:
    - a
    - b

---
theirs:   {a:  1}
`;

describe('fmt', () => {
  test('lays out manifests in place, and a second time changes nothing', async () => {
    await bench.write({ 'a.yaml': UNTIDY, 'tidy.yaml': TIDY, 'theirs.yaml': 'a:   1\n' });
    expect(await bench.cli(['fmt'])).toEqual({
      code: 0,
      stdout: 'a.yaml\n',
      stderr: '2 files with manifests, 1 laid out anew.\n',
    });
    expect(read('a.yaml')).toBe(TIDY);
    expect(read('theirs.yaml')).toBe('a:   1\n');
    expect(await bench.cli(['fmt', '--check'])).toMatchObject({ code: 0, stdout: '' });
  });

  test('--check writes nothing, names the files, and ends with 1', async () => {
    await bench.write({ 'a.yaml': UNTIDY, 'policies/p.yaml': 'kind: Policy\napiVersion: muleteer/v1\n' });
    expect(await bench.cli(['fmt', '--check'])).toEqual({
      code: 1,
      stdout: 'a.yaml\npolicies/p.yaml\n',
      stderr: '2 files with manifests, 2 would be laid out anew.\n',
    });
    expect(read('a.yaml')).toBe(UNTIDY);
    expect(await bench.cli(['fmt', '--check', 'policies/p.yaml'])).toMatchObject({
      stdout: 'policies/p.yaml\n',
    });
    expect(await bench.cli(['fmt', '--check', 'nowhere'])).toMatchObject({ code: 1, stdout: '' });
  });

  test('--diff shows what would change, as git does', async () => {
    await bench.write({ 'a.yaml': 'kind: Server\napiVersion: muleteer/v1\nmetadata: { name: x }\n' });
    const { code, stdout } = await bench.cli(['fmt', '--diff']);
    expect(code).toBe(0);
    expect(stdout).toBe(`--- a/a.yaml
+++ b/a.yaml
@@ -1,3 +1,3 @@
-kind: Server
 apiVersion: muleteer/v1
+kind: Server
 metadata: { name: x }
`);
    expect(read('a.yaml')).toMatch(/^kind/);
  });

  test('a file with a mistake of syntax is reported and left, the others are laid out', async () => {
    const broken = 'apiVersion: muleteer/v1\nkind: Server\nmetadata: { name: "x }\n';
    await bench.write({ 'a.yaml': UNTIDY, 'broken.yaml': broken });
    const { code, stdout, stderr } = await bench.cli(['fmt']);
    expect(code).toBe(1);
    expect(stdout).toBe('a.yaml\n');
    expect(stderr).toMatch(/error: a quote opens here and never closes +broken\.yaml:3:/);
    expect(read('broken.yaml')).toBe(broken);
  });
});

describe('the layout', () => {
  const server = (rest: string) => `apiVersion: muleteer/v1\nkind: Server\nmetadata: { name: x }\n${rest}`;

  test.each([
    ['Windows line ends and a byte order mark', `\uFEFF${server('').replaceAll('\n', '\r\n')}`],
    ['mixed line ends', 'apiVersion: muleteer/v1\r\nkind: Server\n'],
    [
      'a text over several lines',
      server('spec:\n  note: |\n    a\n\n      b # no comment\n  more: >-\n    c\n'),
    ],
    ['anchors, which come before their aliases', server('spec:\n  zebra: &a { b: 1 }\n  expect: *a\n')],
    ['signs of two halves', server('spec: { note: ["\u{1f600}", x] } # \u{1f600}\n')],
    ['a misspelt key behind the one that it follows', server('spec:\n  expect: {}\n  regstration: {}\n')],
    ['a document end', `${server('')}...\n---\n${server('')}`],
    ['what is not ours before it', `a:  1   \n---\n${server('')}`],
    ['blank lines that are a part of a text', server('spec:\n  note: |+\n    a\n\n')],
    ['an empty document', '---\n---\n# nothing\n'],
  ])('keeps %s', (_, text) => {
    expect(layOut(text)).toMatchObject({ text, left: [] });
  });

  test('keeps the order of keys where an alias would stand before its anchor', () => {
    const text = 'apiVersion: muleteer/v1\nkind: Server\nspec:\n  registration: &a {  b: 1 }\n  expect: *a\n';
    expect(layOut(text).text).toBe(text.replace('{  b', '{ b'));
  });

  test('ends with one line end', () => {
    expect(layOut(server('').trimEnd()).text).toBe(server(''));
    expect(layOut(`${server('')}\n\n  \n`).text).toBe(server(''));
  });
});
