import type { ArtifactSource } from '../world/state.ts';
import type { World } from '../world/world.ts';

/** Removes stored bytes that nothing points at any more. Copies share their original's, Exchange keeps its own. */
export async function releaseBytes(world: World, source: ArtifactSource): Promise<void> {
  if (source.kind !== 'file') return;
  const isUsed = ({ source: other }: { readonly source: ArtifactSource }): boolean =>
    other.kind === 'file' && other.name === source.name;
  if (world.state.exchange.some(isUsed)) return;
  for (const application of world.state.applications.values()) if (isUsed(application.artifact)) return;
  await world.artifacts.discard(source);
}
