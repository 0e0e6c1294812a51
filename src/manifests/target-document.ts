import { relative, resolve } from 'node:path';
import type { Diagnostic, Origin, Shared } from '../model/diagnostic.ts';
import { type DocumentPath, type Located, manifestDiagnostic, type WrittenPlace } from '../model/manifest.ts';
import { childOf, type Layer, type Layers, writerOf } from './layers.ts';
import { mergePatch } from './merge-patch.ts';
import type { DiagnosticWords, ManifestDocument, SourceDocument, SourceFile } from './source-document.ts';
import { type ValueTable, valuesIn } from './value-tables.ts';

export interface TargetDocumentParts {
  readonly document: SourceDocument;
  readonly patches: readonly Layer[];
  /** What its placeholders stand for. */
  readonly values: ValueTable;
  readonly selected: boolean;
  /** Null for a document of this target alone. */
  readonly shared: Shared | null;
}

/**
 * A document as one target has it, with that target's patches. A diagnostic points at whatever a person has to edit:
 * the document, where it says what is wrong; the patch that says it; or, in a note, the value that fills it in.
 */
export class TargetDocument implements ManifestDocument {
  readonly file: SourceFile;
  readonly value: unknown;
  readonly #parts: TargetDocumentParts;

  constructor(parts: TargetDocumentParts) {
    const { document, patches, selected } = parts;
    this.file = document.file.selected === selected ? document.file : { ...document.file, selected };
    this.value = patches.reduce((value, patch) => mergePatch(value, patch.value), document.value);
    this.#parts = parts;
  }

  get isSettled(): boolean {
    return this.value === this.#parts.document.value && this.#parts.document.isSettled;
  }

  get #layers(): Layers {
    const { document, patches } = this.#parts;
    return [{ document, at: [], value: document.value }, ...patches];
  }

  get origin(): Origin {
    return this.#parts.document.origin;
  }

  get patchedBy(): readonly Origin[] {
    return this.#parts.patches.map(({ document, at }) => document.locate(at.slice(0, -1)).origin);
  }

  locate(path: DocumentPath): Located {
    return this.#at(path, (document, place) => document.locate(place));
  }

  locateKey(path: DocumentPath): Located {
    return this.#at(path, (document, place) => document.locateKey(place));
  }

  /** Empty for what values fill in: a message then shows what they made of it. */
  sourceText(path: DocumentPath): string {
    if (valuesIn(path.reduce(childOf, this.value)).length > 0) return '';
    const { layer, path: place } = writerOf(this.#layers, path);
    return layer.document.sourceText(place);
  }

  fileAt(path: DocumentPath, file: string): string {
    return resolve(writerOf(this.#layers, path).layer.document.file.folder, file);
  }

  writtenAt(path: DocumentPath): WrittenPlace {
    const { layer } = writerOf(this.#layers, path);
    return { document: layer.document.origin, path: [...layer.at, ...path] };
  }

  diagnostic(path: DocumentPath, about: DiagnosticWords): Diagnostic {
    return manifestDiagnostic(this, path, about);
  }

  keyDiagnostic(path: DocumentPath, about: DiagnosticWords): Diagnostic {
    const { layer } = writerOf(this.#layers, path);
    const isTooMuch = about.code === 'not_together' && layer.document !== this.#parts.document;
    const words = isTooMuch ? { ...about, hint: `${about.hint}; a patch takes a key out with null` } : about;
    return manifestDiagnostic({ locate: (at) => this.locateKey(at) }, path, words);
  }

  #at(path: DocumentPath, locate: (document: SourceDocument, path: DocumentPath) => Located): Located {
    const { layer, path: place } = writerOf(this.#layers, path);
    const located = locate(layer.document, place);
    const note = this.#note(path, located.origin);
    const { shared } = this.#parts;
    // A patch is of one target alone, and stands in its file.
    return {
      ...located,
      ...(shared !== null && layer.document === this.#parts.document ? { shared } : {}),
      ...(note === '' ? {} : { note }),
    };
  }

  /** Where the values are written that fill in a text, unless it is in the same file. */
  #note(path: DocumentPath, { file }: Origin): string {
    const { values } = this.#parts;
    if (path[0] !== 'spec') return '';
    const notes = valuesIn(path.reduce(childOf, this.value)).flatMap((name) => {
      const place = values.values.has(name) ? values.placeOf(name) : null;
      return place === null || place.file === file ? [] : [`${name} is set at ${place.file}:${place.line}`];
    });
    return [...new Set(notes)].join(', ');
  }
}

/** A path as a file in a folder would name it. */
export function pathFrom(folder: string, path: string): string {
  const way = relative(folder, path).replaceAll('\\', '/');
  return way.startsWith('.') || way.startsWith('/') ? way : `./${way}`;
}
