/**
 * Where servers and applications of a target go, as one: memberships, what they leave behind, and in which order.
 * No kind could decide this alone: a cluster's change is bound to another's by the server that moves between them.
 * The kinds turn their part of it into calls.
 */

import type { Waiting } from '../../model/change.ts';
import { type DeclaredComparison, isActive } from '../../model/comparison.ts';
import type { Fact, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import { identityOf, type LiveResource, placeKey, type ResourceKey } from '../../model/resource.ts';

export type { ArrangedStep } from './arranged-steps.ts';

import { type ArrangedStep, arrangeSteps, isDuring, type StepContext, stopsOnly } from './arranged-steps.ts';
import { type Blocks, noBlocks, type Question, sizeOf } from './blocks.ts';
import { planCopies } from './copies.ts';
import type { Copy, CopyPlan } from './copy-plan.ts';
import { deployWaits } from './deploy-rules.ts';
import { findBlocks, findMoves, keepLast, type Moves } from './moves.ts';
import { isGoing } from './ownership.ts';
import { type Place, placesOf } from './places.ts';
import { playTimeline, type Step } from './timeline.ts';

export interface Arrangement {
  stepsOf(place: ResourceKey): readonly ArrangedStep[];
  /** Why parts of a group's or cluster's change wait. */
  waitsOf(place: ResourceKey): readonly Waiting[];
  /** Why an application cannot be deployed; null where it can. */
  deployWait(application: ResourceKey): Waiting | null;
  /** The copies that a server is left with by our own calls. */
  copiesOn(server: ResourceKey): readonly Copy[];
  copy(application: ResourceKey): Copy | undefined;
  /** Whether a live application ends by a call of this plan. */
  isGoing(application: LiveResource): boolean;
  /** It goes down with its place. */
  isCarried(application: ResourceKey): boolean;
  /** Changes of members that go before this application is deployed, sent or started. */
  membersFirst(application: ResourceKey, place: ResourceKey): readonly Fact[];
  /** Servers that leave before a change of an application gives this. */
  leaveFirst(given: Fact): readonly Fact[];
  /** Whether a live application is there, and may run, while members of its place change. */
  isDuring(application: LiveResource): boolean;
  /** The group or cluster that a server belongs to now. */
  homeOf(server: ResourceKey): ResourceKey | null;
  /** The servers that a group or cluster has now and keeps. */
  membersOf(place: ResourceKey): readonly ResourceKey[];
  /** Whether the server belongs to this very place when all is done. */
  staysIn(server: ResourceKey, place: ResourceKey): boolean;
}

const arrangements = new WeakMap<World, Arrangement>();

/** Worked out once for a world. */
export function arrangementOf(world: World): Arrangement {
  const known = arrangements.get(world);
  if (known !== undefined) return known;
  const made = arrange(world);
  arrangements.set(world, made);
  return made;
}

function arrange(world: World): Arrangement {
  const question: Question = { world, blocks: noBlocks() };
  const places = placesOf(world);
  for (;;) {
    const size = sizeOf(question.blocks);
    const moves = findMoves(places, question);
    findBlocks(moves, question);
    blockDeploys(moves, question);
    if (sizeOf(question.blocks) > size) continue;
    const unmade = keysOf(places, question, ['delete', 'replace']);
    const copies = planCopies(moves, unmade, question);
    const made = keysOf(places, question, ['create', 'replace']);
    const early = new Map([...copies.early, ...earlyInClusters(places, unmade)]);
    const { steps, stuck } = playTimeline({ moves, unmade, made, early });
    for (const { place, member } of stuck) keepLast(member, place, question.blocks);
    if (stuck.length === 0) return describe({ question, moves, copies, steps, unmade });
  }
}

function keysOf(places: readonly Place[], { blocks }: Question, fates: readonly string[]): Set<ResourceKey> {
  return new Set(
    places.filter(({ key, fate }) => fates.includes(fate) && !blocks.places.has(key)).map(({ key }) => key),
  );
}

/**
 * Deleting a cluster restarts each member that is still there, while leaving a multicast one restarts nobody: all
 * but the last leave first.
 */
function earlyInClusters(places: readonly Place[], unmade: ReadonlySet<ResourceKey>) {
  return places
    .filter(({ key, multicast }) => unmade.has(key) && multicast === true)
    .map(({ key, there }) => [key, there.slice(0, -1)] as const);
}

function blockDeploys(moves: Moves, question: Question): void {
  const { world, blocks } = question;
  for (const comparison of world.comparisons('Application')) {
    if (comparison.desired === null || !isActive(comparison) || blocks.deploys.has(comparison.key)) continue;
    if (!isDeployed(comparison)) continue;
    const wait = deployWaits(comparison, moves, question);
    if (wait !== null) blocks.deploys.set(comparison.key, wait);
  }
}

function isDeployed({ action, movedFrom, live }: DeclaredComparison): boolean {
  return action === 'create' || (action === 'replace' && movedFrom !== null && live === null);
}

interface Found {
  readonly question: Question;
  readonly moves: Moves;
  readonly copies: CopyPlan;
  readonly steps: readonly Step[];
  readonly unmade: ReadonlySet<ResourceKey>;
}

function describe({ question, moves, copies, steps, unmade }: Found): Arrangement {
  const { blocks } = question;
  const arranged = arrangeSteps(steps, { question, moves, copies });
  const byCopy = new Map([...copies.copies.values()].flat().map((copy) => [copy.key, copy]));
  const byPlace = new Map(moves.places.map((place) => [place.key, place]));
  const stays = (server: ResourceKey, place: ResourceKey): boolean =>
    moves.homes.get(server)?.key === place &&
    !unmade.has(place) &&
    !moves.leavers.get(place)?.some(({ key }) => key === server);
  return {
    stepsOf: (place) => arranged.get(place) ?? [],
    waitsOf: (key) => waitsOf(byPlace.get(key), moves, blocks),
    deployWait: (key) => blocks.deploys.get(key) ?? null,
    copiesOn: (server) => copies.copies.get(server) ?? [],
    copy: (key) => byCopy.get(key),
    isGoing: (application) => isGoing(application, question),
    isCarried: (key) => copies.carried.has(key) || goesWithCluster(key, unmade),
    membersFirst: (application, place) =>
      membersFirst(application, place, { question, moves, copies }, arranged),
    leaveFirst: (given) => copies.leaveFirst.get(given) ?? [],
    isDuring: (application) => isDuring(application, question),
    homeOf: (server) => moves.homes.get(server)?.key ?? null,
    membersOf: (place) =>
      (byPlace.get(place)?.there ?? []).map(({ key }) => key).filter((key) => stays(key, place)),
    staysIn: stays,
  };
}

function goesWithCluster(key: ResourceKey, unmade: ReadonlySet<ResourceKey>): boolean {
  const { place } = identityOf(key);
  return place?.kind === 'Cluster' && unmade.has(placeKey(place));
}

/**
 * In a cluster all of them, so that a deployment is not restarted. In a group those that must not have it: with a
 * server that leaves only after the change, joining may have to wait for that.
 */
function membersFirst(
  application: ResourceKey,
  place: ResourceKey,
  { question, copies }: StepContext,
  arranged: ReadonlyMap<ResourceKey, readonly ArrangedStep[]>,
): readonly Fact[] {
  const steps = arranged.get(place) ?? [];
  if (place.startsWith('Server/')) return [fact.free(place), fact.joined(place)];
  if (place.startsWith('Cluster/')) {
    return stopsOnly(application, question) ? [] : steps.map((_, index) => fact.step(place, index));
  }
  const first = firstChange(application, copies);
  if (copies.outlived.has(application)) return first;
  const joins = steps.flatMap(({ step }) => (step.type === 'join' ? [fact.joined(step.joiner.key)] : []));
  return [...first, ...joins];
}

/** Where it runs in between before it is stopped, those that leave then do not hold up what comes before. */
function firstChange(application: ResourceKey, { leaveFirst, staged }: CopyPlan): readonly Fact[] {
  const [sent, done] = [fact.deployed(application), fact.changed(application)];
  return staged.has(application) ? (leaveFirst.get(sent) ?? []) : (leaveFirst.get(done) ?? []);
}

function waitsOf(place: Place | undefined, moves: Moves, blocks: Blocks): readonly Waiting[] {
  if (place === undefined) return [];
  const own = blocks.places.get(place.key);
  if (own !== undefined) return own;
  if (place.wanted === null) return [];
  const arriving = place.wanted.flatMap(({ key }) =>
    moves.destinations.get(key) === place &&
    !place.there.some((one) => one.key === key && place.fate === 'stays' && !blocks.leaves.has(key))
      ? (blocks.joins.get(key) ?? [])
      : [],
  );
  const leaving = place.there.flatMap(({ key }) => blocks.leaves.get(key) ?? []);
  return [...arriving, ...leaving];
}
