import type { Comparison } from '../../model/comparison.ts';
import type { Draft, Drafted, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { Waiting } from '../../model/plan.ts';
import { keyOf, type LiveResource } from '../../model/resource.ts';
import { draft, waiting } from '../draft.ts';
import { sameVersions } from '../join-needs.ts';
import { compareMembership, type Joiner, type Leaver, type Membership, membersOf } from '../membership.ts';
import { applicationsOn, keepsRunning } from '../places.ts';
import { draftRename, nameNeeds } from '../rename.ts';

const GROUPS = '/hybrid/api/v1/serverGroups';

/** Creates, renames, and lets servers in and out. */
export function draftServerGroup(comparison: Comparison, world: World): Drafted {
  const { key, desired, live, action, fields } = comparison;
  if (action === 'keep') return { drafts: [], waiting: [] };
  const wanted = membersOf(desired.spec.servers);
  const compare = () => compareMembership({ key, wanted, live, world, rule: mayJoin });
  if (live === null) return draftCreate(comparison, compare(), world);
  const rename = draftRename(comparison, world, GROUPS);
  if (!fields.some(({ path }) => path === 'spec.servers')) return rename;
  const membership = compare();
  const changes = [
    ...membership.leavers.map((one) => leave(live, one, world)),
    ...membership.joiners.map((one) => join(live, one, world)),
  ];
  return {
    drafts: [...rename.drafts, ...changes],
    waiting: [...rename.waiting, ...membership.waiting],
  };
}

/** Servers that never connected do not mix with others; an all-CREATED group is allowed (reference, section 6). */
function mayJoin(server: LiveResource, others: readonly LiveResource[]): Waiting | null {
  const created = ({ facts }: LiveResource): boolean => facts.status === 'CREATED';
  const odd = others.find((other) => created(other) !== created(server));
  if (odd === undefined) return sameVersions(server, others);
  const never = created(server) ? server : odd;
  return waiting(
    'awaiting_registration',
    `${never.identity.name} is registered, but its agent has not connected yet`,
    'start the Mule runtime on its host',
  );
}

function draftCreate(comparison: Comparison, membership: Membership, world: World): Drafted {
  const { key, desired } = comparison;
  const { needs, waits } = nameNeeds(comparison, world);
  if (waits.length > 0) return { drafts: [], waiting: waits };
  const create = draft({
    verb: 'create',
    method: 'POST',
    path: GROUPS,
    // An empty list is legal: a group waits for its servers (reference, section 6).
    body: {
      type: 'json',
      value: { name: desired.identity.name, serverIds: membership.joiners.map(({ server }) => server.id) },
    },
    needs: [...needs, ...membership.joiners.flatMap((one) => one.needs)],
    gives: [fact.exists(key), fact.placed(key), ...membership.joiners.map((one) => fact.joined(one.key))],
    creates: key,
  });
  return { drafts: [create], waiting: membership.waiting };
}

/** The server's id is in the path here, in the body for a cluster (reference, section 12, row 3). */
function join(group: LiveResource, joiner: Joiner, world: World): Draft {
  const running = joiner.server.facts.status === 'RUNNING';
  return draft({
    verb: `add ${joiner.member.name}`,
    method: 'POST',
    path: `${GROUPS}/${group.id}/servers/${joiner.server.id}`,
    body: { type: 'none' },
    needs: joiner.needs,
    // A full group, or one of another version, has room only then.
    after: [fact.left(group.key)],
    gives: [fact.joined(joiner.key), fact.placed(group.key)],
    goals: [
      { until: 'member', serverIds: [joiner.server.id], placeId: group.id },
      ...(running ? keepsRunning(applicationsOn(world, group.key), [joiner.server.id]) : []),
    ],
  });
}

function leave(group: LiveResource, leaver: Leaver, world: World): Draft {
  const { name } = leaver.member;
  return draft({
    verb: `remove ${name}`,
    method: 'DELETE',
    path: `${GROUPS}/${group.id}/servers/${leaver.id}`,
    body: { type: 'none' },
    gives: [fact.free(leaver.key), fact.left(group.key), fact.placed(group.key)],
    together: leaver.together,
    effects: applicationsOn(world, group.key).map(({ identity }) => ({
      class: 'app-copy' as const,
      subject: keyOf({ ...identity, place: { kind: 'Server', name } }),
      reversible: true,
    })),
    goals: [{ until: 'member', serverIds: [leaver.id], placeId: null }],
  });
}
