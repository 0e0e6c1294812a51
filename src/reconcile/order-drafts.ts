/** Which draft goes before which, from the facts that they give and need. */
import type { Draft, Fact } from '../model/draft.ts';

/** Draft → the drafts that must have finished before it may be sent. */
export type Edges = ReadonlyMap<Draft, ReadonlySet<Draft>>;

export function edgesBetween(drafts: readonly Draft[]): Edges {
  const givers = giversOf(drafts);
  return new Map(
    drafts.map((draft) => {
      const first = [...draft.needs, ...draft.after].flatMap((fact) => givers.get(fact) ?? []);
      return [draft, new Set(first.filter((giver) => giver !== draft))] as const;
    }),
  );
}

/**
 * The drafts in an order that keeps every edge; among those that could come next, the first of the given order.
 * Expects no circle.
 */
export function orderDrafts(drafts: readonly Draft[], edges: Edges): readonly Draft[] {
  const rank = new Map(drafts.map((draft, index) => [draft, index]));
  const ordered: Draft[] = [];
  const placed = new Set<Draft>();
  const visit = (draft: Draft): void => {
    if (placed.has(draft)) return;
    placed.add(draft);
    const before = [...(edges.get(draft) ?? [])];
    for (const first of before.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))) visit(first);
    ordered.push(draft);
  };
  for (const draft of drafts) visit(draft);
  return ordered;
}

/**
 * The wave that each draft goes in: its own, or that of the last which it waits for. So a wave never waits for what
 * only a later one gives.
 *
 * @param ordered in an order that keeps every edge
 */
export function liftWaves(
  ordered: readonly Draft[],
  edges: Edges,
  own: ReadonlyMap<Draft, number>,
): ReadonlyMap<Draft, number> {
  const waves = new Map<Draft, number>();
  for (const draft of ordered) {
    let wave = own.get(draft) ?? 0;
    for (const first of edges.get(draft) ?? []) wave = Math.max(wave, waves.get(first) ?? wave);
    waves.set(draft, wave);
  }
  return waves;
}

/**
 * Of the drafts that one waits for, those that no other of them waits for already: what a reader must know.
 *
 * @param rank the place of each draft in the order of the plan
 */
export function withoutImplied(
  first: readonly Draft[],
  edges: Edges,
  rank: ReadonlyMap<Draft, number>,
): readonly Draft[] {
  if (first.length < 2) return first;
  const rankOf = (draft: Draft): number => rank.get(draft) ?? 0;
  const inOrder = [...first].sort((a, b) => rankOf(a) - rankOf(b));
  const earliest = rankOf(inOrder[0] as Draft);
  const implied = new Set<Draft>();
  const visit = (draft: Draft): void => {
    for (const before of edges.get(draft) ?? []) {
      if (implied.has(before) || rankOf(before) < earliest) continue;
      implied.add(before);
      visit(before);
    }
  };
  for (const draft of [...inOrder].reverse()) if (!implied.has(draft)) visit(draft);
  return inOrder.filter((draft) => !implied.has(draft));
}

/** Drafts that wait for each other, by a need of one of them; `fact` is null where they only come `after`. */
export interface Circle {
  readonly fact: Fact | null;
}

export function findCircle(drafts: readonly Draft[]): Circle | null {
  const edges = edgesBetween(drafts);
  const done = new Set<Draft>();
  const open: Draft[] = [];
  const visit = (draft: Draft): Circle | null => {
    if (done.has(draft)) return null;
    const start = open.indexOf(draft);
    if (start >= 0) return { fact: needAmong(open.slice(start)) };
    open.push(draft);
    for (const first of edges.get(draft) ?? []) {
      const found = visit(first);
      if (found !== null) return found;
    }
    open.pop();
    done.add(draft);
    return null;
  };
  for (const draft of drafts) {
    const found = visit(draft);
    if (found !== null) return found;
  }
  return null;
}

function needAmong(circle: readonly Draft[]): Fact | null {
  const given = new Set(circle.flatMap(({ gives }) => gives));
  return circle.flatMap(({ needs }) => needs).find((one) => given.has(one)) ?? null;
}

function giversOf(drafts: readonly Draft[]): ReadonlyMap<Fact, readonly Draft[]> {
  const givers = new Map<Fact, Draft[]>();
  for (const draft of drafts) {
    for (const fact of draft.gives) givers.set(fact, [...(givers.get(fact) ?? []), draft]);
  }
  return givers;
}
