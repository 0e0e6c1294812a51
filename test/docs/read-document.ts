/**
 * What a document has to say to a shell, in its order. CONTRIBUTING.md has the convention ("Documents that run").
 * Whatever could be a command and is not written by it is refused, so that none escapes.
 */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { readConsole } from './read-console.ts';

/** Commands that are run together. */
export interface Run {
  readonly does: 'run';
  readonly line: number;
  readonly text: string;
  /** What they print; null where the document does not say. */
  readonly output: string | null;
  readonly exits: number;
}

/** A file that the document shows, and that is there from then on. */
export interface ShownFile {
  readonly does: 'write';
  readonly line: number;
  readonly path: string;
  readonly text: string;
}

/** Something that happens meanwhile, and that the stage knows how to do. */
export interface Meanwhile {
  readonly does: 'meanwhile';
  readonly line: number;
  readonly name: string;
}

export type Step = Run | ShownFile | Meanwhile;

export interface Document {
  readonly steps: readonly Step[];
  /** To files of this repository, as they are written. */
  readonly links: readonly string[];
  /** `LINE: why` of what does not keep to the convention. */
  readonly refused: readonly string[];
}

interface Node {
  readonly type: string;
  readonly position?: { readonly start: { readonly line: number } };
  readonly lang?: string | null;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly Node[];
}

/** A comment that says something about the block below it. */
interface Said {
  readonly word: 'exits' | 'file' | 'meanwhile';
  readonly argument: string;
  readonly line: number;
}

/** What is shown, and not run. */
const SHOWN = [
  'text',
  'lua',
  'yaml',
  'json',
  'ts',
  'js',
  'markdown',
  'rego',
  'groovy',
  'html',
  'diff',
  'mermaid',
];
const COMMENT = /<!--\s*(\w+)\s*(.*?)\s*-->/g;
const WORDS: Readonly<Record<Said['word'], RegExp>> = {
  exits: /^\d+$/,
  file: /^[\w./-]+$/,
  meanwhile: /^[\w-]+$/,
};

export function readDocument(markdown: string): Document {
  const extensions = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };
  const nodes = flatten(fromMarkdown(markdown, extensions) as Node);
  const steps: Step[] = [];
  const refused: string[] = [];
  let said: readonly Said[] = [];
  for (const node of nodes) {
    if (node.type === 'html') said = [...said, ...readComments(node, refused)];
    if (node.type !== 'code') continue;
    const mine = said.filter(({ line }) => lineOf(node) - line <= said.length);
    refused.push(...lost(said.filter((one) => !mine.includes(one))));
    const read = readBlock(node, mine);
    if (typeof read === 'string') refused.push(`${lineOf(node)}: ${read}`);
    else steps.push(...read);
    said = [];
  }
  refused.push(...lost(said));
  const links = nodes.flatMap(({ url = '' }) => (url === '' || /^([a-z]+:|#)/.test(url) ? [] : [url]));
  return { steps, links, refused };
}

function lost(said: readonly Said[]): readonly string[] {
  return said.map(({ word, line }) => `${line}: <!-- ${word} … --> is not right above a block`);
}

function readBlock(node: Node, said: readonly Said[]): readonly Step[] | string {
  const { lang, value: text = '' } = node;
  const find = (word: Said['word']) => said.find((one) => one.word === word);
  const line = lineOf(node) + 1;
  const exits = find('exits');
  const file = find('file');
  const isRun = lang === 'sh' || lang === 'console';
  if (lang === null || lang === undefined) return 'a block has to say what it is: sh, console, text, yaml, …';
  if (!isRun && !SHOWN.includes(lang))
    return `blocks are not called ${lang} here; commands are sh or console`;
  if (!isRun && /^\s*\$ /m.test(text)) return 'what follows `$ ` is run: that is a console block';
  if (isRun ? file !== undefined : exits !== undefined) return 'its comment is for another sort of block';

  const meanwhile = find('meanwhile');
  const before: readonly Step[] =
    meanwhile === undefined ? [] : [{ does: 'meanwhile', line: meanwhile.line, name: meanwhile.argument }];
  if (lang === 'console') {
    const runs = readConsole(text, line, Number(exits?.argument ?? 0));
    return typeof runs === 'string' ? runs : [...before, ...runs];
  }
  if (lang === 'sh')
    return [...before, { does: 'run', line, text, output: null, exits: Number(exits?.argument ?? 0) }];
  return file === undefined
    ? before
    : [...before, { does: 'write', line, path: file.argument, text: `${text}\n` }];
}

/** A comment with another first word is nobody's business here, unless it looks like one of ours. */
function readComments(node: Node, refused: string[]): readonly Said[] {
  const said: Said[] = [];
  for (const [index, text] of (node.value ?? '').split('\n').entries()) {
    const line = lineOf(node) + index;
    for (const [all, word = '', argument = ''] of text.matchAll(COMMENT)) {
      if (isWord(word) && WORDS[word].test(argument)) said.push({ word, argument, line });
      else if (isWord(word) || word === 'exit')
        refused.push(`${line}: ${all} says nothing that is understood`);
    }
  }
  return said;
}

function isWord(word: string): word is Said['word'] {
  return word in WORDS;
}

function lineOf({ position }: Node): number {
  return position?.start.line ?? 0;
}

function flatten(node: Node): readonly Node[] {
  return [node, ...(node.children ?? []).flatMap(flatten)];
}
