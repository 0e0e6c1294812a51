/**
 * Whether an application that changes its place can be deployed there before it is deleted here: no server may get it
 * twice, and nobody may wait for it to be gone, or the calls would wait for each other.
 */
import type { DeclaredComparison } from '../../model/comparison.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Fact, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import { manifestDiagnostic } from '../../model/manifest.ts';
import { type LiveResource, placeKey, type ResourceKey } from '../../model/resource.ts';
import type { ArrangedStep, Arrangement } from '../placement/arrangement.ts';
import { rolloutOf } from './rollout.ts';

export interface CreateFirst {
  readonly possible: boolean;
  /** Why it is not, where the manifest asks for it. */
  readonly diagnostics: readonly Diagnostic[];
}

/** @param twins what must be gone from the servers of the new place first */
export function createFirst(
  { desired, movedFrom }: DeclaredComparison,
  twins: readonly Fact[],
  { world, arrangement }: { readonly world: World; readonly arrangement: Arrangement },
): CreateFirst {
  const { manifest } = desired;
  if (movedFrom === null || rolloutOf(manifest).replace === 'deleteFirst')
    return { possible: false, diagnostics: [] };
  const why = obstacle(movedFrom, twins, world, arrangement);
  if (why === null) return { possible: true, diagnostics: [] };
  const diagnostic = manifestDiagnostic(manifest, ['spec', 'rollout', 'replace'], {
    severity: 'warning',
    code: 'create_first_impossible',
    message: `createFirst not possible: ${why}`,
    hint: 'it is deleted first',
  });
  return { possible: false, diagnostics: [diagnostic] };
}

function obstacle(
  { key, identity: { name, place } }: LiveResource,
  twins: readonly Fact[],
  world: World,
  arrangement: Arrangement,
): string | null {
  if (place === null || arrangement.isCarried(key)) return `${name} goes with its former place`;
  if (twins.includes(fact.gone(key)))
    return `the two places share a server, and a server runs one application of a name`;
  if (twins.length > 0) return `another ${name} must be gone from there first`;
  const at = placeKey(place);
  const servers = place.kind === 'Server' ? [at] : arrangement.membersOf(at);
  const moving = serversThatMove(world, arrangement);
  const changes = arrangement.stepsOf(at).length > 0 || servers.some((server) => moving.has(server));
  return changes ? `the servers of ${place.name} change in the same plan` : null;
}

function serversThatMove(world: World, arrangement: Arrangement): ReadonlySet<ResourceKey> {
  const places = [...world.comparisons('ServerGroup'), ...world.comparisons('Cluster')];
  return new Set(places.flatMap(({ key }) => arrangement.stepsOf(key).flatMap(serversIn)));
}

function serversIn({ step }: ArrangedStep): readonly ResourceKey[] {
  switch (step.type) {
    case 'leave':
      return [step.member.key];
    case 'join':
      return [step.joiner.key];
    case 'make':
      return step.joiners.map(({ key }) => key);
    case 'unmake':
      return step.others;
  }
}
