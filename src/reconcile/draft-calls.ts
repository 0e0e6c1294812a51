/**
 * Asks the kinds for calls until nobody needs what nobody gives.
 *
 * A kind drafts under the assumption that every fact it needs will be given by some other call. Where no draft
 * gives it, or drafts wait for each other in a circle, the fact is impossible; the kinds are asked again with
 * that knowledge and turn the parts that relied on it into parts that wait. The set of impossible facts only
 * grows, so that this ends.
 */

import type { GoalId } from '../model/call.ts';
import { type Comparison, type DeclaredComparison, isActive } from '../model/comparison.ts';
import type { Alert, Draft, Drafted, Fact, World } from '../model/draft.ts';
import { MuleteerError } from '../model/errors.ts';
import { fact } from '../model/facts.ts';
import { groupBy } from '../model/group-by.ts';
import { LateId } from '../model/late-id.ts';
import type { Provider } from '../model/provider.ts';
import { type LiveResource, placeKey, type ResourceKey } from '../model/resource.ts';
import { findCircle } from './order-drafts.ts';

export interface DraftedChange {
  readonly comparison: Comparison;
  readonly drafted: Drafted;
}

export interface DraftInput {
  readonly provider: Pick<Provider, 'draft'>;
  readonly comparisons: readonly Comparison[];
  readonly live: readonly LiveResource[];
  readonly alerts: readonly Alert[];
  readonly prunes: boolean;
  readonly remembers: boolean;
}

export function draftCalls(input: DraftInput): readonly DraftedChange[] {
  if (input.comparisons.every(isDone))
    return input.comparisons.map((comparison) => ({ comparison, drafted: NOTHING }));
  const impossible = new Set<Fact>();
  for (;;) {
    const drafted = draftOnce(input, impossible);
    const found = newlyImpossible(drafted, impossible);
    if (found.length === 0) return drafted;
    for (const fact of found) impossible.add(fact);
  }
}

function draftOnce(input: DraftInput, impossible: ReadonlySet<Fact>): readonly DraftedChange[] {
  const comparisons = input.comparisons.map((one) => effective(one, impossible));
  const world = worldOf({ ...input, comparisons }, impossible);
  return comparisons.map((comparison) => ({
    comparison,
    drafted: draftOne(input.provider, comparison, world),
  }));
}

/** A resource that is as declared may still take part in what others need; where all are, there is nothing to ask. */
function isDone({ action, obstacle, withheld }: Comparison): boolean {
  return action === 'keep' && obstacle === null && withheld === null;
}

/** A resource goes down with its place only if the place can be made again. */
function effective(comparison: Comparison, impossible: ReadonlySet<Fact>): Comparison {
  if (comparison.desired === null) return comparison;
  const { instead, desired } = comparison;
  const { place } = desired.identity;
  return instead !== null && place !== null && impossible.has(fact.exists(placeKey(place)))
    ? instead
    : comparison;
}

const NOTHING: Drafted = { drafts: [], waiting: [], through: [], diagnostics: [] };

function draftOne(provider: Pick<Provider, 'draft'>, comparison: Comparison, world: World): Drafted {
  if (comparison.obstacle !== null) return { ...NOTHING, waiting: [comparison.obstacle] };
  return isActive(comparison) ? provider.draft(comparison, world) : NOTHING;
}

function newlyImpossible(changes: readonly DraftedChange[], known: ReadonlySet<Fact>): readonly Fact[] {
  const drafts = changes.flatMap(({ drafted }) => drafted.drafts);
  const given = new Set(drafts.flatMap(({ gives }) => gives));
  const asked = [
    ...drafts.flatMap(({ needs }) => needs),
    ...changes.flatMap(({ drafted }) => drafted.through),
  ];
  const missing = asked.filter((fact) => !given.has(fact) && !known.has(fact));
  if (missing.length > 0) return missing;
  const circle = findCircle(drafts);
  if (circle === null) return [];
  if (circle.fact === null || known.has(circle.fact)) throw circular(drafts);
  return [circle.fact];
}

function circular(drafts: readonly Draft[]): MuleteerError {
  const verbs = drafts.map(({ verb, path }) => `${verb} (${path})`).join(', ');
  return new MuleteerError('bug', `the calls of this plan wait for each other in a circle: ${verbs}`);
}

function worldOf(input: DraftInput, impossible: ReadonlySet<Fact>): World {
  const { comparisons, live, alerts, prunes, remembers } = input;
  const byKey = new Map(comparisons.map((comparison) => [comparison.key, comparison]));
  const declared = comparisons.filter((one): one is DeclaredComparison => one.desired !== null);
  const byKind = groupBy(live, ({ identity }) => identity.kind);
  const comparisonsByKind = groupBy(comparisons, ({ kind }) => kind);
  const liveAt = groupBy(live, ({ identity }) => (identity.place === null ? '' : placeKey(identity.place)));
  const declaredAt = groupBy(declared, ({ desired: { identity } }) =>
    identity.place === null ? '' : placeKey(identity.place),
  );
  const moves = new Map(
    declared.flatMap((one) =>
      one.movedFrom === null || !isActive(one) ? [] : [[one.movedFrom.key, one] as const],
    ),
  );
  return {
    prunes,
    remembers,
    comparison: (key) => byKey.get(key),
    comparisons: (kind) => comparisonsByKind.get(kind) ?? [],
    live: (kind) => byKind.get(kind) ?? [],
    liveAt: (place) => liveAt.get(place) ?? [],
    declaredAt: (place) => declaredAt.get(place) ?? [],
    moveOf: (key) => moves.get(key),
    idOf: (key) => idOf(key, byKey, impossible),
    impossible: (fact) => impossible.has(fact),
    alerts,
  };
}

/** A stranger's id is looked up by whoever found it; here only what the manifests speak of is asked for. */
function idOf(
  key: ResourceKey,
  byKey: ReadonlyMap<ResourceKey, Comparison>,
  impossible: ReadonlySet<Fact>,
): GoalId {
  const comparison = byKey.get(key);
  const replaces =
    comparison?.action === 'replace' && isActive(comparison) && !impossible.has(fact.exists(key));
  return (replaces ? null : comparison?.live?.id) ?? new LateId(key);
}
