import type { ResourceKey } from './resource.ts';

/**
 * The id of a resource that does not exist yet. A type of its own, so that no text of a user can be taken for
 * one. In a path it stands as `{id:Cluster/east}` while it is drafted and as `{c3.id}` in the plan; the executor
 * puts the number there once c3 has answered.
 */
export class LateId {
  readonly key: ResourceKey;
  /** The call that makes the resource; null until calls have numbers. */
  readonly call: string | null;

  constructor(key: ResourceKey, call: string | null = null) {
    this.key = key;
    this.call = call;
  }

  toString(): string {
    return this.call === null ? `{id:${this.key}}` : `{${this.call}.id}`;
  }
}
