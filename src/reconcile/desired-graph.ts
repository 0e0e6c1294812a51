import type { Diagnostic } from '../model/diagnostic.ts';
import type { Declaration } from '../model/kind.ts';
import type { Manifest, TargetKindName, UnreadableManifest } from '../model/manifest.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { DesiredTarget, Removal } from '../model/target.ts';
import { declareAll, type Entry } from './declare-all.ts';
import { checkNames } from './name-rules.ts';
import { checkReferences } from './reference-rules.ts';
import { checkRemovals } from './removal-rules.ts';
import { type ReadRemoval, readRemovals } from './removals.ts';
import { policyOf } from './target-policy.ts';

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
  const removals = readRemovals(manifests, entries, declarations);
  return {
    targets: collectTargets(targets, entries, removals),
    diagnostics: [
      ...checkNames(targets, entries),
      ...checkReferences(entries, unreadable),
      ...checkRemovals(removals, entries),
    ],
  };
}

/** Of two targets or resources with one name (an error, reported elsewhere) the first counts. */
function collectTargets(
  manifests: readonly Manifest[],
  entries: readonly Entry[],
  read: readonly ReadRemoval[],
): readonly DesiredTarget[] {
  const resourcesOf = collectResources(entries);
  const targets = new Map<string, DesiredTarget>();
  for (const manifest of manifests) {
    const { name } = manifest.metadata;
    const resources = resourcesOf.get(name) ?? [];
    const removals = removalsOf(name, read);
    const wanted = manifest.selected || [...resources, ...removals].some(({ selected }) => selected);
    if (!wanted || targets.has(name)) continue;
    const kind = manifest.kind as TargetKindName;
    targets.set(name, { name, kind, manifest, resources, removals, policy: policyOf(manifest) });
  }
  // Environments before Consoles: the order of their kinds is the other way round.
  return [...targets.values()].sort(
    (left, right) => compare(right.kind, left.kind) || compare(left.name, right.name),
  );
}

/** By target, in the order of their keys. */
function collectResources(entries: readonly Entry[]): ReadonlyMap<string, readonly DesiredResource[]> {
  const byTarget = new Map<string, Map<string, DesiredResource>>();
  for (const resource of entries.flatMap((entry) => entry.resources)) {
    const ofTarget = byTarget.get(resource.target) ?? new Map<string, DesiredResource>();
    if (!ofTarget.has(resource.key)) ofTarget.set(resource.key, resource);
    byTarget.set(resource.target, ofTarget);
  }
  const sorted = (resources: Iterable<DesiredResource>) =>
    [...resources].sort((left, right) => compare(left.key, right.key));
  return new Map([...byTarget].map(([target, resources]) => [target, sorted(resources.values())]));
}

function removalsOf(target: string, read: readonly ReadRemoval[]): readonly Removal[] {
  const own = read.filter((one) => one.target === target).map(({ removal }) => removal);
  return own.sort((left, right) => compare(left.keys.join(), right.keys.join()));
}

function isTargetKind(kind: string): kind is TargetKindName {
  return kind === 'Environment' || kind === 'Console';
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
