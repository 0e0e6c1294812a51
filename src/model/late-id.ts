import type { ResourceKey } from './resource.ts';

/**
 * The id of a resource that does not exist yet. A type of its own, so that no text of a user can be taken for
 * one. In a path it stands as `{id:Cluster/east}` while it is drafted and as `{c3.id}` in the plan; the executor
 * puts the number there once c3 has answered.
 */
export class LateId {
  readonly key: ResourceKey;
  /** What makes the resource: `c3.id`, or `c1.copy(mule-2,pay-api)`; null until calls have numbers. */
  readonly maker: string | null;

  constructor(key: ResourceKey, maker: string | null = null) {
    this.key = key;
    this.maker = maker;
  }

  toString(): string {
    return this.maker === null ? `{id:${this.key}}` : `{${this.maker}}`;
  }
}
