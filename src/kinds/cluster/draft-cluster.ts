import type { Comparison } from '../../model/comparison.ts';
import type { Draft, Drafted, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { Waiting } from '../../model/plan.ts';
import type { LiveResource } from '../../model/resource.ts';
import { draft, waiting } from '../draft.ts';
import { sameVersions } from '../join-needs.ts';
import { compareMembership, type Joiner, type Membership, membersOf } from '../membership.ts';
import { applicationsOn } from '../places.ts';
import { draftRename, nameNeeds } from '../rename.ts';
import { deleteCluster } from './delete-cluster.ts';
import { draftMemberCalls } from './member-calls.ts';

const CLUSTERS = '/hybrid/api/v1/clusters';

/** Creates, renames, lets servers in and out, and replaces what cannot be changed in place. */
export function draftCluster(comparison: Comparison, world: World): Drafted {
  const { key, desired, live, action, fields } = comparison;
  if (action === 'keep') return { drafts: [], waiting: [] };
  const unicast = desired.spec.multicast === false;
  const wanted = membersOf(desired.spec.servers);
  const rule = unicast ? mayJoinUnicast : mayJoinMulticast;
  if (live === null) {
    return draftCreate(comparison, compareMembership({ key, wanted, live, world, rule }), world);
  }
  if (action === 'replace') return draftReplace(comparison, live, world, rule);
  const rename = draftRename(comparison, world, CLUSTERS);
  if (!fields.some(({ path }) => path === 'spec.servers')) return rename;
  const membership = compareMembership({ key, wanted, live, world, rule });
  const members = draftMemberCalls(live, membership, unicast, world);
  return {
    drafts: [...rename.drafts, ...members.drafts],
    waiting: [...rename.waiting, ...membership.waiting, ...members.waiting],
  };
}

type Rule = (server: LiveResource, others: readonly LiveResource[]) => Waiting | null;

const mayJoinMulticast: Rule = (server, others) => connected(server) ?? sameVersions(server, others);

/** Unicast members must be RUNNING, multicast ones may be away (reference, section 7). */
const mayJoinUnicast: Rule = (server, others) => {
  const { name } = server.identity;
  const away = waiting(
    'unreachable_member',
    `${name} is DISCONNECTED, and a unicast cluster takes running servers only`,
    'start the Mule runtime on its host',
  );
  return connected(server) ?? (server.facts.status === 'DISCONNECTED' ? away : sameVersions(server, others));
};

function connected(server: LiveResource): Waiting | null {
  if (server.facts.status !== 'CREATED') return null;
  return waiting(
    'awaiting_registration',
    `${server.identity.name} is registered, but its agent has not connected yet`,
    'start the Mule runtime on its host',
  );
}

function draftCreate(comparison: Comparison, membership: Membership, world: World): Drafted {
  const { needs, waits } = nameNeeds(comparison, world);
  if (waits.length > 0) return { drafts: [], waiting: waits };
  if (membership.joiners.length === 0) return { drafts: [], waiting: membership.waiting };
  return {
    drafts: [create(comparison, membership.joiners, needs)],
    waiting: membership.waiting,
  };
}

function create({ key, desired }: Comparison, joiners: readonly Joiner[], needs: readonly string[]): Draft {
  const unicast = desired.spec.multicast === false;
  return draft({
    verb: 'create',
    method: 'POST',
    path: CLUSTERS,
    body: {
      type: 'json',
      value: {
        name: desired.identity.name,
        multicastEnabled: !unicast,
        servers: joiners.map(({ member, server }) => ({
          serverId: server.id,
          ...(unicast && member.ip !== null ? { serverIp: member.ip } : {}),
        })),
      },
    },
    needs: [...needs, ...joiners.flatMap((one) => one.needs)],
    gives: [fact.exists(key), fact.placed(key), ...joiners.map((one) => fact.joined(one.key))],
    creates: key,
  });
}

/** Delete and create again. The members come free by the deletion, which takes the applications along. */
function draftReplace(comparison: Comparison, live: LiveResource, world: World, rule: Rule): Drafted {
  const { key, desired } = comparison;
  const foreign = applicationsOn(world, key).filter((one) => world.comparison(one.key) === undefined);
  if (foreign.length > 0) {
    const names = foreign.map(({ identity }) => identity.name).join(', ');
    const message = `replacing it would delete ${names}, which no manifest declares`;
    return { drafts: [], waiting: [waiting('holds_applications', message, 'declare or move it first')] };
  }
  const membership = compareMembership({
    key,
    wanted: membersOf(desired.spec.servers),
    live: null,
    world,
    rule,
  });
  const first = deleteCluster(live, world);
  if (membership.joiners.length === 0 || world.impossible(fact.exists(key))) {
    return { drafts: [], waiting: membership.waiting };
  }
  return {
    drafts: [
      { ...first, together: [fact.exists(key)] },
      create(comparison, membership.joiners, [fact.gone(key)]),
    ],
    waiting: membership.waiting,
  };
}
