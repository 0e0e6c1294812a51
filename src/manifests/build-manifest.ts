import type { Diagnostic } from '../model/diagnostic.ts';
import type { DocumentPath, Manifest, Metadata } from '../model/manifest.ts';
import type { SpecObject } from '../model/spec-value.ts';
import type { Envelope } from './envelope.ts';
import { hasPlaceholder } from './placeholders.ts';
import { pointerTo, resolveSpec } from './resolve-spec.ts';
import type { SecretPlaces } from './secret-places.ts';
import type { SecretSources } from './secret-sources.ts';
import { checkShape } from './shape.ts';
import type { SourceDocument } from './source-document.ts';
import type { ValueTable } from './value-tables.ts';

export interface BuildRequest {
  readonly envelope: Envelope;
  readonly isSecretPlace: SecretPlaces;
  readonly secrets: SecretSources;
  readonly values: ValueTable;
  /** The target that the document was found to belong to. */
  readonly target: Pick<Metadata, 'environment' | 'console'>;
}

export interface BuiltManifest {
  /** Null where the document has the wrong shape. */
  readonly manifest: Manifest | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Fills in a document's placeholders, then checks its shape. */
export function buildManifest(request: BuildRequest): BuiltManifest {
  const { document, kind, content, metadata } = request.envelope;
  const resolved = resolveSpec(content.spec ?? {}, ['spec'], { ...request, document });
  const value = 'spec' in content ? { ...content, spec: resolved.plain } : content;
  const misplaced = [...findPlaceholders(metadata, ['metadata'])];
  const unknownAt = new Set([...resolved.unknownAt, ...misplaced.map(pointerTo)]);
  const diagnostics = [
    ...misplaced.map((path) => refusePlaceholder(document, path)),
    ...resolved.diagnostics,
    ...checkShape({ document, kind, value, unknownAt }),
  ];
  if (diagnostics.some(({ severity }) => severity === 'error')) return { manifest: null, diagnostics };
  // The schema holds now; TypeScript cannot see that.
  const manifest: Manifest = {
    kind,
    metadata: { ...(metadata as unknown as Metadata), ...request.target },
    spec: resolved.value as SpecObject,
    origin: document.origin,
    folder: document.file.folder,
    selected: document.file.selected,
    locate: (path) => document.locate(path),
  };
  return { manifest, diagnostics };
}

function* findPlaceholders(value: unknown, path: DocumentPath): Generator<DocumentPath> {
  if (typeof value === 'string' && hasPlaceholder(value)) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    yield* findPlaceholders(item, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

/** Metadata says which values hold, so it cannot itself depend on them. */
function refusePlaceholder(document: SourceDocument, path: DocumentPath): Diagnostic {
  const message = 'metadata cannot hold placeholders';
  const words = { code: 'placeholder_in_metadata', message, hint: 'write the text itself' };
  return document.diagnostic(path, words);
}
