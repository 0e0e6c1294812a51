/**
 * A server that leaves a group keeps a copy of each of its applications, and so does every member of a group that is
 * deleted. Here is decided, for each of them, whether the copy comes to be: an application that goes anyway goes
 * first, unless its copies are what the manifests want on those servers; one that changes, changes before or after.
 */
import { type DeclaredComparison, isActive } from '../../model/comparison.ts';
import type { Fact } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import { identityOf, keyOf, type Place as NamedPlace, type ResourceKey } from '../../model/resource.ts';
import { type LiveMember, serverAt } from '../members.ts';
import { type HostedApplication, hostedBy, type RunState } from './application-states.ts';
import type { Question } from './blocks.ts';
import {
  addCosts,
  type Cost,
  cheaperOf,
  hasContent,
  hasStatus,
  isCheaper,
  leftoverCost,
} from './copy-costs.ts';
import { chooseStages, type LeavingStages } from './leaving-stages.ts';
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

interface CopyQuestion extends Question {
  readonly moves: Moves;
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
  const asked = { ...question, moves };
  for (const place of moves.places) {
    if (place.kind !== 'ServerGroup') continue;
    const leavers = moves.leavers.get(place.key) ?? [];
    if (!unmade.has(place.key) && leavers.length === 0) continue;
    const hosted = hostedBy(place.key, question);
    if (unmade.has(place.key)) unmakeGroup(place, hosted, plan, asked);
    else letLeave(leavers, hosted, plan, asked);
  }
  return plan;
}

/**
 * The application that is declared on this very server and not there yet. A server that joins elsewhere cannot bring
 * it along as a copy.
 */
function wantedOn(
  server: ResourceKey,
  name: string,
  { world, blocks, moves }: CopyQuestion,
): DeclaredComparison | null {
  const comparison = world.comparison(copyKey(server, name));
  if (comparison?.desired == null || comparison.live !== null || !isActive(comparison)) return null;
  return blocks.deploys.has(comparison.key) || moves.destinations.has(server) ? null : comparison;
}

function copyKey(server: ResourceKey, name: string): ResourceKey {
  const place: NamedPlace = { kind: 'Server', name: identityOf(server).name };
  return keyOf({ kind: 'Application', name, place });
}

function letLeave(
  leavers: readonly LiveMember[],
  hosted: readonly HostedApplication[],
  plan: Draftable,
  question: CopyQuestion,
): void {
  const { stages } = stagesOf(leavers, hosted, question);
  for (const one of hosted) if (one.stages.length > 2) plan.staged.add(one.key);
  for (const { key: server } of leavers) {
    for (const [index, one] of hosted.entries()) {
      const at = stages.get(server)?.[index] ?? 0;
      const [stage, next] = [one.stages[at] ?? one.stages[0], one.stages[at + 1]];
      if (stage.reached !== null) {
        append(plan.after, server, stage.reached);
        plan.outlived.add(one.key);
      }
      if (next?.reached != null) append(plan.leaveFirst, next.reached, fact.free(server));
      noteCopy(server, one, stage.state, wantedOn(server, one.name, question), plan);
    }
  }
}

const NEVER: Cost = { interruptions: Number.POSITIVE_INFINITY, calls: Number.POSITIVE_INFINITY };

function stagesOf(
  leavers: readonly LiveMember[],
  hosted: readonly HostedApplication[],
  question: CopyQuestion,
): LeavingStages {
  return chooseStages(
    leavers.map(({ key }) => key),
    hosted,
    (server, one) => {
      const wanted = wantedOn(server, one.name, question);
      const costs = one.stages.map(({ state }) => leftoverCost(state, wanted, one.disposable));
      // A member that cannot be reached leaves before its group is updated (reference, section 12, row 25).
      const isBound = !one.goes && isAway(server, question);
      return costs.map((cost, stage) => (isBound && stage > 0 ? NEVER : cost));
    },
  );
}

function isAway(server: ResourceKey, { world }: Question): boolean {
  return serverAt(server, world)?.facts.status === 'DISCONNECTED';
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
  question: CopyQuestion,
): void {
  const choices = earlyChoices(place, hosted, question).map((early) =>
    unmakingAfter(early, place, hosted, question),
  );
  const { early, rest, fates } = choices.reduce((best, one) => (isCheaper(one.cost, best.cost) ? one : best));
  plan.early.set(place.key, early);
  for (const leaver of early) append(plan.after, place.key, fact.free(leaver.key));
  letLeave(early, fates.map(untilGone), plan, question);
  for (const { one, stays } of fates) {
    if (stays) {
      if (one.goes) plan.carried.add(one.key);
      for (const { key } of rest)
        noteCopy(key, one, one.stages[0].state, wantedOn(key, one.name, question), plan);
    } else append(plan.after, place.key, fact.gone(one.key));
  }
}

interface Unmaking {
  readonly early: readonly LiveMember[];
  readonly rest: readonly LiveMember[];
  readonly fates: readonly Fate[];
  readonly cost: Cost;
}

/** How a group is deleted, when these members leave before. */
function unmakingAfter(
  early: readonly LiveMember[],
  { there }: Place,
  hosted: readonly HostedApplication[],
  question: CopyQuestion,
): Unmaking {
  const rest = there.filter((one) => !early.includes(one));
  const fates = hosted.map((one) => fateWith(one, early, rest, question));
  const leaving = stagesOf(early, fates.map(untilGone), question);
  const costs = fates.map(({ cost }) => cost);
  return {
    early,
    rest,
    fates,
    cost: addCosts({ interruptions: 0, calls: early.length }, leaving.cost, ...costs),
  };
}

interface Fate {
  readonly one: HostedApplication;
  /** It stays until its group is deleted, and leaves copies; or it is deleted first. */
  readonly stays: boolean;
  /** Without what its copies cost on members that leave early. */
  readonly cost: Cost;
}

/** What those that leave early see of it. */
function untilGone({ one, stays }: Fate): HostedApplication {
  return stays ? { ...one, goes: false, stages: [one.stages[0]] } : one;
}

function fateWith(
  one: HostedApplication,
  early: readonly LiveMember[],
  rest: readonly LiveMember[],
  question: CopyQuestion,
): Fate {
  const costOn = (members: readonly LiveMember[], state: RunState | null): readonly Cost[] =>
    members.map(({ key }) => leftoverCost(state, wantedOn(key, one.name, question), one.disposable));
  const now = one.stages[0].state;
  const stays: Fate = { one, stays: true, cost: addCosts(...costOn(rest, now)) };
  if (!one.goes) return stays;
  const interruptions = now?.status === 'STARTED' && rest.length + early.length > 0 ? 1 : 0;
  const goes: Fate = {
    one,
    stays: false,
    cost: addCosts({ interruptions, calls: 1 }, ...costOn(rest, null)),
  };
  // Copies that may not be deleted are worse than any call: what goes must not come back as a leftover.
  if (!one.disposable && rest.length > 0) return goes;
  const before = costOn(early, now);
  const first = costOn(early, null).map((after, index) => cheaperOf(before[index] ?? after, after));
  const [going, staying] = [addCosts(goes.cost, ...first), addCosts(stays.cost, ...before)];
  return isCheaper(going, staying) ? goes : stays;
}

/** More members than this are not tried in every combination. */
const MOST_COMBINED = 8;

/** Only members on which a copy is wanted have a reason to leave before the others. */
function earlyChoices(
  { there }: Place,
  hosted: readonly HostedApplication[],
  question: CopyQuestion,
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
