/**
 * What waits for what in one target, as nodes and edges small enough to be drawn. A call stands in the column behind
 * everything that it waits for; a wave begins behind all of the wave before it. In a large plan, calls that do the
 * same, wait for the same and are waited for by the same are one node; what is still too much is left to the table.
 */
import type { Call } from '../../model/call.ts';
import { groupBy } from '../../model/group-by.ts';
import { identityOf } from '../../model/resource.ts';

export interface GraphNode {
  /** At least one; several that are alike. */
  readonly calls: readonly Call[];
  readonly column: number;
  readonly wave: number;
}

export interface Edge {
  readonly from: GraphNode;
  readonly to: GraphNode;
}

export interface CallGraph {
  readonly nodes: readonly GraphNode[];
  /** Without those that follow from others. */
  readonly edges: readonly Edge[];
  readonly waves: readonly number[];
  /** How many calls have no node. */
  readonly leftOut: number;
}

/** A reader can look at so many calls one by one. */
const FEW = 24;
const ALIKE = 4;

/** @param most nodes that may be drawn */
export function createCallGraph(calls: readonly Call[], most: number): CallGraph {
  const columns = columnsOf(calls);
  const all = fold(calls, columns);
  // Whatever a call waits for stands before it, so that no drawn node loses an edge to one that is not.
  const nodes = all.slice(0, most);
  return {
    nodes,
    edges: edgesBetween(nodes),
    waves: wavesOf(calls),
    leftOut: all.slice(most).reduce((sum, node) => sum + node.calls.length, 0),
  };
}

function wavesOf(calls: readonly Call[]): readonly number[] {
  return [...new Set(calls.map(({ wave }) => wave))].sort((a, b) => a - b);
}

function columnsOf(calls: readonly Call[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  for (const wave of wavesOf(calls)) {
    const first = columns.size === 0 ? 0 : Math.max(...columns.values()) + 1;
    for (const { id, waitsFor } of calls.filter((call) => call.wave === wave)) {
      columns.set(id, Math.max(first, ...waitsFor.map((other) => (columns.get(other) ?? -1) + 1)));
    }
  }
  return columns;
}

function fold(calls: readonly Call[], columns: ReadonlyMap<string, number>): readonly GraphNode[] {
  const nodeOf = (own: readonly Call[]): readonly GraphNode[] =>
    own.slice(0, 1).map(({ id, wave }) => ({ calls: own, column: columns.get(id) ?? 0, wave }));
  if (calls.length <= FEW) return calls.flatMap((call) => nodeOf([call]));
  const followers = groupBy(
    calls.flatMap(({ id, waitsFor }) => waitsFor.map((other) => ({ id, other }))),
    ({ other }) => other,
  );
  const likeness = ({ id, key, verb, method, wave, waitsFor, effects }: Call): string =>
    JSON.stringify([
      [wave, identityOf(key).kind, verb, method],
      [...waitsFor].sort(),
      (followers.get(id) ?? []).map((one) => one.id),
      [...new Set(effects.map(({ class: name, reversible }) => `${name} ${reversible}`))].sort(),
    ]);
  const alike = groupBy(calls, likeness);
  const folded = new Set<string>();
  return calls.flatMap((call) => {
    if (folded.has(call.id)) return [];
    const own = alike.get(likeness(call)) ?? [];
    if (own.length < ALIKE) return nodeOf([call]);
    for (const { id } of own) folded.add(id);
    return nodeOf(own);
  });
}

function edgesBetween(nodes: readonly GraphNode[]): readonly Edge[] {
  const nodeOf = new Map(nodes.flatMap((node) => node.calls.map(({ id }) => [id, node] as const)));
  const reached = new Map<GraphNode, ReadonlySet<GraphNode>>();
  return nodes.flatMap((to) => {
    const before = new Set(
      to.calls.flatMap(({ waitsFor }) => waitsFor.flatMap((id) => nodeOf.get(id) ?? [])),
    );
    const behind = new Set([...before].flatMap((node) => [...(reached.get(node) ?? [])]));
    reached.set(to, new Set([...before, ...behind]));
    return [...before].filter((from) => !behind.has(from)).map((from) => ({ from, to }));
  });
}
