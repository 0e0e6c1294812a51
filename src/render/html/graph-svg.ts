/** The picture of one target's calls. Shape, sign and words say what a call disturbs; colour only repeats it. */
import type { Call } from '../../model/call.ts';
import { identityOf } from '../../model/resource.ts';
import { cut } from '../printable.ts';
import { count, list } from '../words.ts';
import type { CallGraph, Edge, GraphNode } from './call-graph.ts';
import { type Gravity, gravityOf, shortEffects } from './effect-names.ts';
import { type Layout, layOut, type Placed } from './graph-layout.ts';
import { html, type Markup } from './markup.ts';

const NODE = { width: 254, height: 58 } as const;
const GAP = { across: 32, down: 14 } as const;
const MARGIN = 12;
const LABEL = 24;
/** Of the letters of a node, which are all equally wide. */
const LETTERS = 34;

export interface GraphPicture {
  readonly graph: CallGraph;
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** Where a node leads. */
  readonly linkOf: (call: Call) => string;
}

export function graphSvg(picture: GraphPicture): Markup {
  const { graph, id, title } = picture;
  const layout = layOut(graph);
  const at = placing(graph, layout);
  const width = 2 * MARGIN + layout.columns * (NODE.width + GAP.across) - GAP.across;
  const height = at.top(layout.rows) - GAP.down + MARGIN;
  const points = new Map(layout.placed.map((one) => [one.node, at.point(one)]));
  return html`<svg class="graph" role="group" aria-labelledby="${id}-title" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title id="${id}-title">${title}</title>
${graph.waves.length < 2 ? null : bands(graph, layout, height)}
${laneLabels(layout, at)}
${graph.edges.map((edge) => edgePath(edge, points))}
${layout.placed.map(({ node }) => drawnNode(node, points.get(node) ?? ORIGIN, picture))}
</svg>`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const ORIGIN: Point = { x: 0, y: 0 };

interface Placing {
  top(row: number): number;
  point(placed: Placed): Point;
}

function laneLabels({ looseFrom, boundFrom }: Layout, at: Placing): readonly Markup[] {
  if (looseFrom === null) return [];
  const label = (row: number, text: string): Markup =>
    html`<text class="lane" x="${MARGIN}" y="${at.top(row) - 8}">${text}</text>`;
  return [
    label(looseFrom, 'Wait for nothing, and nothing waits for them'),
    label(boundFrom, 'Wait for others, or are waited for'),
  ];
}

function placing(graph: CallGraph, { looseFrom, boundFrom }: Layout): Placing {
  // One label above each part, or the names of the waves.
  const labelled = looseFrom === null ? [] : [looseFrom, boundFrom];
  const first = MARGIN + (graph.waves.length < 2 ? 0 : LABEL);
  const top = (row: number): number =>
    first + row * (NODE.height + GAP.down) + LABEL * labelled.filter((from) => row >= from).length;
  return { top, point: ({ column, row }) => ({ x: left(column), y: top(row) }) };
}

function left(column: number): number {
  return MARGIN + column * (NODE.width + GAP.across);
}

function bands({ nodes, waves }: CallGraph, { columns }: Layout, height: number): readonly Markup[] {
  const firsts = waves.map((wave) =>
    Math.min(...nodes.filter((node) => node.wave === wave).map(({ column }) => column)),
  );
  return waves.flatMap((wave, index) => {
    const from = firsts[index] ?? Number.POSITIVE_INFINITY;
    // All of it may be beyond what is drawn.
    if (!Number.isFinite(from)) return [];
    const next = firsts[index + 1] ?? columns;
    const x = left(from) - MARGIN;
    const width = left(Math.min(next, columns)) - MARGIN - x;
    return html`<rect class="band${index % 2 === 0 ? ' even' : ''}" x="${x}" y="0" width="${width}" height="${height}"/><text class="lane" x="${x + MARGIN}" y="20">wave ${wave}</text>`;
  });
}

function edgePath({ from, to }: Edge, points: ReadonlyMap<GraphNode, Point>): Markup {
  const [a, b] = [points.get(from) ?? ORIGIN, points.get(to) ?? ORIGIN];
  const start = { x: a.x + NODE.width, y: a.y + NODE.height / 2 };
  const end = { x: b.x, y: b.y + NODE.height / 2 };
  const bend = GAP.across / 2;
  return html`<path class="edge" d="M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x - 7} ${end.y}"/><path class="head" d="M${end.x - 8} ${end.y - 4}L${end.x} ${end.y}L${end.x - 8} ${end.y + 4}Z"/>`;
}

function drawnNode(node: GraphNode, { x, y }: Point, { linkOf }: GraphPicture): Markup {
  const [call] = node.calls;
  if (call === undefined) return html``;
  const effects = node.calls.flatMap((one) => one.effects);
  const gravity = gravityOf(effects);
  const lines = linesOf(node, call);
  const first = y + NODE.height / 2 - (lines.length - 1) * 8 + 4;
  const link = node.calls.length === 1 ? linkOf(call) : '#changes';
  return html`<a class="node ${gravity}" href="${link}"><title>${spoken(node, call)}</title><path class="shape" d="${outline(gravity, x, y)}"/>${lines.map((line, index) => html`<text class="${line.role}" x="${x + 12}" y="${first + index * 16}">${cut(line.text, LETTERS)}</text>`)}</a>
`;
}

interface NodeLine {
  readonly role: 'does' | 'whom' | 'disturbs';
  readonly text: string;
}

const SIGNS: Readonly<Record<Gravity, string>> = { calm: '', disturbing: '! ', final: '✕ ' };

function linesOf({ calls }: GraphNode, call: Call): readonly NodeLine[] {
  const effects = calls.flatMap((one) => one.effects);
  const disturbs = shortEffects(effects);
  const { kind, name } = identityOf(call.key);
  const isOne = calls.length === 1;
  return [
    { role: 'does', text: isOne ? `${call.id} ${call.verb}` : `${calls.length} × ${call.verb}` },
    { role: 'whom', text: isOne ? `${kind} ${name}` : count(calls.length, kind) },
    ...(disturbs === ''
      ? []
      : [{ role: 'disturbs', text: `${SIGNS[gravityOf(effects)]}${disturbs}` } as const]),
  ];
}

/** What a screen reader says, and a pointer that rests on the node: nothing of it is cut. */
function spoken(node: GraphNode, call: Call): string {
  const [does = '', ...more] = linesOf(node, call).map(({ text }) => text);
  const waits =
    call.waitsFor.length === 0
      ? 'waits for nothing'
      : `waits for ${call.waitsFor.length > 5 ? count(call.waitsFor.length, 'call') : list(call.waitsFor)}`;
  return [does, ...more, waits].join(', ');
}

/** A plain box; one with a corner cut off; one with all four. */
function outline(gravity: Gravity, x: number, y: number): string {
  const { width: w, height: h } = NODE;
  const c = 10;
  switch (gravity) {
    case 'calm':
      return `M${x} ${y}h${w}v${h}h${-w}Z`;
    case 'disturbing':
      return `M${x} ${y}h${w - c}l${c} ${c}v${h - c}h${-w}Z`;
    case 'final':
      return `M${x + c} ${y}h${w - 2 * c}l${c} ${c}v${h - 2 * c}l${-c} ${c}h${2 * c - w}l${-c} ${-c}v${2 * c - h}Z`;
  }
}
