import type { Diagnostic, Excerpt, Origin, Severity, Shared } from './diagnostic.ts';
import type { Json } from './json.ts';
import type { SpecObject } from './spec-value.ts';

export type TargetKindName = 'Environment' | 'Console';
export type ResourceKindName = 'Server' | 'ServerGroup' | 'Cluster' | 'Application' | 'UserGroup';
/** A document about a resource that is not declared any more. */
export type NoticeKindName = 'Removed';

export interface Metadata {
  readonly name: string;
  /** The target it belongs to: as written, or as found; at most one of the two. */
  readonly environment?: string;
  readonly console?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly renamedFrom?: string;
  /** Lower waves finish, and are healthy, before higher ones start; 0 where it is left out. */
  readonly wave?: number;
  readonly lifecycle?: Lifecycle;
}

/** How much of a resource is ours to change (contract, section 1). */
export interface Lifecycle {
  /** Never deleted or replaced, also after its file is gone. */
  readonly protect?: boolean;
  /** `observe`: known and compared, never changed. */
  readonly manage?: 'full' | 'observe';
  /** Paths that are not compared once the resource is there: `spec.desiredStatus`. */
  readonly ignore?: readonly string[];
  readonly hold?: Hold;
}

/** An incident's hold: what it covers is shown and left alone until its time is over. */
export interface Hold {
  /** Paths; left out: the whole resource. */
  readonly fields?: readonly string[];
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601, a date (to the end of that day, UTC) or a date with time and zone. */
  readonly until: string;
}

/** A place in the document, as keys and indices: `['spec', 'servers', 0]`. */
export type DocumentPath = readonly (string | number)[];

/**
 * One checked document. It keeps its source to the end, so that a failed call can still name file and line.
 * `spec` has the placeholders resolved.
 */
export interface Manifest {
  readonly kind: TargetKindName | ResourceKindName | NoticeKindName;
  readonly metadata: Metadata;
  readonly spec: SpecObject;
  /** Where the document starts. */
  readonly origin: Origin;
  /** Where the patches stand that changed it, in their order. */
  readonly patchedBy: readonly Origin[];
  /** False for a document read only because it stands beside a target in a parent folder: known, never changed. */
  readonly selected: boolean;
  /** The same, as if its path had been named. */
  asSelected(): Manifest;
  /** The position of a value, or of the nearest part of the document that exists. */
  locate(path: DocumentPath): Located;
  /** A file that the document names at this place, absolute: it is relative to the file that it is written in. */
  fileAt(path: DocumentPath, file: string): string;
  /** The document with its patches and without what its placeholders stand for: what somebody wrote. */
  readonly written: unknown;
  /** Where a person changes the value at this place, or adds it: in the document, or in the patch that says it. */
  writtenAt(path: DocumentPath): WrittenPlace;
  /**
   * The document as one would write it without bases, patches and values, in a file of the given folder (absolute).
   * What is secret stays a placeholder.
   */
  final(folder: string): Json;
}

/** A place in the text of a file. */
export interface WrittenPlace {
  /** Where the document starts. */
  readonly document: Origin;
  readonly path: DocumentPath;
}

/** The place of a value, with what a message about it should say of where it comes from. */
export interface Located {
  readonly origin: Origin;
  readonly excerpt: Excerpt;
  readonly shared?: Shared;
  /** Where else a person may have to look: `httpPort is set at production.yaml:7`. */
  readonly note?: string;
}

/**
 * A document that is there but has mistakes that were reported already, as far as it is known (null: unknown).
 * Whatever refers to it is not wrong because of them.
 */
export interface UnreadableManifest {
  readonly kind: string | null;
  readonly name: string | null;
  readonly target: string | null;
}

/** A diagnostic that points at one value of a manifest. */
export function manifestDiagnostic(
  manifest: Pick<Manifest, 'locate'>,
  path: DocumentPath,
  about: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly severity?: Severity;
    readonly address?: string;
  },
): Diagnostic {
  const { origin, excerpt, shared, note } = manifest.locate(path);
  return {
    severity: about.severity ?? 'error',
    code: about.code,
    message: about.message,
    hint: joinHints(about.hint, note),
    origin,
    excerpt,
    address: about.address ?? null,
    ...(shared === undefined ? {} : { shared }),
  };
}

/** Two hints as one, or one of them. */
function joinHints(first: string | undefined, second: string | undefined): string | null {
  if (first === undefined || second === undefined) return first ?? second ?? null;
  return `${first}${first.endsWith('?') ? '' : ';'} ${second}`;
}
