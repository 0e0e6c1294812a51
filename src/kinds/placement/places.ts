/** Every group and cluster of the target with what is to become of it. */
import type { Comparison } from '../../model/comparison.ts';
import { isActive } from '../../model/comparison.ts';
import type { World } from '../../model/draft.ts';
import type { LiveResource, ResourceKey } from '../../model/resource.ts';
import { byName, type LiveMember, liveMembers, type Member, membersOf } from '../members.ts';

export type Fate = 'stays' | 'create' | 'delete' | 'replace';

export interface Place {
  readonly key: ResourceKey;
  readonly name: string;
  readonly kind: 'ServerGroup' | 'Cluster';
  readonly live: LiveResource | null;
  readonly fate: Fate;
  /** As it is: null for a group, and for a cluster that is yet to be made. */
  readonly multicast: boolean | null;
  /** As it will be. */
  readonly wantsMulticast: boolean | null;
  readonly there: readonly LiveMember[];
  /** Null: its members are not ours to change in this run. */
  readonly wanted: readonly Member[] | null;
}

export function placesOf(world: World): readonly Place[] {
  return (['ServerGroup', 'Cluster'] as const).flatMap((kind) => {
    const comparisons = world.comparisons(kind);
    const compared = new Set(comparisons.map(({ key }) => key));
    const strangers = world.live(kind).filter(({ key }) => !compared.has(key));
    return [
      ...comparisons.map((comparison) => managed(kind, comparison)),
      ...strangers.map((live): Place => ({ ...common(kind, live.key, live), live, ...UNTOUCHED })),
    ];
  });
}

const UNTOUCHED = { fate: 'stays', wantsMulticast: null, wanted: null } as const;

function common(kind: Place['kind'], key: ResourceKey, live: LiveResource | null) {
  const multicast = live?.spec.multicast;
  return {
    key,
    name: key.slice(kind.length + 1),
    kind,
    multicast: typeof multicast === 'boolean' ? multicast : null,
    there: live === null ? [] : liveMembers(live),
  };
}

function managed(kind: Place['kind'], comparison: Comparison): Place {
  const { key, live, desired, action } = comparison;
  const base = { ...common(kind, key, live), live };
  if (!isActive(comparison)) return { ...base, ...UNTOUCHED };
  if (desired === null) return { ...base, ...UNTOUCHED, fate: 'delete' };
  const changes =
    action === 'create' ||
    action === 'replace' ||
    comparison.fields.some(({ path }) => path === 'spec.servers');
  return {
    ...base,
    fate: action === 'create' || action === 'replace' ? action : 'stays',
    wantsMulticast: kind === 'Cluster' ? (desired.spec.multicast ?? live?.spec.multicast) === true : null,
    wanted:
      changes && desired.spec.servers !== undefined
        ? [...membersOf(desired.spec.servers)].sort(byName)
        : null,
  };
}
