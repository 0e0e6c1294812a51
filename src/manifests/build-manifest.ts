import type { Diagnostic } from '../model/diagnostic.ts';
import type { FileReference } from '../model/kind.ts';
import type { DocumentPath, Manifest, Metadata } from '../model/manifest.ts';
import type { SpecObject } from '../model/spec-value.ts';
import { CheckedManifest } from './checked-manifest.ts';
import type { PatchedEnvelope } from './patch-members.ts';
import { hasPlaceholder } from './placeholders.ts';
import { pointerTo, resolveSpec } from './resolve-spec.ts';
import type { SecretPlaces } from './secret-places.ts';
import type { SecretSources } from './secret-sources.ts';
import { checkShape } from './shape.ts';
import type { ManifestDocument } from './source-document.ts';
import { ABOUT_OTHERS, isTargetKind } from './target-kinds.ts';
import { isMap, type PlainMap } from './unreadable.ts';
import type { ValueTable } from './value-tables.ts';

export interface BuildRequest {
  readonly envelope: PatchedEnvelope;
  readonly isSecretPlace: SecretPlaces;
  readonly secrets: SecretSources;
  readonly values: ValueTable;
  /** The files that the manifest names. */
  readonly files: (manifest: Manifest) => readonly FileReference[];
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
  const { document, content } = request.envelope;
  return document.isSettled
    ? { manifest: manifestFrom(request, content.spec ?? {}), diagnostics: [] }
    : buildUnsettled(request);
}

function buildUnsettled(request: BuildRequest): BuiltManifest {
  const { document, kind, content, metadata } = request.envelope;
  const { written, kept } = splitSpec(content.spec ?? {}, kind);
  const resolved = resolveSpec(written, ['spec'], { ...request, document });
  const value = 'spec' in content ? { ...content, spec: together(resolved.plain, kept) } : content;
  const misplaced = [...findPlaceholders(metadata, ['metadata'])];
  const unknownAt = new Set([...resolved.unknownAt, ...misplaced.map(pointerTo)]);
  const diagnostics = [
    ...misplaced.map((path) => refusePlaceholder(document, path)),
    ...resolved.diagnostics,
    ...checkShape({ document, kind, value, unknownAt }),
  ];
  if (diagnostics.some(({ severity }) => severity === 'error')) return { manifest: null, diagnostics };
  return { manifest: manifestFrom(request, together(resolved.value, kept)), diagnostics };
}

/** The schema holds now; TypeScript cannot see that. */
function manifestFrom({ envelope, target, values, files }: BuildRequest, spec: unknown): Manifest {
  const { document, kind, content, metadata, patchedBy } = envelope;
  return new CheckedManifest({
    ...{ kind, document, content, patchedBy, values, files },
    // Not by spreading, after which the engine holds a shape for each of them.
    metadata: Object.assign({}, metadata as unknown as Metadata, target),
    spec: spec as SpecObject,
    selected: document.file.selected,
  });
}

function splitSpec(spec: unknown, kind: string): { readonly written: unknown; readonly kept: PlainMap } {
  if (!isTargetKind(kind) || !isMap(spec)) return { written: spec, kept: {} };
  const isKept = ([key]: readonly [string, unknown]) => ABOUT_OTHERS.includes(key);
  const entries = Object.entries(spec);
  return {
    written: Object.fromEntries(entries.filter((entry) => !isKept(entry))),
    kept: Object.fromEntries(entries.filter(isKept)),
  };
}

function together(plain: unknown, kept: PlainMap): unknown {
  return isMap(plain) ? { ...plain, ...kept } : plain;
}

function* findPlaceholders(value: unknown, path: DocumentPath): Generator<DocumentPath> {
  if (typeof value === 'string' && hasPlaceholder(value)) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    yield* findPlaceholders(item, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

/** Metadata says which values hold, so it cannot itself depend on them. */
function refusePlaceholder(document: ManifestDocument, path: DocumentPath): Diagnostic {
  const message = 'metadata cannot hold placeholders';
  const words = { code: 'placeholder_in_metadata', message, hint: 'write the text itself' };
  return document.diagnostic(path, words);
}
