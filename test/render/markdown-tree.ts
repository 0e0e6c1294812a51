/** A document as GitHub's Markdown understands it, and what is wrong with it. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** The only HTML that is ours. */
const OURS =
  /^(?:<!-- muleteer:(?:plan|drift)(?: [\w.%~-]+)? -->|<details>\n<summary>[\w ,]+<\/summary>|<\/details>|<br>|<sub>|<\/sub>)$/;
/** What the services make links, mentions, formulas or pictures of in plain text, and what is markup. */
const ACTIVE = /[@#<>&$`|*_[\]~^\\]|www\.|:\/\/|:\w+:|\b[0-9a-f]{7,40}\b|\bG[HL]-\d|!\d/i;

const INVISIBLE = /\u200b/g;

export class MarkdownTree {
  private readonly nodes: readonly Node[];

  constructor(text: string) {
    const extensions = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };
    this.nodes = flatten(fromMarkdown(text, extensions) as Node);
  }

  /** Empty for a document in which nothing but its own parts does anything. */
  problems(): readonly string[] {
    const html = this.values('html').filter((value) => !OURS.test(value));
    const active = this.values('text').filter((value) => ACTIVE.test(value));
    const links = this.nodes.filter(({ type }) => /link|image|definition|footnote/i.test(type));
    const uneven = this.tables().filter((rows) => new Set(rows.map(({ length }) => length)).size > 1);
    return [
      ...html.map((value) => `html: ${value}`),
      ...active.map((value) => `active text: ${value}`),
      ...links.map(({ type }) => type),
      ...uneven.map(() => 'a table with uneven rows'),
      ...(this.isBalanced() ? [] : ['folds that are not closed']),
    ];
  }

  /** The cells of each table, row by row, as they read. */
  tables(): readonly (readonly (readonly string[])[])[] {
    return this.of('table').map(({ children: rows = [] }) =>
      rows.map(({ children: cells = [] }) => cells.map(textOf)),
    );
  }

  markers(): readonly string[] {
    return this.values('html').filter((value) => value.startsWith('<!--'));
  }

  headings(): readonly string[] {
    return this.of('heading').map(textOf);
  }

  items(): readonly string[] {
    return this.of('listItem').map(textOf);
  }

  fences(): readonly string[] {
    return this.values('code');
  }

  private isBalanced(): boolean {
    let depth = 0;
    for (const value of this.values('html')) {
      if (value.startsWith('<details>')) depth += 1;
      if (value === '</details>') depth -= 1;
      if (depth < 0 || depth > 1) return false;
    }
    return depth === 0;
  }

  private of(type: string): readonly Node[] {
    return this.nodes.filter((node) => node.type === type);
  }

  private values(type: string): readonly string[] {
    return this.of(type).map(({ value = '' }) => value);
  }
}

export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

function flatten(node: Node): readonly Node[] {
  return [node, ...(node.children ?? []).flatMap(flatten)];
}

/** A line break of ours reads as one. */
function textOf(node: Node): string {
  if (node.type === 'html') return node.value === '<br>' ? '\n' : '';
  return withoutInvisible(node.value ?? '') + (node.children ?? []).map(textOf).join('');
}
