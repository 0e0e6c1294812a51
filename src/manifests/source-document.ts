import { resolve } from 'node:path';
import type { LineCounter, Document as YamlDocument } from 'yaml';
import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml';
import type { Diagnostic, Origin, Severity } from '../model/diagnostic.ts';
import { type DocumentPath, type Located, manifestDiagnostic, type WrittenPlace } from '../model/manifest.ts';
import { maskLine } from './sensitive-text.ts';

/** One file of manifests, with its text. `name` is relative to the working folder, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  /** The folder that the files named in it must lie in. */
  readonly root: string;
  readonly selected: boolean;
  readonly text: string;
  readonly lines: LineCounter;
}

/** One document that becomes a manifest, and the way back from its values to what a person wrote. */
export interface ManifestDocument {
  /** The file that it starts in. */
  readonly file: SourceFile;
  /** Its content as plain JSON. */
  readonly value: unknown;
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

/** One YAML document as it stands in a file. */
export class SourceDocument implements ManifestDocument {
  readonly file: SourceFile;
  readonly value: unknown;
  readonly #root: unknown;
  readonly #start: number;

  constructor(file: SourceFile, document: YamlDocument, value: unknown) {
    this.file = file;
    this.value = value;
    this.#root = document.contents;
    this.#start = startOf(document.contents) ?? document.range?.[0] ?? 0;
  }

  get origin(): Origin {
    return locateRange(this.file, this.#start, this.#start + 1).origin;
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
    const [start, end] = rangeOf(node) ?? [this.#start, this.#start + 1];
    return locateRange(this.file, start, end);
  }

  #find(path: DocumentPath): Found {
    let found: Found = { key: null, node: this.#root };
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
export function locateRange(file: SourceFile, start: number, end: number): Located {
  const offset = Math.min(start, file.text.length);
  const { line, col } = file.lines.linePos(offset);
  const text = lineText(file, line);
  const length = Math.max(1, Math.min(end - offset, text.length - col + 1));
  return {
    origin: { file: file.name, line: Math.max(line, 1), column: Math.max(col, 1) },
    excerpt: { before: line > 1 ? maskLine(lineText(file, line - 1)) : null, text: maskLine(text), length },
  };
}

function lineText(file: SourceFile, line: number): string {
  const { lineStarts } = file.lines;
  const start = lineStarts[line - 1] ?? 0;
  const end = lineStarts[line] ?? file.text.length;
  return file.text.slice(start, end).replace(/[\r\n]+$/, '');
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

function startOf(node: unknown): number | undefined {
  return rangeOf(node)?.[0];
}
