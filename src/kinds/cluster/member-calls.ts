/**
 * Members leaving and joining a cluster that stays. Two rules shape the order: a cluster never loses its last
 * server, and in a unicast cluster every change restarts the other members, so that calls go one after another,
 * leaving first (a newcomer that is not there yet is not restarted).
 */
import type { Draft, Drafted, Fact, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { Effect, Goal } from '../../model/plan.ts';
import type { LiveResource, RemoteId, ResourceKey } from '../../model/resource.ts';
import { draft, serverKey, waiting } from '../draft.ts';
import { type Joiner, type Leaver, type Membership, membersOf } from '../membership.ts';
import { applicationsOn, keepsRunning } from '../places.ts';

interface Situation {
  readonly cluster: LiveResource;
  readonly unicast: boolean;
  readonly world: World;
}

export function draftMemberCalls(
  cluster: LiveResource,
  membership: Membership,
  unicast: boolean,
  world: World,
): Drafted {
  const situation = { cluster, unicast, world };
  const { steps, waiting } = orderSteps(cluster, membership);
  let present = new Set(membersOf(cluster.spec.servers).map(({ name }) => serverKey(name)));
  const drafts: Draft[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.type === 'leave') {
      present = new Set([...present].filter((key) => key !== step.leaver.key));
      drafts.push(inOrder(leave(situation, step, present), cluster, index));
    } else {
      drafts.push(inOrder(join(situation, step, present), cluster, index));
      present = new Set([...present, step.joiner.key]);
    }
  }
  return { drafts, waiting };
}

/** One after another, in this order: what each disturbs depends on who is a member by then. */
function inOrder(one: Draft, cluster: LiveResource, index: number): Draft {
  return {
    ...one,
    gives: [...one.gives, fact.step(cluster.key, index)],
    after: [...one.after, fact.step(cluster.key, index - 1)],
  };
}

type Step =
  | { readonly type: 'leave'; readonly leaver: Leaver; readonly needs: readonly Fact[] }
  | { readonly type: 'join'; readonly joiner: Joiner; readonly mans: boolean };

interface Steps {
  readonly steps: readonly Step[];
  readonly waiting: Drafted['waiting'];
}

function orderSteps(cluster: LiveResource, { stay, joiners, leavers }: Membership): Steps {
  const joins = joiners.map((joiner): Step => ({ type: 'join', joiner, mans: false }));
  const leaves = leavers.map((leaver): Step => ({ type: 'leave', leaver, needs: [] }));
  const total = membersOf(cluster.spec.servers).length;
  if (stay.length > 0 || leavers.length < total) return { steps: [...leaves, ...joins], waiting: [] };
  const newcomers = joiners.filter(({ key }) => !leavers.some((leaver) => leaver.key === key));
  // One that is free now holds the place without waiting for anybody.
  const first = newcomers.find(({ needs }) => needs.length === 0) ?? newcomers[0];
  const keeper = leavers.at(-1);
  if (first === undefined || keeper === undefined) return oneByOne(cluster, joiners, leavers);
  return {
    // One old member keeps the cluster until the first new one is there: the fewest servers that restart.
    steps: [
      ...leaves.slice(0, -1),
      { type: 'join', joiner: first, mans: true },
      { type: 'leave', leaver: keeper, needs: [fact.manned(cluster.key)] },
      ...joins.filter((step) => step.type === 'join' && step.joiner !== first),
    ],
    waiting: [],
  };
}

/** Nobody stays and nobody new comes: each member makes room only when another is back, or the last one stays. */
function oneByOne(cluster: LiveResource, joiners: readonly Joiner[], leavers: readonly Leaver[]): Steps {
  const returning = leavers.filter(({ returns }) => returns);
  const leaving = leavers.filter(({ returns }) => !returns);
  const steps: Step[] = [];
  let needs: readonly Fact[] = [];
  for (const leaver of returning) {
    steps.push({ type: 'leave', leaver, needs });
    const joiner = joiners.find(({ key }) => key === leaver.key);
    if (joiner !== undefined) steps.push({ type: 'join', joiner, mans: false });
    needs = [fact.joined(leaver.key)];
  }
  const [last, ...others] = leaving;
  const mayAllLeave = returning.length > 0 || last === undefined;
  for (const leaver of mayAllLeave ? leaving : others) steps.push({ type: 'leave', leaver, needs });
  const message = `${last?.member.name} stays: a cluster cannot lose its last server`;
  return {
    steps,
    waiting: mayAllLeave
      ? []
      : [waiting('last_member', message, `declare another server for ${cluster.key}`)],
  };
}

function leave(
  { cluster, unicast, world }: Situation,
  step: Extract<Step, { type: 'leave' }>,
  remaining: ReadonlySet<ResourceKey>,
): Draft {
  const { leaver } = step;
  const applications = applicationsOn(world, cluster.key);
  const stops = applications.map(
    ({ key }): Effect => ({ class: 'app-stop', subject: key, reversible: true }),
  );
  return draft({
    verb: `remove ${leaver.member.name}`,
    method: 'DELETE',
    path: `/hybrid/api/v1/clusters/${cluster.id}/servers/${leaver.id}`,
    body: { type: 'none' },
    needs: step.needs,
    gives: [fact.free(leaver.key), fact.placed(cluster.key)],
    together: leaver.together,
    effects: unicast ? restarts(applications, remaining) : stops,
    goals: [
      { until: 'member', serverIds: [leaver.id], placeId: null },
      ...(unicast ? backAgain(world, applications, remaining) : []),
    ],
  });
}

function join(
  { cluster, unicast, world }: Situation,
  { joiner: { member, server, key, needs }, mans }: Extract<Step, { type: 'join' }>,
  present: ReadonlySet<ResourceKey>,
): Draft {
  const applications = applicationsOn(world, cluster.key);
  const joined: Goal = { until: 'member', serverIds: [server.id], placeId: cluster.id };
  const running = server.facts.status === 'RUNNING';
  return draft({
    verb: `add ${member.name}`,
    method: 'POST',
    path: `/hybrid/api/v1/clusters/${cluster.id}/servers`,
    body: {
      type: 'json',
      value: { serverId: server.id, ...(unicast && member.ip !== null ? { serverIp: member.ip } : {}) },
    },
    needs,
    gives: [fact.joined(key), fact.placed(cluster.key), ...(mans ? [fact.manned(cluster.key)] : [])],
    effects: unicast ? restarts(applications, present) : [],
    goals: [
      joined,
      ...(unicast
        ? backAgain(world, applications, new Set([...present, key]))
        : running
          ? keepsRunning(applications, [server.id])
          : []),
    ],
  });
}

function restarts(
  applications: readonly LiveResource[],
  servers: ReadonlySet<ResourceKey>,
): readonly Effect[] {
  return [
    ...[...servers].map((subject): Effect => ({ class: 'server-restart', subject, reversible: true })),
    ...applications
      .filter(({ spec }) => spec.desiredStatus !== 'STOPPED')
      .map(({ key }): Effect => ({ class: 'app-restart', subject: key, reversible: true })),
  ];
}

function backAgain(
  world: World,
  applications: readonly LiveResource[],
  servers: ReadonlySet<ResourceKey>,
): readonly Goal[] {
  const ids: RemoteId[] = world
    .live('Server')
    // A member that was away before is not waited for.
    .filter(({ key, facts }) => servers.has(key) && facts.status === 'RUNNING')
    .map(({ id }) => id);
  return [{ until: 'connected', serverIds: ids }, ...keepsRunning(applications, ids)];
}
