/** Where the nodes of a picture stand: columns from left to right, what waits for nothing and nobody apart from them. */
import type { CallGraph, GraphNode } from './call-graph.ts';

export interface Placed {
  readonly node: GraphNode;
  readonly column: number;
  readonly row: number;
}

export interface Layout {
  readonly placed: readonly Placed[];
  /** The first row of those that wait for nothing; null where there is nothing to tell them from. */
  readonly looseFrom: number | null;
  /** The first row of those that are tied to others. */
  readonly boundFrom: number;
  readonly columns: number;
  readonly rows: number;
}

const WIDE = 4;

export function layOut(graph: CallGraph): Layout {
  const tied = new Set(graph.edges.flatMap(({ from, to }) => [from, to]));
  // In a band of its wave, a node keeps its column.
  const inBands = graph.waves.length > 1;
  const bound = stack(inBands ? graph.nodes : graph.nodes.filter((node) => tied.has(node)), graph);
  const loose = inBands ? [] : graph.nodes.filter((node) => !tied.has(node));
  const columns = Math.max(1, Math.min(WIDE, loose.length), ...bound.map(({ column }) => column + 1));
  const grid = loose.map((node, index) => ({
    node,
    column: index % columns,
    row: Math.floor(index / columns),
  }));
  // Little of the one part must not be looked for below much of the other.
  const looseFirst = rowsOf(grid) < rowsOf(bound);
  const looseFrom = looseFirst ? 0 : rowsOf(bound);
  const boundFrom = looseFirst ? rowsOf(grid) : 0;
  return {
    placed: [...lowered(bound, boundFrom), ...lowered(grid, looseFrom)],
    looseFrom: loose.length > 0 && bound.length > 0 ? looseFrom : null,
    boundFrom,
    columns,
    rows: rowsOf(bound) + rowsOf(grid),
  };
}

function lowered(placed: readonly Placed[], by: number): readonly Placed[] {
  return placed.map((one) => ({ ...one, row: one.row + by }));
}

/** Each beside what it waits for, as far as there is room: chains become straight lines. */
function stack(nodes: readonly GraphNode[], { edges }: CallGraph): readonly Placed[] {
  const rows = new Map<GraphNode, number>();
  const wish = (node: GraphNode): number => {
    const before = edges.filter(({ to }) => to === node).map(({ from }) => rows.get(from) ?? 0);
    return before.length === 0 ? 0 : before.reduce((sum, row) => sum + row, 0) / before.length;
  };
  const columns = [...new Set(nodes.map(({ column }) => column))].sort((a, b) => a - b);
  return columns.flatMap((column) => {
    let free = 0;
    const wishes = nodes.filter((node) => node.column === column).map((node) => ({ node, row: wish(node) }));
    return wishes
      .sort((a, b) => a.row - b.row)
      .map(({ node, row: wished }) => {
        const row = Math.max(free, Math.floor(wished));
        free = row + 1;
        rows.set(node, row);
        return { node, column, row };
      });
  });
}

function rowsOf(placed: readonly Placed[]): number {
  return Math.max(0, ...placed.map(({ row }) => row + 1));
}
