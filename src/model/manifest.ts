import type { Diagnostic, Excerpt, Origin, Severity } from './diagnostic.ts';
import type { SpecObject } from './spec-value.ts';

export type TargetKindName = 'Environment' | 'Console';
export type ResourceKindName = 'Server' | 'ServerGroup' | 'Cluster' | 'Application' | 'UserGroup';

export interface Metadata {
  readonly name: string;
  readonly environment?: string;
  readonly console?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly renamedFrom?: string;
}

/** A place in the document, as keys and indices: `['spec', 'servers', 0]`. */
export type DocumentPath = readonly (string | number)[];

/**
 * One checked document. It keeps its source to the end, so that a failed call can still name file and line.
 * `spec` has the placeholders resolved.
 */
export interface Manifest {
  readonly kind: TargetKindName | ResourceKindName;
  readonly metadata: Metadata;
  readonly spec: SpecObject;
  /** Where the document starts. */
  readonly origin: Origin;
  /** The folder that relative paths in it start from, absolute. */
  readonly folder: string;
  /** False for a document read only because it stands beside a target in a parent folder: known, never changed. */
  readonly selected: boolean;
  /** The position of a value, or of the nearest part of the document that exists. */
  locate(path: DocumentPath): { readonly origin: Origin; readonly excerpt: Excerpt };
}

/** A diagnostic that points at one value of a manifest. */
export function manifestDiagnostic(
  manifest: Manifest,
  path: DocumentPath,
  about: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly severity?: Severity;
    readonly address?: string;
  },
): Diagnostic {
  const { origin, excerpt } = manifest.locate(path);
  return {
    severity: about.severity ?? 'error',
    code: about.code,
    message: about.message,
    hint: about.hint ?? null,
    origin,
    excerpt,
    address: about.address ?? null,
  };
}
