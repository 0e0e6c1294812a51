import type { Draft, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { Effect } from '../../model/plan.ts';
import { keyOf, type LiveResource, type RemoteId } from '../../model/resource.ts';
import { draft, serverKey } from '../draft.ts';
import { membersOf } from '../membership.ts';
import { applicationsOn, memberIds } from '../places.ts';

/** Its members restart and lose its applications; alert definitions that name it go too (contract, section 9). */
export function deleteCluster(live: LiveResource, world: World): Draft {
  const members = membersOf(live.spec.servers).map(({ name }) => serverKey(name));
  return draft({
    verb: 'delete',
    method: 'DELETE',
    path: `/hybrid/api/v1/clusters/${live.id}`,
    body: { type: 'none' },
    gives: [
      fact.gone(live.key),
      fact.nameFree(keyOf({ ...live.identity, name: live.liveName })),
      ...members.map(fact.free),
    ],
    effects: [
      ...members.map((subject): Effect => ({ class: 'server-restart', subject, reversible: true })),
      ...applicationsOn(world, live.key).map(
        ({ key }): Effect => ({ class: 'app-stop', subject: key, reversible: true }),
      ),
      ...(world.alerts.some(({ resourceIds }) => resourceIds.includes(Number(live.id)))
        ? [{ class: 'alert-loss' as const, subject: live.key, reversible: false }]
        : []),
    ],
    goals: [
      { until: 'gone', kind: 'Cluster', id: live.id },
      { until: 'member', serverIds: memberIds(live), placeId: null },
      { until: 'connected', serverIds: runningMembers(live, world) },
    ],
  });
}

/** A member that was away before is not waited for. */
function runningMembers(live: LiveResource, world: World): readonly RemoteId[] {
  const running = world.live('Server').filter(({ facts }) => facts.status === 'RUNNING');
  return memberIds(live).filter((id) => running.some((server) => server.id === id));
}
