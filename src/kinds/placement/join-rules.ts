/**
 * What keeps a server from joining a group or cluster, in words for a person (runtime-manager reference, sections 6
 * and 7): it is registered and connected, leaves where it is, runs nothing of its own, and has the same versions.
 */

import type { Waiting } from '../../model/change.ts';
import { isActive } from '../../model/comparison.ts';
import { keyOf, type LiveResource } from '../../model/resource.ts';
import { waiting } from '../draft.ts';
import type { Member } from '../members.ts';
import { notDeclared, notRegistered } from '../not-registered.ts';
import type { Question } from './blocks.ts';
import { isGoing, isOurs } from './ownership.ts';
import type { Place } from './places.ts';

export interface JoinQuestion {
  readonly member: Member;
  readonly to: Place;
  /** The group or cluster that it belongs to now. */
  readonly home: Place | null;
  /** Whether it leaves there. */
  readonly leaves: boolean;
  /** Those that will be there with it. */
  readonly peers: readonly LiveResource[];
}

/** The server, if it may join; else why not. */
export function mayJoin(asked: JoinQuestion, question: Question): LiveResource | Waiting {
  const { member, to, peers } = asked;
  const comparison = question.world.comparison(member.key);
  if (comparison?.obstacle != null) return comparison.obstacle;
  const server = comparison?.live ?? null;
  if (server === null) {
    return comparison?.desired == null ? notDeclared(member.name) : notRegistered(comparison.desired);
  }
  return (
    refusedByStatus(server, to, peers) ??
    refusedByVersion(server, peers) ??
    refusedByApplications(server, question) ??
    refusedByHome(asked, server, question) ??
    server
  );
}

function refusedByStatus(server: LiveResource, to: Place, peers: readonly LiveResource[]): Waiting | null {
  const created = ({ facts }: LiveResource): boolean => facts.status === 'CREATED';
  if (to.kind === 'Cluster') {
    if (created(server)) return notConnected(server);
    const away = server.facts.status === 'DISCONNECTED' && to.wantsMulticast === false;
    return away ? unreachable(server) : null;
  }
  // Servers that never connected do not mix with others; an all-CREATED group is allowed.
  const odd = peers.find((other) => created(other) !== created(server));
  return odd === undefined ? null : notConnected(created(server) ? server : odd);
}

function notConnected({ identity }: LiveResource): Waiting {
  return waiting(
    'awaiting_registration',
    `${identity.name} is registered, but its agent has not connected yet`,
    'start the Mule runtime on its host',
  );
}

function unreachable({ identity }: LiveResource): Waiting {
  return waiting(
    'unreachable_member',
    `${identity.name} is DISCONNECTED, and a unicast cluster takes running servers only`,
    'start the Mule runtime on its host',
  );
}

const VERSIONS = { muleVersion: 'Mule', agentVersion: 'agent', javaVersion: 'Java' } as const;

function refusedByVersion(server: LiveResource, peers: readonly LiveResource[]): Waiting | null {
  for (const [field, what] of Object.entries(VERSIONS)) {
    const mine = server.facts[field];
    const other = peers.find(({ facts }) => facts[field] !== null && facts[field] !== mine);
    if (mine === null || mine === undefined || other === undefined) continue;
    return waiting(
      'version_mismatch',
      `${server.identity.name} runs ${what} ${String(mine)}, ${other.identity.name} ${String(other.facts[field])}`,
      'servers of one group or cluster need the same versions',
    );
  }
  return null;
}

function refusedByApplications(server: LiveResource, question: Question): Waiting | null {
  const held = question.world.liveAt(server.key).filter((application) => !isGoing(application, question));
  if (held.length === 0) return null;
  const names = namesOf(held);
  return waiting(
    'holds_applications',
    `${server.identity.name} runs ${names} of its own, and only a server without applications can join`,
    `remove ${names} from ${server.identity.name} first`,
  );
}

function refusedByHome(
  { home, leaves, to }: JoinQuestion,
  server: LiveResource,
  question: Question,
): Waiting | null {
  const { name } = server.identity;
  if (home === null) return null;
  if (!leaves) {
    return waiting('member_of_another', `${name} belongs to ${home.name}, which it does not leave`);
  }
  if (home.kind !== 'ServerGroup' || home.key === to.key) return null;
  // A server that leaves a group keeps copies of its applications, and cannot join while it has them.
  const copies = question.world
    .liveAt(home.key)
    .filter((one) => !isGoing(one, question) && !(question.world.prunes && isOurs(one, question)));
  if (copies.length === 0) return declaredCopies(home, server, question);
  return waiting(
    'holds_applications',
    `${name} would keep copies of ${namesOf(copies)} when it leaves ${home.name}, and only a server without applications can join`,
    'take it out of its group first, remove the copies, and let it join then',
  );
}

/** A copy cannot go and be deployed anew in the same plan. */
function declaredCopies(home: Place, server: LiveResource, { world, blocks }: Question): Waiting | null {
  const { name } = server.identity;
  const declared = world.liveAt(home.key).filter((one) => {
    const copy = world.comparison(keyOf({ ...one.identity, place: { kind: 'Server', name } }));
    const isAwaited = copy?.action === 'create' && isActive(copy) && !blocks.deploys.has(copy.key);
    return isAwaited && !isGoing(one, { world, blocks });
  });
  if (declared.length === 0) return null;
  return waiting(
    'holds_applications',
    `${name} would keep a copy of ${namesOf(declared)}, as it is declared there, and only a server without applications can join`,
    `declare ${namesOf(declared)} on ${name} when it has joined`,
  );
}

function namesOf(applications: readonly LiveResource[]): string {
  return applications.map(({ identity }) => identity.name).join(', ');
}

/** A move is whole: a server that cannot arrive does not leave. */
export function staysBehind(member: Member, to: Place | null): Waiting {
  return waiting('move_waits', `${member.name} stays until it can join ${to?.name ?? 'again'}`);
}

export function isWaiting(answer: LiveResource | Waiting): answer is Waiting {
  return 'reason' in answer;
}
