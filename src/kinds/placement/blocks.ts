import type { Waiting } from '../../model/change.ts';
import type { World } from '../../model/draft.ts';
import type { ResourceKey } from '../../model/resource.ts';

/**
 * What turned out not to be possible in this run. It only grows: what is blocked may block what relied on it, until
 * nothing new is found.
 */
export interface Blocks {
  /** Servers that cannot arrive where the manifests want them. */
  readonly joins: Map<ResourceKey, Waiting>;
  /** Servers that stay where they are, although the manifests want them elsewhere. */
  readonly leaves: Map<ResourceKey, Waiting>;
  /** Groups and clusters that cannot be made, deleted or replaced. */
  readonly places: Map<ResourceKey, readonly Waiting[]>;
  /** Applications that cannot be deployed where they are declared. */
  readonly deploys: Map<ResourceKey, Waiting>;
}

export interface Question {
  readonly world: World;
  readonly blocks: Blocks;
}

export function noBlocks(): Blocks {
  return { joins: new Map(), leaves: new Map(), places: new Map(), deploys: new Map() };
}

export function sizeOf({ joins, leaves, places, deploys }: Blocks): number {
  return joins.size + leaves.size + places.size + deploys.size;
}
