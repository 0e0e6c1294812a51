import type { Declaration, Reference } from '../model/kind.ts';
import type { Manifest } from '../model/manifest.ts';
import { type DesiredResource, keyOf } from '../model/resource.ts';

/** A manifest of a resource, with all that its kind says about it. */
export interface Entry {
  readonly manifest: Manifest;
  readonly target: string;
  /** One, or one a place. */
  readonly resources: readonly DesiredResource[];
  readonly references: readonly Reference[];
}

/** What each manifest of a resource stands for, in the order of the manifests. */
export function declareAll(
  manifests: readonly Manifest[],
  declarations: readonly Declaration[],
): readonly Entry[] {
  const byKind = new Map<string, Declaration>(
    declarations.map((declaration) => [declaration.kind, declaration]),
  );
  const entries: Entry[] = [];
  for (const manifest of manifests) {
    const declaration = byKind.get(manifest.kind);
    const target = manifest.metadata.environment ?? manifest.metadata.console;
    if (declaration === undefined || target === undefined) continue;
    const resources = declareResources(manifest, declaration, target);
    entries.push({ manifest, target, resources, references: declaration.references(manifest) });
  }
  return entries;
}

function declareResources(
  manifest: Manifest,
  declaration: Declaration,
  target: string,
): readonly DesiredResource[] {
  const { renamedFrom } = manifest.metadata;
  return declaration.declare(manifest).map(({ identity, spec }) => ({
    identity,
    key: keyOf(identity),
    target,
    spec,
    manifest,
    formerKey: renamedFrom === undefined ? null : keyOf({ ...identity, name: renamedFrom }),
    selected: manifest.selected,
  }));
}
