import type { Diagnostic } from '../model/diagnostic.ts';
import type { UnreadableManifest } from '../model/manifest.ts';
import { byPath, type FoundFile } from './find-files.ts';
import type { ParsedFile } from './parse-documents.ts';
import { type FileReader, parseFile } from './parse-file.ts';
import type { SourceDocument } from './source-document.ts';

/** The files of a run, each parsed once, however many paths and bases it lies below. */
export class ParsedFiles {
  readonly #reader: FileReader;
  readonly #files = new Map<string, { readonly file: FoundFile; readonly parsed: ParsedFile }>();
  #sorted: readonly ParsedFile[] | null = null;

  constructor(reader: FileReader) {
    this.#reader = reader;
  }

  /** A file that was read in passing, as one above a PATH, is read again when it is meant. */
  add(file: FoundFile): void {
    const known = this.#files.get(file.path);
    if (known !== undefined && (known.file.selected || !file.selected)) return;
    this.#files.set(file.path, { file, parsed: parseFile(file, this.#reader) });
    this.#sorted = null;
  }

  /** Whether it holds nothing that could be a manifest. */
  isEmpty(path: string): boolean {
    const parsed = this.#files.get(path)?.parsed;
    return parsed === undefined || (parsed.documents.length === 0 && parsed.unreadable.length === 0);
  }

  get documents(): readonly SourceDocument[] {
    return this.#all.flatMap(({ documents }) => documents);
  }

  get unreadable(): readonly UnreadableManifest[] {
    return this.#all.flatMap(({ unreadable }) => unreadable);
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#all.flatMap(({ diagnostics }) => diagnostics);
  }

  /** In the order of their paths. */
  get #all(): readonly ParsedFile[] {
    this.#sorted ??= [...this.#files.values()]
      .sort((left, right) => byPath(left.file, right.file))
      .map(({ parsed }) => parsed);
    return this.#sorted;
  }
}
