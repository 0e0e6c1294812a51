import type { Origin } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import type { FileReference } from '../model/kind.ts';
import type { DocumentPath, Located, Manifest, Metadata, WrittenPlace } from '../model/manifest.ts';
import type { SpecObject } from '../model/spec-value.ts';
import { finalDocument } from './final-document.ts';
import type { ManifestDocument } from './source-document.ts';
import type { PlainMap } from './unreadable.ts';
import type { ValueTable } from './value-tables.ts';

export interface CheckedParts
  extends Pick<Manifest, 'kind' | 'metadata' | 'spec' | 'patchedBy' | 'selected'> {
  readonly document: ManifestDocument;
  readonly content: PlainMap;
  /** What its placeholders stand for. */
  readonly values: ValueTable;
  /** The files that it names. */
  readonly files: (manifest: Manifest) => readonly FileReference[];
}

/** A service holds one for each resource: a class, since a function for each of its methods would be most of it. */
export class CheckedManifest implements Manifest {
  readonly kind: Manifest['kind'];
  readonly metadata: Metadata;
  readonly spec: SpecObject;
  readonly origin: Origin;
  readonly written: PlainMap;
  readonly patchedBy: readonly Origin[];
  readonly selected: boolean;
  readonly #document: ManifestDocument;
  readonly #values: ValueTable;
  readonly #files: CheckedParts['files'];

  constructor({ kind, metadata, spec, document, content, patchedBy, selected, values, files }: CheckedParts) {
    this.kind = kind;
    this.metadata = metadata;
    this.spec = spec;
    this.origin = document.origin;
    this.written = content;
    this.patchedBy = patchedBy;
    this.selected = selected;
    this.#document = document;
    this.#values = values;
    this.#files = files;
  }

  asSelected(): Manifest {
    const { written: content, ...parts } = this;
    const [document, values, files] = [this.#document, this.#values, this.#files];
    return new CheckedManifest({ ...parts, content, document, values, files, selected: true });
  }

  locate(path: DocumentPath): Located {
    return this.#document.locate(path);
  }

  fileAt(path: DocumentPath, file: string): string {
    return this.#document.fileAt(path, file);
  }

  writtenAt(path: DocumentPath): WrittenPlace {
    return this.#document.writtenAt(path);
  }

  final(folder: string): Json {
    return finalDocument(this, { values: this.#values, files: this.#files(this) }, folder);
  }
}
