import type { Diagnostic } from '../model/diagnostic.ts';
import type { Declaration } from '../model/kind.ts';
import type { Manifest, TargetKindName, UnreadableManifest } from '../model/manifest.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import { declareAll, type Entry } from './declare-all.ts';
import { checkNames } from './name-rules.ts';
import { checkReferences } from './reference-rules.ts';

export interface DesiredTargets {
  /** Environments, then Consoles, in the order of their names; each with its resources in the order of their keys. */
  readonly targets: readonly DesiredTarget[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * From checked manifests to what is wanted of each target, and the rules that hold between manifests. It knows no
 * kinds: what a manifest declares and what it refers to, its declaration says. A target that was read only because
 * it lies in a parent folder is left out when nothing selected belongs to it.
 */
export function buildDesiredTargets(
  manifests: readonly Manifest[],
  declarations: readonly Declaration[],
  unreadable: readonly UnreadableManifest[] = [],
): DesiredTargets {
  const entries = declareAll(manifests, declarations);
  const targets = manifests.filter(({ kind }) => isTargetKind(kind));
  return {
    targets: collectTargets(targets, entries),
    diagnostics: [...checkNames(targets, entries), ...checkReferences(entries, unreadable)],
  };
}

/** Of two targets or resources with one name (an error, reported elsewhere) the first counts. */
function collectTargets(manifests: readonly Manifest[], entries: readonly Entry[]): readonly DesiredTarget[] {
  const resources = new Map<string, Map<string, DesiredResource>>();
  for (const resource of entries.flatMap((entry) => entry.resources)) {
    const ofTarget = resources.get(resource.target) ?? new Map<string, DesiredResource>();
    if (!ofTarget.has(resource.key)) ofTarget.set(resource.key, resource);
    resources.set(resource.target, ofTarget);
  }
  const targets = new Map<string, DesiredTarget>();
  for (const manifest of manifests) {
    const { name } = manifest.metadata;
    const own = [...(resources.get(name)?.values() ?? [])].sort((left, right) =>
      compare(left.key, right.key),
    );
    const wanted = manifest.selected || own.some(({ selected }) => selected);
    if (!wanted || targets.has(name)) continue;
    targets.set(name, { name, kind: manifest.kind as TargetKindName, manifest, resources: own });
  }
  // Environments before Consoles: the order of their kinds is the other way round.
  return [...targets.values()].sort(
    (left, right) => compare(right.kind, left.kind) || compare(left.name, right.name),
  );
}

function isTargetKind(kind: string): kind is TargetKindName {
  return kind === 'Environment' || kind === 'Console';
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
