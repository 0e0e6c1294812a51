import type { Diagnostic } from './diagnostic.ts';
import type { FieldRule } from './fields.ts';
import type { Manifest, ResourceKindName, TargetKindName } from './manifest.ts';
import type { Identity } from './resource.ts';
import type { SpecObject } from './spec-value.ts';

/** One resource that a manifest declares, in the canonical form of its kind. */
export interface Declared {
  readonly identity: Identity;
  readonly spec: SpecObject;
}

/**
 * The offline half of a kind: everything that can be known without a network. `declare` is called only for
 * manifests that have the right shape.
 */
export interface Declaration {
  readonly kind: ResourceKindName;
  readonly targetKind: TargetKindName;
  readonly fields: Readonly<Record<string, FieldRule>>;
  /** The resources that a manifest stands for: one, or one a place for an application with `targets`. */
  declare(manifest: Manifest): readonly Declared[];
  /** Rules of meaning about one manifest: name rules, limits, what must go together. */
  check(manifest: Manifest): readonly Diagnostic[];
  /** The references that a manifest makes, with the paths to them. */
  references(manifest: Manifest): readonly Reference[];
  /** The local files that it names; they lie inside the repository, and those that are read must exist. */
  files(manifest: Manifest): readonly FileReference[];
  /** Why the service never deletes the one of this name; null where it does. */
  whyUndeletable(name: string): string | null;
  /** The way back: what a live spec is in a manifest, as far as the service tells it. */
  express(live: SpecObject): SpecObject;
}

export interface FileReference {
  readonly path: readonly (string | number)[];
  /** Relative to the manifest's folder, as written. */
  readonly file: string;
  /** `write`: made by us, so it need not exist yet. */
  readonly use: 'read' | 'write';
  /** The most that the service takes. */
  readonly maxBytes?: number;
}

export interface Reference {
  readonly kind: ResourceKindName;
  readonly name: string;
  readonly path: readonly (string | number)[];
  /** The named resource may be named so by one manifest only. */
  readonly exclusive: boolean;
}
