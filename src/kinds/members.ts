/** The servers of a group or cluster, as manifests and services name them. */
import type { World } from '../model/draft.ts';
import type { LiveResource, RemoteId, ResourceKey } from '../model/resource.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import { serverKey } from './draft.ts';
import { memberIds } from './places.ts';

export interface Member {
  readonly key: ResourceKey;
  readonly name: string;
  /** Unicast clusters only. */
  readonly ip: string | null;
}

/** A member that is there, with its server's id as the group or cluster itself tells it. */
export interface LiveMember extends Member {
  readonly id: RemoteId;
}

/** As a spec lists them: names, or objects with a name and perhaps an IP. */
export function membersOf(servers: SpecValue | undefined): readonly Member[] {
  if (!Array.isArray(servers)) return [];
  return servers.flatMap((one: SpecValue) => {
    if (typeof one === 'string') return { key: serverKey(one), name: one, ip: null };
    if (!isSpecObject(one) || typeof one.name !== 'string') return [];
    return { key: serverKey(one.name), name: one.name, ip: typeof one.ip === 'string' ? one.ip : null };
  });
}

/** In the order of their names: the order of members changes nothing. */
export function liveMembers(place: LiveResource): readonly LiveMember[] {
  const ids = memberIds(place);
  return membersOf(place.spec.servers)
    .map((member, index) => ({ ...member, id: ids[index] ?? member.name }))
    .sort(byName);
}

/** An address that the service does not report is hidden, not another one. */
export function sameMember(a: Member, b: Member): boolean {
  return a.key === b.key && (a.ip === b.ip || a.ip === null || b.ip === null);
}

export function byName(a: Member, b: Member): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** A server as it is, also one that no manifest declares. */
export function serverAt(key: ResourceKey, world: World): LiveResource | undefined {
  return world.comparison(key)?.live ?? world.live('Server').find((one) => one.key === key);
}

/** The ids of those members whose keys are given. */
export function idsOf(members: readonly LiveMember[], keys: readonly ResourceKey[]): readonly RemoteId[] {
  return members.flatMap(({ key, id }) => (keys.includes(key) ? [id] : []));
}
