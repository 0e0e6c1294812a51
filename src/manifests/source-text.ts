import { LineCounter } from 'yaml';
import { composeDocuments } from './compose-documents.ts';

/**
 * The text of a file, and what stands where in it. Places are found when somebody asks for them: of most manifests
 * nobody does, and all that a parser knows of a file takes many times the room of its text.
 */
export class SourceText {
  readonly #read: () => string;
  #text: string | undefined;
  #lines: LineCounter | undefined;
  #roots: readonly unknown[] | undefined;

  /** @param read gives the text, when it is asked for */
  constructor(read: () => string) {
    this.#read = read;
  }

  get text(): string {
    this.#text ??= this.#read();
    return this.#text;
  }

  /** Line and column, from 1, of an offset. */
  place(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = this.#counter.linePos(Math.min(offset, this.text.length));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** A line without its end; empty where there is none. */
  lineText(line: number): string {
    const { lineStarts } = this.#counter;
    const start = lineStarts[line - 1] ?? 0;
    const end = lineStarts[line] ?? this.text.length;
    return this.text.slice(start, end).replace(/[\r\n]+$/, '');
  }

  /** The node of the parser that holds the content of a document, counted from 0. */
  root(document: number): unknown {
    this.#roots ??= composeDocuments(this.text).documents.map(({ contents }) => contents);
    return this.#roots[document];
  }

  get #counter(): LineCounter {
    if (this.#lines !== undefined) return this.#lines;
    this.#lines = new LineCounter();
    let start = 0;
    do {
      this.#lines.addNewLine(start);
      start = this.text.indexOf('\n', start) + 1;
    } while (start > 0);
    return this.#lines;
  }
}
