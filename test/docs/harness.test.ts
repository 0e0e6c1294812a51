/** The test of the documents finds what is wrong with one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { artifact } from '../support/artifact.ts';
import { documents } from './all-documents.ts';
import { compareOutput } from './compare-output.ts';
import { readDocument } from './read-document.ts';
import { runDocument } from './run-document.ts';
import { elsewhere, WORKFLOW, withoutRemark } from './run-elsewhere.ts';
import type { Stage } from './stage.ts';

const ROOT = join(import.meta.dirname, '../..');

function block(language: string, ...lines: readonly string[]): string {
  return ['', `\`\`\`${language}`, ...lines, '```', ''].join('\n');
}

function wrongIn(markdown: string, stage: Stage = {}): Promise<readonly string[]> {
  return runDocument(readDocument(markdown), stage);
}

describe('a document is wrong where', () => {
  test.each<[name: string, markdown: string, wrong: readonly RegExp[]]>([
    [
      'a command fails',
      block('sh', 'true', 'false', 'touch never'),
      [/^3: line 4 ends with 1, not with 0: false$/m],
    ],
    ['bash does not understand', block('sh', 'if'), [/^3: .*syntax error/s]],
    [
      'a command ends with another code',
      `<!-- exits 3 -->${block('sh', '(exit 4)')}`,
      [/with 4, not with 3/],
    ],
    ['a command should fail, and does not', `<!-- exits 3 -->${block('sh', 'true')}`, [/with 0, not with 3/]],
    [
      'a command fails that is not the last',
      `<!-- exits 3 -->${block('sh', 'false', '(exit 3)')}`,
      [/line 3 fails, and is not the last: false/],
    ],
    [
      'something else is printed',
      block('console', '$ echo one', 'two'),
      [/^3: echo one\n.*there: two.* {4}one$/s],
    ],
    [
      'more is printed',
      block('console', '$ echo one; echo two >&2', 'one'),
      [/more is printed than it says/],
    ],
    ['a silent command speaks', block('console', '$ echo one'), [/more is printed/]],
    [
      'several outputs differ',
      block('console', '$ echo a', 'b', '$ echo c', 'c', '$ echo d', 'e'),
      [/^3: echo a/, /^7: echo d/],
    ],
    ['nothing of that name happens', `<!-- meanwhile x -->${block('sh', 'true')}`, [/knows no meanwhile x/]],
  ])('%s', async (_, markdown, wrong) => {
    expect(await wrongIn(markdown)).toEqual(wrong.map((pattern) => expect.stringMatching(pattern)));
  });

  test.each([
    ['a shell by another name', block('bash', 'true'), /commands are sh or console/],
    ['a misspelt name', block('consle', '$ true'), /blocks are not called consle/],
    ['a block without a name', block('', 'true'), /has to say what it is/],
    ['a command that is only shown', block('text', '$ muleteer plan'), /that is a console block/],
    ['an output without its command', block('console', 'done'), /begins with `\$ `/],
    ['a comment that is misspelt', `<!-- exit 3 -->${block('sh', 'true')}`, /nothing that is understood/],
    [
      'a comment without a number',
      `<!-- exits three -->${block('sh', 'true')}`,
      /nothing that is understood/,
    ],
    ['a comment above nothing', '<!-- exits 3 -->\n\ntext', /not right above a block/],
    ['a comment too far above', `<!-- exits 3 -->\n\ntext\n${block('sh', 'true')}`, /not right above/],
    ['a code for what is not run', `<!-- exits 3 -->${block('yaml', 'a: 1')}`, /for another sort of block/],
  ])('%s is refused', (_, markdown, why) => {
    expect(readDocument(markdown).refused).toEqual([expect.stringMatching(why)]);
  });
});

test('what a document does stays, and what it leaves running ends with it', async () => {
  const asks = `fetch("http://127.0.0.1:4010/hybrid/api/v1/servers").then(({ status }) => console.log(status))`;
  const markdown = [
    block(
      'sh',
      'mkdir a && cd a',
      'export WHO=ada',
      'muleteer sandbox &   # a remark',
      'echo 4010 > "$PORT_FILE"',
    ),
    '- in a list:\n\n  <!-- file a/said.txt -->\n  ```text\n  hello\n  ```\n',
    `<!-- meanwhile later -->${block('console', '$ cat said.txt later.txt', 'hello', 'late')}`,
    block('console', '$ echo "$WHO" \\', '  in ${PWD##*/}', 'ada in a', `$ node -e '${asks}'`, '401'),
  ].join('\n');
  const { path } = artifact('port', Buffer.from(''));
  const meanwhile = { later: 'echo late > later.txt' };
  expect(await wrongIn(markdown, { sandbox: 'none', meanwhile, env: { PORT_FILE: path } })).toEqual([]);
  await expect(fetch(`http://127.0.0.1:${readFileSync(path, 'utf8').trim()}`)).rejects.toThrow(
    'fetch failed',
  );
});

describe('of an output', () => {
  test.each([
    ['what differs by run', 'Muleteer 0.1.0 · 1a2b3c4 · 0.4 s', 'Muleteer 1.12.0 · 9f8e7d6 · 12 min 3 s'],
    ['what moves with it', 'a   applied 1a2b3c4, 2 hours ago', 'a      applied 1a2b3c5, 1 minute ago'],
    ['lines that are left out', 'a\n…\nc\n  …', 'a\nb\nb\nc\nd'],
    ['no lines at all', 'a\n…\nb', 'a\nb'],
    ['the later of two', '…\na\nb', 'a\nc\na\nb'],
  ])('%s is not compared', (_, said, printed) => {
    expect(compareOutput(said, printed)).toBe(null);
  });

  test.each([
    ['the order', 'a\n…\nb\n…\nc', 'a\nc\nb'],
    ['the end', '…\nb', 'b\nc'],
    ['the beginning', 'b\n…', 'a\nb'],
    ['an empty line', 'a\nb', 'a\n\nb'],
    ['the digest of a file', 'sha1 e8b464df', 'sha1 e8b464de'],
    ['a count', '12 calls', '13 calls'],
    ['one line for two', 'a\n…\na', 'a'],
  ])('%s is', (_, said, printed) => {
    expect(compareOutput(said, printed)).not.toBe(null);
  });
});

describe('what is run elsewhere', () => {
  const workflow = readFileSync(join(ROOT, WORKFLOW), 'utf8');

  test.each(elsewhere)('$command is shown in $document, and run by the workflow', (one) => {
    const found = documents.find(({ path }) => path === one.document);
    const lines = found?.document.steps.flatMap((step) => (step.does === 'run' ? step.text.split('\n') : []));
    expect(lines?.map(withoutRemark)).toContain(one.command);
    for (const line of one.workflow) expect(workflow).toContain(line);
  });
});
