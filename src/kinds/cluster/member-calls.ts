/** The steps of one cluster as calls, each with what it disturbs, which depends on who is a member by then. */

import type { Effect, Goal } from '../../model/call.ts';
import type { Draft, World } from '../../model/draft.ts';
import type { LiveResource, RemoteId, ResourceKey } from '../../model/resource.ts';
import { alertLoss } from '../alert-loss.ts';
import { draft, effect } from '../draft.ts';
import { idsOf, serverAt } from '../members.ts';
import { arrangementOf } from '../placement/arrangement.ts';
import type { Step } from '../placement/timeline.ts';
import { keepsRunning } from '../places.ts';

export const CLUSTERS = '/hybrid/api/v1/clusters';

export type Order = Pick<Draft, 'needs' | 'after' | 'gives'>;
type Taken<Type extends Step['type']> = Extract<Step, { type: Type }>;

interface Situation {
  readonly cluster: LiveResource;
  readonly unicast: boolean;
  readonly world: World;
  /** What runs there meanwhile. */
  readonly applications: readonly LiveResource[];
}

function situationOf({ place }: Step, world: World): Situation {
  const { live, fate, key } = place;
  if (live === null) throw new TypeError(`${key} is not live`);
  const all = world.liveAt(key);
  const applications = fate === 'stays' ? all.filter(arrangementOf(world).isDuring) : all;
  return { cluster: live, unicast: place.multicast === false, world, applications };
}

export function letLeave(step: Taken<'leave'>, order: Order, world: World): Draft {
  const situation = situationOf(step, world);
  const { cluster, unicast, applications } = situation;
  const { member, others } = step;
  const left: Goal = { until: 'member', serverIds: [member.id], placeId: null };
  return draft({
    verb: `remove ${member.name}`,
    method: 'DELETE',
    path: `${CLUSTERS}/${cluster.id}/servers/${member.id}`,
    body: { type: 'none' },
    evidence: [left],
    ...order,
    effects: unicast ? restarts(situation, others) : stops(applications),
    goals: [left, ...(unicast ? backAgain(situation, others) : [])],
  });
}

export function letJoin({ joiner, others, ...step }: Taken<'join'>, order: Order, world: World): Draft {
  const situation = situationOf({ joiner, others, ...step }, world);
  const { cluster, unicast, applications } = situation;
  const { server, name, ip } = joiner;
  const joined: Goal = { until: 'member', serverIds: [server.id], placeId: cluster.id };
  const running = server.facts.status === 'RUNNING';
  return draft({
    verb: `add ${name}`,
    method: 'POST',
    path: `${CLUSTERS}/${cluster.id}/servers`,
    body: {
      type: 'json',
      value: { serverId: server.id, ...(unicast && ip !== null ? { serverIp: ip } : {}) },
    },
    evidence: [joined],
    ...order,
    effects: unicast ? restarts(situation, others) : [],
    goals: [
      joined,
      ...(unicast
        ? backAgain(situation, [...others, joiner.key])
        : running
          ? keepsRunning(applications, [server.id], world)
          : []),
    ],
  });
}

/** Its members restart and lose its applications; alert definitions that name it go too (contract, section 9). */
export function unmake(step: Taken<'unmake'>, order: Order, world: World): Draft {
  const { cluster, applications } = situationOf(step, world);
  const lost = alertLoss(cluster, step.others, world);
  const gone: Goal = { until: 'gone', kind: 'Cluster', id: cluster.id };
  return draft({
    verb: 'delete',
    method: 'DELETE',
    path: `${CLUSTERS}/${cluster.id}`,
    body: { type: 'none' },
    evidence: [gone],
    ...order,
    gives: [...order.gives, ...lost.gives],
    effects: [
      ...step.others.map((subject) => effect('server-restart', subject)),
      ...stops(applications),
      ...lost.effects,
    ],
    expects: lost.expects,
    goals: [
      gone,
      { until: 'member', serverIds: idsOf(step.place.there, step.others), placeId: null },
      { until: 'connected', serverIds: runningIds(step.others, world) },
    ],
  });
}

export function make({ place, joiners }: Taken<'make'>, order: Order): Draft {
  const unicast = place.wantsMulticast === false;
  return draft({
    verb: 'create',
    method: 'POST',
    path: CLUSTERS,
    body: {
      type: 'json',
      value: {
        name: place.name,
        multicastEnabled: !unicast,
        servers: joiners.map(({ server, ip }) => ({
          serverId: server.id,
          ...(unicast && ip !== null ? { serverIp: ip } : {}),
        })),
      },
    },
    ...order,
    evidence: 'created',
    creates: place.key,
  });
}

function stops(applications: readonly LiveResource[]): readonly Effect[] {
  return applications
    .filter(({ spec }) => spec.desiredStatus !== 'STOPPED')
    .map(({ key }) => effect('app-stop', key));
}

function restarts({ applications }: Situation, servers: readonly ResourceKey[]): readonly Effect[] {
  // Where nobody else is, nothing restarts, and no application either.
  if (servers.length === 0) return [];
  return [
    ...servers.map((subject) => effect('server-restart', subject)),
    ...applications
      .filter(({ spec }) => spec.desiredStatus !== 'STOPPED')
      .map(({ key }) => effect('app-restart', key)),
  ];
}

function backAgain({ world, applications }: Situation, servers: readonly ResourceKey[]): readonly Goal[] {
  const ids = runningIds(servers, world);
  return [{ until: 'connected', serverIds: ids }, ...keepsRunning(applications, ids, world)];
}

/** A member that was away before is not waited for. */
function runningIds(servers: readonly ResourceKey[], world: World): readonly RemoteId[] {
  return servers.flatMap((key) => {
    const server = serverAt(key, world);
    return server?.facts.status === 'RUNNING' ? [server.id] : [];
  });
}
