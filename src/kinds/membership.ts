/**
 * What server groups and clusters have in common: servers that stay, join and leave.
 *
 * Who may join is the service's rule (runtime-manager reference, sections 6 and 7): a server that is registered
 * and connected, in no other group or cluster, with no application of its own. What is not so yet becomes a
 * need, which another call of the plan must give; what no call can give becomes a part that waits.
 */
import type { Fact, World } from '../model/draft.ts';
import type { Waiting } from '../model/plan.ts';
import type { LiveResource, RemoteId, ResourceKey } from '../model/resource.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import { fact, serverKey, waiting } from './draft.ts';
import { joinNeeds, notDeclared, notRegistered } from './join-needs.ts';

export interface Member {
  readonly name: string;
  readonly ip: string | null;
}

export interface Joiner {
  readonly member: Member;
  readonly key: ResourceKey;
  readonly server: LiveResource;
  readonly needs: readonly Fact[];
}

export interface Leaver {
  readonly member: Member;
  readonly key: ResourceKey;
  readonly id: RemoteId;
  /** It comes back in the same plan, with another address. */
  readonly returns: boolean;
  readonly together: readonly Fact[];
}

export interface Membership {
  readonly stay: readonly Member[];
  readonly joiners: readonly Joiner[];
  readonly leavers: readonly Leaver[];
  readonly waiting: readonly Waiting[];
}

/** The servers of a group or cluster, as its spec lists them: names, or objects with a name and perhaps an IP. */
export function membersOf(servers: SpecValue | undefined): readonly Member[] {
  if (!Array.isArray(servers)) return [];
  return servers.flatMap((one: SpecValue) => {
    if (typeof one === 'string') return { name: one, ip: null };
    if (!isSpecObject(one) || typeof one.name !== 'string') return [];
    return { name: one.name, ip: typeof one.ip === 'string' ? one.ip : null };
  });
}

export function compareMembership(
  key: ResourceKey,
  wanted: readonly Member[],
  there: readonly Member[],
  world: World,
  rule: (server: LiveResource, others: readonly LiveResource[]) => Waiting | null,
): Membership {
  const same = (a: Member, b: Member): boolean => a.name === b.name && a.ip === b.ip;
  const stay = there.filter((one) => wanted.some((other) => same(one, other)));
  const left = there.filter((one) => !stay.includes(one)).map((one) => leaver(one, key, wanted, world));
  const arriving = wanted.filter((one) => !there.some((other) => same(one, other)));
  const peers = there.flatMap(({ name }) => world.comparison(serverKey(name))?.live ?? []);
  const joiners: Joiner[] = [];
  const waits: Waiting[] = [];
  for (const member of arriving) {
    const found = joiner(member, key, world, [...peers, ...joiners.map(({ server }) => server)], rule);
    if ('reason' in found) waits.push(found);
    else joiners.push(found);
  }
  const leavers: Leaver[] = [];
  for (const one of left) {
    const blocked = one.together.some((needed) => world.impossible(needed));
    if (blocked) waits.push(staysBehind(one, world));
    else leavers.push(one);
  }
  return { stay, joiners, leavers, waiting: waits };
}

function joiner(
  member: Member,
  place: ResourceKey,
  world: World,
  peers: readonly LiveResource[],
  rule: (server: LiveResource, others: readonly LiveResource[]) => Waiting | null,
): Joiner | Waiting {
  const key = serverKey(member.name);
  const comparison = world.comparison(key);
  if (comparison?.obstacle != null) return comparison.obstacle;
  const server = comparison?.live ?? null;
  if (server === null) {
    return comparison === undefined ? notDeclared(member.name) : notRegistered(comparison.desired);
  }
  const refused = rule(
    server,
    peers.filter((peer) => peer.key !== key),
  );
  if (refused !== null) return refused;
  const needs = joinNeeds(server, place, world);
  const impossible = needs.find(({ needed }) => world.impossible(needed));
  return impossible?.otherwise ?? { member, key, server, needs: needs.map(({ needed }) => needed) };
}

function leaver(member: Member, place: ResourceKey, wanted: readonly Member[], world: World): Leaver {
  const key = serverKey(member.name);
  const returns = wanted.some(({ name }) => name === member.name);
  const live = world.live('Server').find((one) => one.key === key);
  const elsewhere = returns ? null : wantedIn(key, place, world);
  return {
    member,
    key,
    id: live?.id ?? member.name,
    returns,
    together: returns || elsewhere !== null ? [fact.joined(key)] : [],
  };
}

/** A move is whole: a server that cannot arrive does not leave. */
function staysBehind({ member, key }: Leaver, world: World): Waiting {
  const goal = wantedIn(key, null, world);
  return waiting('move_waits', `${member.name} stays until it can join ${goal?.split('/')[1] ?? 'again'}`);
}

/** The other group or cluster whose manifest names the server. */
function wantedIn(server: ResourceKey, except: ResourceKey | null, world: World): ResourceKey | null {
  const places = [...world.comparisons('ServerGroup'), ...world.comparisons('Cluster')];
  const found = places.find(
    ({ key, desired }) =>
      key !== except && membersOf(desired.spec.servers).some(({ name }) => serverKey(name) === server),
  );
  return found?.key ?? null;
}
