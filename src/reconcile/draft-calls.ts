/**
 * Asks the kinds for calls until nobody needs what nobody gives.
 *
 * A kind drafts under the assumption that every fact it needs will be given by some other call. Where no draft
 * gives it, or drafts wait for each other in a circle, the fact is impossible; the kinds are asked again with
 * that knowledge and turn the parts that relied on it into parts that wait. The set of impossible facts only
 * grows, so that this ends.
 */

import type { Comparison } from '../model/comparison.ts';
import type { Alert, Draft, Drafted, Fact, World } from '../model/draft.ts';
import { groupBy } from '../model/group-by.ts';
import type { Provider } from '../model/provider.ts';
import type { LiveResource, RemoteId, ResourceKey } from '../model/resource.ts';
import { lateToken } from './late-ids.ts';
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
}

export function draftCalls(input: DraftInput): readonly DraftedChange[] {
  const impossible = new Set<Fact>();
  for (;;) {
    const drafted = draftOnce(input, impossible);
    const found = newlyImpossible(
      drafted.flatMap(({ drafted: { drafts } }) => drafts),
      impossible,
    );
    if (found.length === 0) return drafted;
    for (const fact of found) impossible.add(fact);
  }
}

function draftOnce(input: DraftInput, impossible: ReadonlySet<Fact>): readonly DraftedChange[] {
  const world = worldOf(input, impossible);
  return input.comparisons.map((comparison) => ({
    comparison,
    drafted: draftOne(input.provider, comparison, world),
  }));
}

function draftOne(provider: Pick<Provider, 'draft'>, comparison: Comparison, world: World): Drafted {
  if (comparison.obstacle !== null) return { drafts: [], waiting: [comparison.obstacle] };
  if (!comparison.desired.selected) return { drafts: [], waiting: [] };
  return provider.draft(comparison, world);
}

function newlyImpossible(drafts: readonly Draft[], known: ReadonlySet<Fact>): readonly Fact[] {
  const given = new Set(drafts.flatMap(({ gives }) => gives));
  const asked = drafts.flatMap(({ needs, together }) => [...needs, ...together]);
  const missing = asked.filter((fact) => !given.has(fact) && !known.has(fact));
  if (missing.length > 0) return missing;
  const circle = findCircle(drafts);
  return circle === null || known.has(circle) ? [] : [circle];
}

function worldOf({ comparisons, live, alerts }: DraftInput, impossible: ReadonlySet<Fact>): World {
  const byKey = new Map(comparisons.map((comparison) => [comparison.key, comparison]));
  const byKind = groupBy(live, ({ identity }) => identity.kind);
  const comparisonsByKind = groupBy(comparisons, ({ kind }) => kind);
  return {
    comparison: (key) => byKey.get(key),
    comparisons: (kind) => comparisonsByKind.get(kind) ?? [],
    live: (kind) => byKind.get(kind) ?? [],
    idOf: (key) => idOf(key, byKey),
    impossible: (fact) => impossible.has(fact),
    alerts,
  };
}

function idOf(key: ResourceKey, byKey: ReadonlyMap<ResourceKey, Comparison>): RemoteId {
  const comparison = byKey.get(key);
  const live = comparison?.action === 'replace' ? null : comparison?.live;
  return live?.id ?? lateToken(key);
}
