/**
 * What server groups and clusters have in common: servers that stay, join and leave.
 *
 * Who may join is the service's rule (runtime-manager reference, sections 6 and 7): a server that is registered
 * and connected, in no other group or cluster, with no application of its own. What is not so yet becomes a
 * need, which another call of the plan must give; what no call can give becomes a part that waits.
 */
import type { Fact, World } from '../model/draft.ts';
import { fact } from '../model/facts.ts';
import type { Waiting } from '../model/plan.ts';
import type { LiveResource, RemoteId, ResourceKey } from '../model/resource.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import { serverKey, waiting } from './draft.ts';
import { joinNeeds, notDeclared, notRegistered } from './join-needs.ts';
import { memberIds } from './places.ts';

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

/** A member that is there, with its server's id as the group or cluster itself tells it. */
interface LiveMember extends Member {
  readonly id: RemoteId;
}

type JoinRule = (server: LiveResource, others: readonly LiveResource[]) => Waiting | null;

export interface MembershipInput {
  readonly key: ResourceKey;
  readonly wanted: readonly Member[];
  /** The live group or cluster; null when it is made anew. */
  readonly live: LiveResource | null;
  readonly world: World;
  /** What the service asks of a server that joins those that stay. */
  readonly rule: JoinRule;
}

/** Who stays, joins and leaves. The order of members in a manifest changes nothing. */
export function compareMembership({ key, wanted, live, world, rule }: MembershipInput): Membership {
  const there = live === null ? [] : liveMembers(live);
  const stay = there.filter((one) => wanted.some((other) => sameMember(one, other)));
  const left = there.filter((one) => !stay.includes(one)).map((one) => leaver(one, key, wanted, world));
  const arriving = wanted.filter((one) => !there.some((other) => sameMember(one, other))).sort(byName);
  const peers = world.live('Server').filter(({ id }) => stay.some((one) => one.id === id));
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

/** An address that the service does not report is hidden, not another one. */
function sameMember(a: Member, b: Member): boolean {
  return a.name === b.name && (a.ip === b.ip || a.ip === null || b.ip === null);
}

function liveMembers(place: LiveResource): readonly LiveMember[] {
  const ids = memberIds(place);
  return membersOf(place.spec.servers)
    .map((member, index) => ({ ...member, id: ids[index] ?? member.name }))
    .sort(byName);
}

function byName(a: Member, b: Member): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function joiner(
  member: Member,
  place: ResourceKey,
  world: World,
  peers: readonly LiveResource[],
  rule: JoinRule,
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

function leaver(
  { name, ip, id }: LiveMember,
  place: ResourceKey,
  wanted: readonly Member[],
  world: World,
): Leaver {
  const key = serverKey(name);
  const returns = wanted.some((one) => one.name === name);
  const elsewhere = returns ? null : wantedIn(key, place, world);
  const together = returns || elsewhere !== null ? [fact.joined(key)] : [];
  return { member: { name, ip }, key, id, returns, together };
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
