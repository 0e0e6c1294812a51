/**
 * A server that leaves a group keeps a copy of each of its applications, and so does every member of a group that is
 * deleted. Here is decided, for each of them, whether the copy comes to be: an application that goes anyway goes
 * first, unless its copies are what the manifests want on those servers; one that changes, changes before or after.
 */
import { type DeclaredComparison, isActive } from '../../model/comparison.ts';
import type { Fact } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import { identityOf, keyOf, type Place as NamedPlace, type ResourceKey } from '../../model/resource.ts';
import type { LiveMember } from '../members.ts';
import { type HostedApplication, hostedBy, type RunState } from './application-states.ts';
import type { Question } from './blocks.ts';
import { addCosts, type Cost, FREE, hasContent, hasStatus, isCheaper, leftoverCost } from './copy-costs.ts';
import type { Moves } from './moves.ts';
import type { Place } from './places.ts';

export interface Copy {
  readonly key: ResourceKey;
  readonly state: RunState;
  /** `leave`: it is not ours to delete. */
  readonly becomes: 'adopt' | 'update' | 'delete' | 'leave';
}

export interface CopyPlan {
  /** Server → the copies that it is left with. */
  readonly copies: ReadonlyMap<ResourceKey, readonly Copy[]>;
  /** Members that leave a group before it is deleted. */
  readonly early: ReadonlyMap<ResourceKey, readonly LiveMember[]>;
  /** Server or place → changes of applications that come before it leaves, or is deleted. */
  readonly after: ReadonlyMap<ResourceKey, readonly Fact[]>;
  /** What a change of an application gives → servers that leave before. */
  readonly leaveFirst: ReadonlyMap<Fact, readonly Fact[]>;
  /** Application → whether some server leaves only after its change. */
  readonly outlived: ReadonlySet<ResourceKey>;
  /** Applications that are stopped by a call of its own, after what was sent has started. */
  readonly staged: ReadonlySet<ResourceKey>;
  /** Applications that go with their place, and need no call of their own. */
  readonly carried: ReadonlySet<ResourceKey>;
}

interface Draftable {
  readonly copies: Map<ResourceKey, Copy[]>;
  readonly early: Map<ResourceKey, readonly LiveMember[]>;
  readonly after: Map<ResourceKey, Fact[]>;
  readonly leaveFirst: Map<Fact, Fact[]>;
  readonly outlived: Set<ResourceKey>;
  readonly staged: Set<ResourceKey>;
  readonly carried: Set<ResourceKey>;
}

export function planCopies(moves: Moves, unmade: ReadonlySet<ResourceKey>, question: Question): CopyPlan {
  const plan: Draftable = {
    copies: new Map(),
    early: new Map(),
    after: new Map(),
    leaveFirst: new Map(),
    outlived: new Set(),
    staged: new Set(),
    carried: new Set(),
  };
  for (const place of moves.places) {
    if (place.kind !== 'ServerGroup') continue;
    const leavers = moves.leavers.get(place.key) ?? [];
    if (!unmade.has(place.key) && leavers.length === 0) continue;
    const hosted = hostedBy(place.key, question);
    if (unmade.has(place.key)) unmakeGroup(place, hosted, plan, question);
    else for (const leaver of leavers) letLeave(leaver, hosted, plan, question);
  }
  return plan;
}

/** The application that is declared on this very server and not there yet. */
function wantedOn(server: ResourceKey, name: string, { world, blocks }: Question): DeclaredComparison | null {
  const comparison = world.comparison(copyKey(server, name));
  if (comparison?.desired == null || comparison.live !== null || !isActive(comparison)) return null;
  return blocks.deploys.has(comparison.key) ? null : comparison;
}

function copyKey(server: ResourceKey, name: string): ResourceKey {
  const place: NamedPlace = { kind: 'Server', name: identityOf(server).name };
  return keyOf({ kind: 'Application', name, place });
}

/** At the stage of each application's change at which it costs least. */
function letLeave(
  { key: server }: LiveMember,
  hosted: readonly HostedApplication[],
  plan: Draftable,
  question: Question,
): void {
  for (const one of hosted) {
    if (one.stages.length > 2) plan.staged.add(one.key);
    const wanted = wantedOn(server, one.name, question);
    const at = bestStage(one, wanted, isAway(server, question));
    const [stage, next] = [one.stages[at] ?? one.stages[0], one.stages[at + 1]];
    if (stage.reached !== null) {
      append(plan.after, server, stage.reached);
      plan.outlived.add(one.key);
    }
    if (next?.reached != null) append(plan.leaveFirst, next.reached, fact.free(server));
    noteCopy(server, one, stage.state, wanted, plan);
  }
}

