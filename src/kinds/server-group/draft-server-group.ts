import type { Effect, Goal } from '../../model/call.ts';
import type { Comparison } from '../../model/comparison.ts';
import type { Draft, Drafted, World } from '../../model/draft.ts';
import type { LiveResource, ResourceKey } from '../../model/resource.ts';
import { alertLoss } from '../alert-loss.ts';
import { draft, drafted, effect } from '../draft.ts';
import { idsOf } from '../members.ts';
import { type ArrangedStep, arrangementOf } from '../placement/arrangement.ts';
import type { Copy } from '../placement/copy-plan.ts';
import { deleteCopies } from '../placement/delete-copy.ts';
import type { Step } from '../placement/timeline.ts';
import { keepsRunning } from '../places.ts';
import { draftRename, nameNeeds } from '../rename.ts';

const GROUPS = '/hybrid/api/v1/serverGroups';

/** Creates, renames and deletes, and lets servers in and out. */
export function draftServerGroup(comparison: Comparison, world: World): Drafted {
  const arrangement = arrangementOf(world);
  const rename = draftRename(comparison, world, GROUPS);
  const steps = arrangement.stepsOf(comparison.key);
  return drafted({
    drafts: [...rename.drafts, ...steps.flatMap((step) => draftStep(step, comparison, world))],
    waiting: [...rename.waiting, ...arrangement.waitsOf(comparison.key)],
  });
}

function draftStep(arranged: ArrangedStep, comparison: Comparison, world: World): readonly Draft[] {
  const { step } = arranged;
  const order = { needs: arranged.needs, after: arranged.after, gives: arranged.gives };
  switch (step.type) {
    case 'make':
      return [make(step, order, comparison, world)];
    case 'join':
      return [join(step, order, world)];
    case 'leave':
      return leave(step, order, world);
    case 'unmake':
      return unmake(step, order, world);
  }
}

type Order = Pick<Draft, 'needs' | 'after' | 'gives'>;
type Taken<Type extends Step['type']> = Extract<Step, { type: Type }>;

function make({ place, joiners }: Taken<'make'>, order: Order, comparison: Comparison, world: World): Draft {
  const { needs } = comparison.desired === null ? { needs: [] } : nameNeeds(comparison, world);
  return draft({
    verb: 'create',
    method: 'POST',
    path: GROUPS,
    // An empty list is legal: a group waits for its servers (reference, section 6).
    body: { type: 'json', value: { name: place.name, serverIds: joiners.map(({ server }) => server.id) } },
    ...order,
    needs: [...needs, ...order.needs],
    evidence: 'created',
    creates: place.key,
  });
}

/** The server's id is in the path here, in the body for a cluster (reference, section 12, row 3). */
function join({ place, joiner }: Taken<'join'>, order: Order, world: World): Draft {
  const group = liveOf(place.live, place.key);
  const running = joiner.server.facts.status === 'RUNNING';
  const joined: Goal = { until: 'member', serverIds: [joiner.server.id], placeId: group.id };
  const staying = world.liveAt(place.key).filter((one) => !arrangementOf(world).isGoing(one));
  return draft({
    verb: `add ${joiner.name}`,
    method: 'POST',
    path: `${GROUPS}/${group.id}/servers/${joiner.server.id}`,
    body: { type: 'none' },
    evidence: [joined],
    ...order,
    goals: [joined, ...(running ? keepsRunning(staying, [joiner.server.id], world) : [])],
  });
}

function leave({ place, member }: Taken<'leave'>, order: Order, world: World): readonly Draft[] {
  const group = liveOf(place.live, place.key);
  const copies = arrangementOf(world).copiesOn(member.key);
  const left = [{ until: 'member', serverIds: [member.id], placeId: null }] as const;
  const call = draft({
    verb: `remove ${member.name}`,
    method: 'DELETE',
    path: `${GROUPS}/${group.id}/servers/${member.id}`,
    body: { type: 'none' },
    evidence: left,
    ...order,
    ...leftBehind(copies),
    goals: left,
  });
  return [call, ...deleteCopies(copies)];
}

/** Each member keeps a copy of every application; alert definitions that name the group go (contract, section 9). */
function unmake({ place, others }: Taken<'unmake'>, order: Order, world: World): readonly Draft[] {
  const group = liveOf(place.live, place.key);
  const copies = others.flatMap((server) => arrangementOf(world).copiesOn(server));
  const { leaves, effects } = leftBehind(copies);
  const lost = alertLoss(group, others, world);
  const gone: Goal = { until: 'gone', kind: 'ServerGroup', id: group.id };
  const call = draft({
    verb: 'delete',
    method: 'DELETE',
    path: `${GROUPS}/${group.id}`,
    body: { type: 'none' },
    evidence: [gone],
    ...order,
    gives: [...order.gives, ...lost.gives],
    leaves,
    effects: [...effects, ...lost.effects],
    expects: lost.expects,
    goals: [gone, { until: 'member', serverIds: idsOf(place.there, others), placeId: null }],
  });
  return [call, ...deleteCopies(copies)];
}

/** Those that this plan counts on are looked up when the call is done; the others are only told about. */
function leftBehind(copies: readonly Copy[]): {
  readonly leaves: readonly ResourceKey[];
  readonly effects: readonly Effect[];
} {
  return {
    leaves: copies.filter(({ becomes }) => becomes !== 'leave').map(({ key }) => key),
    effects: copies.map(({ key }) => effect('app-copy', key)),
  };
}

function liveOf(live: LiveResource | null, key: ResourceKey): LiveResource {
  if (live !== null) return live;
  throw new TypeError(`${key} is not live`);
}
