/** What keeps a server from joining a group or cluster, as facts to wait for or as words for a person. */
import type { Fact, World } from '../model/draft.ts';
import { fact } from '../model/facts.ts';
import type { Waiting } from '../model/plan.ts';
import { type DesiredResource, keyOf, type LiveResource, type ResourceKey } from '../model/resource.ts';
import { waiting } from './draft.ts';
import { applicationsOn, placeOf } from './places.ts';

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
export function notDeclared(name: string): Waiting {
  return waiting('awaiting_registration', `${name} is not declared`);
}

/** What a server that joins still lacks, and what to say if nothing can bring it about. */
export interface Need {
  readonly needed: Fact;
  readonly otherwise: Waiting;
}

export function joinNeeds(server: LiveResource, place: ResourceKey, world: World): readonly Need[] {
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
