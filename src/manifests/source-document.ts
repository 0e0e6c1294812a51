import { resolve } from 'node:path';
import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml';
import type { Diagnostic, Origin, Severity } from '../model/diagnostic.ts';
import { type DocumentPath, type Located, manifestDiagnostic, type WrittenPlace } from '../model/manifest.ts';
import { maskLine } from './sensitive-text.ts';
import { isSettled } from './settled.ts';
import type { SourceText } from './source-text.ts';

/** One file of manifests, with its text. `name` is relative to the working folder, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  /** The folder that the files named in it must lie in. */
  readonly root: string;
  readonly selected: boolean;
  readonly source: SourceText;
}

/** One document that becomes a manifest, and the way back from its values to what a person wrote. */
export interface ManifestDocument {
  /** The file that it starts in. */
  readonly file: SourceFile;
  /** Its content as plain JSON. */
  readonly value: unknown;
  /** It needs nothing filled in, and has the shape of its kind. */
  readonly isSettled: boolean;
  readonly origin: Origin;
  /** The place of a value; of a block, its key; of what is not there, the nearest part that is. */
  locate(path: DocumentPath): Located;
  /** The place of the key itself. */
  locateKey(path: DocumentPath): Located;
  /** The text that a value was written as: `1.0`, where the value is the number 1. */
  sourceText(path: DocumentPath): string;
  /** A file that is named at a place, absolute. */
  fileAt(path: DocumentPath, file: string): string;
  /** Where the value at a place is written, or would be. */
  writtenAt(path: DocumentPath): WrittenPlace;
  /** A diagnostic about a value of the document. */
  diagnostic(path: DocumentPath, about: DiagnosticWords): Diagnostic;
  /** A diagnostic about a key of the document. */
  keyDiagnostic(path: DocumentPath, about: DiagnosticWords): Diagnostic;
}

type Found = { readonly key: unknown; readonly node: unknown };

export interface SourceDocumentParts {
  readonly file: SourceFile;
  /** Which document of its file it is, from 0; empty ones count. */
  readonly index: number;
  /** Its content as plain JSON. */
  readonly value: unknown;
  readonly start: Start;
}

/** What a later run needs to know, to have a document without its text. In a list: it is read by the thousand. */
export type KeptDocument = readonly [
  value: unknown,
  isSettled: boolean,
  index: number,
  ...start: readonly [offset: number, line: number, column: number],
];

/** Where the content of a document begins: an offset, and the line and column that it is in. */
export interface Start {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** One YAML document as it stands in a file. */
export class SourceDocument implements ManifestDocument {
  readonly file: SourceFile;
  readonly value: unknown;
  /** Which one of its file, from 0. */
  readonly #index: number;
  readonly #start: Start;
  #isSettled: boolean | undefined;

  constructor({ file, index, value, start }: SourceDocumentParts) {
    this.file = file;
    this.value = value;
    this.#index = index;
    this.#start = start;
  }

  static fromKept(kept: KeptDocument, file: SourceFile): SourceDocument {
    const start = { offset: kept[3], line: kept[4], column: kept[5] };
    const document = new SourceDocument({ file, value: kept[0], index: kept[2], start });
    document.#isSettled = kept[1];
    return document;
  }

  get kept(): KeptDocument {
    const { offset, line, column } = this.#start;
    return [this.value, this.isSettled, this.#index, offset, line, column];
  }

  get isSettled(): boolean {
    this.#isSettled ??= isSettled(this.value);
    return this.#isSettled;
  }

  get origin(): Origin {
    const { line, column } = this.#start;
    return { file: this.file.name, line, column };
  }

  locate(path: DocumentPath): Located {
    const { key, node } = this.#find(path);
    const inFlow = isCollection(node) && node.flow === true;
    const hasText = isScalar(node) && (node.range?.[1] ?? 0) > (node.range?.[0] ?? 0);
    return this.#at(hasText || inFlow || isAlias(node) || key === null ? node : key);
  }

  locateKey(path: DocumentPath): Located {
    const { key, node } = this.#find(path);
    return this.#at(key ?? node);
  }

  sourceText(path: DocumentPath): string {
    const { node } = this.#find(path);
    return isScalar(node) ? (node.source ?? String(node.value)) : '';
  }

  fileAt(_: DocumentPath, file: string): string {
    return resolve(this.file.folder, file);
  }

  writtenAt(path: DocumentPath): WrittenPlace {
    return { document: this.origin, path };
  }

  diagnostic(path: DocumentPath, about: DiagnosticWords): Diagnostic {
    return manifestDiagnostic(this, path, about);
  }

  keyDiagnostic(path: DocumentPath, about: DiagnosticWords): Diagnostic {
    return manifestDiagnostic({ locate: (at) => this.locateKey(at) }, path, about);
  }

  #at(node: unknown): Located {
    const [start, end] = rangeOf(node) ?? [this.#start.offset, this.#start.offset + 1];
    return locateRange(this.file, start, end);
  }

  #find(path: DocumentPath): Found {
    let found: Found = { key: null, node: this.file.source.root(this.#index) };
    for (const step of path) {
      const next = child(found.node, step);
      if (next === undefined) break;
      found = next;
    }
    return found;
  }
}

export interface DiagnosticWords {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly severity?: Severity;
}

/** The place of a stretch of text, cut at the end of its first line. */
export function locateRange({ name, source }: SourceFile, start: number, end: number): Located {
  const { line, column } = source.place(start);
  const text = source.lineText(line);
  const length = Math.max(1, Math.min(end - Math.min(start, source.text.length), text.length - column + 1));
  return {
    origin: { file: name, line, column },
    excerpt: { before: line > 1 ? maskLine(source.lineText(line - 1)) : null, text: maskLine(text), length },
  };
}

function child(node: unknown, step: string | number): Found | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair === undefined ? undefined : { key: pair.key, node: pair.value };
  }
  if (!isSeq(node)) return undefined;
  const item = node.items[Number(step)];
  return item === undefined ? undefined : { key: null, node: item };
}

function rangeOf(node: unknown): readonly [number, number] | undefined {
  if (!isScalar(node) && !isCollection(node) && !isAlias(node)) return undefined;
  const range = node.range;
  return range === null || range === undefined ? undefined : [range[0], range[1]];
}