/** Of those that cost the same the first, but for what goes: its copies had better not come to be. */
function bestStage(one: HostedApplication, wanted: DeclaredComparison | null, away: boolean): number {
  // A member that cannot be reached leaves before its group is updated (reference, section 12, row 25).
  if (away && !one.goes) return 0;
  const costs = one.stages.map(({ state }) => leftoverCost(state, wanted, one.disposable));
  const order = costs.map((_, index) => index);
  if (one.goes) order.reverse();
  return order.reduce((best, index) => (isCheaper(costs[index] ?? FREE, costs[best] ?? FREE) ? index : best));
}

function isAway(server: ResourceKey, { world }: Question): boolean {
  return world.comparison(server)?.live?.facts.status === 'DISCONNECTED';
}

function noteCopy(
  server: ResourceKey,
  { name, disposable }: HostedApplication,
  state: RunState | null,
  wanted: DeclaredComparison | null,
  { copies }: Draftable,
): void {
  if (state === null) return;
  append(copies, server, { key: copyKey(server, name), state, becomes: fateOf(state, wanted, disposable) });
}

function fateOf(state: RunState, wanted: DeclaredComparison | null, disposable: boolean): Copy['becomes'] {
  if (wanted === null) return disposable ? 'delete' : 'leave';
  const { spec } = wanted.desired;
  return hasContent(state, spec) && hasStatus(state, spec) ? 'adopt' : 'update';
}

/** Which members leave one by one before the group is deleted, and which applications are deleted before. */
function unmakeGroup(
  place: Place,
  hosted: readonly HostedApplication[],
  plan: Draftable,
  question: Question,
): void {
  let best: { readonly early: readonly LiveMember[]; readonly cost: Cost } | null = null;
  for (const early of earlyChoices(place, hosted, question)) {
    const rest = place.there.filter((one) => !early.includes(one));
    const costs = hosted.map((one) => bestFate(one, early, rest, question).cost);
    const cost = addCosts({ interruptions: 0, calls: early.length }, ...costs);
    if (best === null || isCheaper(cost, best.cost)) best = { early, cost };
  }
  const early = best?.early ?? [];
  const rest = place.there.filter((one) => !early.includes(one));
  plan.early.set(place.key, early);
  for (const leaver of early) append(plan.after, place.key, fact.free(leaver.key));
  for (const one of hosted) {
    const { stays } = bestFate(one, early, rest, question);
    for (const leaver of early) letLeave(leaver, [stays ? kept(one) : one], plan, question);
    if (stays) {
      if (one.goes) plan.carried.add(one.key);
      for (const { key } of rest)
        noteCopy(key, one, one.stages[0].state, wantedOn(key, one.name, question), plan);
    } else append(plan.after, place.key, fact.gone(one.key));
  }
}

/** It is there until the group goes. */
function kept(one: HostedApplication): HostedApplication {
  return { ...one, goes: false, stages: [one.stages[0]] };
}

/** Whether an application stays until its group is deleted, and leaves copies, or is deleted first. */
function bestFate(
  one: HostedApplication,
  early: readonly LiveMember[],
  rest: readonly LiveMember[],
  question: Question,
): { readonly stays: boolean; readonly cost: Cost } {
  const costOn = (members: readonly LiveMember[], state: RunState | null): Cost =>
    addCosts(
      ...members.map(({ key }) => leftoverCost(state, wantedOn(key, one.name, question), one.disposable)),
    );
  const now = one.stages[0].state;
  const stays = addCosts(costOn(early, now), costOn(rest, now));
  if (!one.goes) return { stays: true, cost: stays };
  const first = early.map(({ key }) => {
    const wanted = wantedOn(key, one.name, question);
    const before = leftoverCost(now, wanted, one.disposable);
    const after = leftoverCost(null, wanted, one.disposable);
    return isCheaper(before, after) ? before : after;
  });
  // Copies that may not be deleted are worse than any call: what goes must not come back as a leftover.
  const leavesLeftovers = !one.disposable && rest.length > 0;
  const interruptions = now?.status === 'STARTED' && rest.length + early.length > 0 ? 1 : 0;
  const deleted = addCosts({ interruptions, calls: 1 }, ...first, costOn(rest, null));
  return leavesLeftovers || isCheaper(deleted, stays)
    ? { stays: false, cost: deleted }
    : { stays: true, cost: stays };
}

/** More members than this are not tried in every combination. */
const MOST_COMBINED = 8;

/** Only members on which a copy is wanted have a reason to leave before the others. */
function earlyChoices(
  { there }: Place,
  hosted: readonly HostedApplication[],
  question: Question,
): readonly (readonly LiveMember[])[] {
  const goers = there.filter(({ key }) =>
    hosted.some(({ name, goes }) => goes && wantedOn(key, name, question) !== null),
  );
  if (goers.length > MOST_COMBINED) return [[], goers];
  return Array.from({ length: 2 ** goers.length }, (_, bits) =>
    goers.filter((__, index) => bits & (1 << index)),
  );
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
