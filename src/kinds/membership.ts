/**
 * What server groups and clusters have in common: servers that stay, join and leave.
 *
 * Who may join is the service's rule (runtime-manager reference, sections 6 and 7): a server that is registered
 * and connected, in no other group or cluster, with no application of its own. What is not so yet becomes a
 * need, which another call of the plan must give; what no call can give becomes a part that waits.
 */
import type { Fact, World } from '../model/draft.ts';
import type { Goal, Waiting } from '../model/plan.ts';
import {
  type DesiredResource,
  keyOf,
  type LiveResource,
  type RemoteId,
  type ResourceKey,
} from '../model/resource.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import { fact, serverKey, waiting } from './draft.ts';

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

/** A server that is not there yet: registered by its agent, or, with a certificate request, by this very plan. */
export function notRegistered({ identity, target, spec }: DesiredResource): Waiting {
  const { name } = identity;
  if (spec.registration !== undefined) {
    return waiting(
      'awaiting_registration',
      `${name} must be registered, and its agent connected, first`,
      'install the certificate on its host, start the Mule runtime, and run again',
    );
  }
  return waiting(
    'awaiting_registration',
    `${name} is not registered yet`,
    `\`muleteer register ${target}/Server/${name}\` prints the command for its host`,
  );
}

/** Only when a reference was let through offline, because what it names could not be read. */
function notDeclared(name: string): Waiting {
  return waiting('awaiting_registration', `${name} is not declared`);
}

interface Need {
  readonly needed: Fact;
  readonly otherwise: Waiting;
}

function joinNeeds(server: LiveResource, place: ResourceKey, world: World): readonly Need[] {
  const name = server.identity.name;
  const home = placeOf(server, world);
  const own = applicationsOn(world, server.key);
  const held = own.map(({ key }) => ({ needed: fact.gone(key), otherwise: holds(name, own) }));
  if (home === null) return held;
  const free = {
    needed: fact.free(server.key),
    otherwise: waiting(
      'member_of_another',
      `${name} belongs to ${home.identity.name}, which it does not leave`,
    ),
  };
  // A server that leaves a group keeps copies of the group's applications, and cannot join while it has them.
  const copies =
    home.identity.kind === 'ServerGroup' && home.key !== place ? applicationsOn(world, home.key) : [];
  const copied = copies.map(({ identity }) => ({
    needed: fact.gone(keyOf({ ...identity, place: { kind: 'Server', name } })),
    otherwise: wouldKeep(name, home, copies),
  }));
  return [...held, free, ...copied];
}

function holds(server: string, applications: readonly LiveResource[]): Waiting {
  const names = namesOf(applications);
  return waiting(
    'holds_applications',
    `${server} runs ${names} of its own, and only a server without applications can join`,
    `remove ${names} from ${server} first`,
  );
}

function wouldKeep(server: string, home: LiveResource, applications: readonly LiveResource[]): Waiting {
  return waiting(
    'holds_applications',
    `${server} would keep copies of ${namesOf(applications)} when it leaves ${home.identity.name}, and only a server without applications can join`,
    'take it out of its group first, remove the copies, and let it join then',
  );
}

function namesOf(applications: readonly LiveResource[]): string {
  return applications.map(({ identity }) => identity.name).join(', ');
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

/** The live group or cluster that a server belongs to. */
export function placeOf(server: LiveResource, world: World): LiveResource | null {
  const places = [...world.live('ServerGroup'), ...world.live('Cluster')];
  return places.find((place) => memberIds(place).includes(server.id)) ?? null;
}

export function memberIds(place: LiveResource): readonly RemoteId[] {
  const ids = place.facts.memberIds;
  return Array.isArray(ids) ? (ids as readonly RemoteId[]) : [];
}

/** The live applications, declared or not, whose place this is. */
export function applicationsOn(world: World, place: ResourceKey): readonly LiveResource[] {
  return world.live('Application').filter(({ identity }) => {
    return identity.place !== null && `${identity.place.kind}/${identity.place.name}` === place;
  });
}

/** Waits for applications that ran before; one that had failed already is not this call's to heal. */
export function keepsRunning(
  applications: readonly LiveResource[],
  serverIds: readonly RemoteId[] | null,
): readonly Goal[] {
  return applications
    .filter(({ settled }) => settled.state !== 'failed')
    .map((application) => ({
      until: 'deployed' as const,
      applicationId: application.id,
      serverIds,
      status: application.spec.desiredStatus === 'STARTED' ? ('STARTED' as const) : null,
      sha1: null,
    }));
}

const VERSIONS = { muleVersion: 'Mule', agentVersion: 'agent', javaVersion: 'Java' } as const;

/** Servers of one group or cluster run the same Mule, agent and Java (reference, sections 6 and 7). */
export function sameVersions(server: LiveResource, others: readonly LiveResource[]): Waiting | null {
  for (const [field, what] of Object.entries(VERSIONS)) {
    const mine = server.facts[field];
    const other = others.find(({ facts }) => facts[field] !== null && facts[field] !== mine);
    if (mine === null || mine === undefined || other === undefined) continue;
    return waiting(
      'version_mismatch',
      `${server.identity.name} runs ${what} ${String(mine)}, ${other.identity.name} ${String(other.facts[field])}`,
      'servers of one group or cluster need the same versions',
    );
  }
  return null;
}
