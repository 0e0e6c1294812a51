/** The copies that servers are left with, and what of it binds the order of calls. */
import type { Fact } from '../../model/draft.ts';
import type { ResourceKey } from '../../model/resource.ts';
import type { LiveMember } from '../members.ts';
import type { RunState } from './application-states.ts';

export interface Copy {
  readonly key: ResourceKey;
  readonly state: RunState;
  /** `leave`: it is not ours to delete. */
  readonly becomes: 'adopt' | 'update' | 'delete' | 'leave';
}

export interface CopyPlan {
  /** Server → the copies that it is left with. */
  readonly copies: ReadonlyMap<ResourceKey, readonly Copy[]>;
  /** Members that leave a group before it is deleted. */
  readonly early: ReadonlyMap<ResourceKey, readonly LiveMember[]>;
  /** Server or place → changes of applications that come before it leaves, or is deleted. */
  readonly after: ReadonlyMap<ResourceKey, readonly Fact[]>;
  /** What a change of an application gives → servers that leave before. */
  readonly leaveFirst: ReadonlyMap<Fact, readonly Fact[]>;
  /** Application → whether some server leaves only after its change. */
  readonly outlived: ReadonlySet<ResourceKey>;
  /** Applications that are stopped by a call of its own, after what was sent has started. */
  readonly staged: ReadonlySet<ResourceKey>;
  /** Applications that go with their place, and need no call of their own. */
  readonly carried: ReadonlySet<ResourceKey>;
}

/** The same while it is being made. */
export interface CopyDraft {
  readonly copies: Map<ResourceKey, Copy[]>;
  readonly early: Map<ResourceKey, readonly LiveMember[]>;
  readonly after: Map<ResourceKey, Fact[]>;
  readonly leaveFirst: Map<Fact, Fact[]>;
  readonly outlived: Set<ResourceKey>;
  readonly staged: Set<ResourceKey>;
  readonly carried: Set<ResourceKey>;
}

export function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
