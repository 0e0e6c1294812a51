/** The calls: a picture for each target, and all of them in order as a table, which says the same in words. */
import type { Call, RollbackCall } from '../../model/call.ts';
import type { Plan, PlannedTarget } from '../../model/plan.ts';
import { callsInOrder } from '../calls-in-order.ts';
import { effectLine } from '../effect-lines.ts';
import { addressOf } from '../names.ts';
import { count } from '../words.ts';
import { type CallGraph, createCallGraph } from './call-graph.ts';
import { graphSvg } from './graph-svg.ts';
import { html, type Markup } from './markup.ts';

/** Of the whole page, and of a target where there are many. */
const MOST_NODES = 120;
const MOST_OF_ONE = 8;

export function graphSection(plan: Plan, linkOf: (call: Call) => string): Markup | null {
  if (plan.calls.length === 0) return null;
  const busy = plan.targets.filter(({ name }) => plan.calls.some(({ target }) => target === name));
  const most = Math.max(MOST_OF_ONE, Math.floor(MOST_NODES / busy.length));
  return html`<section aria-labelledby="calls">
<h2 id="calls">Calls, and what waits for what</h2>
${busy.map((target, index) => {
  const graph = createCallGraph(
    plan.calls.filter(({ target: name }) => name === target.name),
    most,
  );
  return figure(graph, target, { index, linkOf, isOnly: busy.length === 1 });
})}
${legend()}
${table(plan)}
</section>
`;
}

interface FigureOptions {
  readonly index: number;
  readonly isOnly: boolean;
  readonly linkOf: (call: Call) => string;
}

function figure(graph: CallGraph, { name }: PlannedTarget, { index, isOnly, linkOf }: FigureOptions): Markup {
  const id = `graph-${index}`;
  const title = `Calls of ${name}, from left to right in the order of what waits for what`;
  return html`<figure>
${isOnly ? null : html`<h3>${name}</h3>`}
<a class="skip" href="#after-${id}">Skip this picture</a>
<div class="scroll" role="region" aria-label="Picture of the calls of ${name}" tabindex="0">${graphSvg({ graph, id, title, linkOf })}</div>
<figcaption id="after-${id}" tabindex="-1">${captionOf(graph)}</figcaption>
</figure>`;
}

function captionOf({ nodes, edges, leftOut }: CallGraph): string {
  const folded = nodes.filter(({ calls }) => calls.length > 1).length;
  return [
    edges.length === 0 ? 'No call waits for another.' : 'A line leads from a call to what waits for it.',
    ...(folded === 0 ? [] : ['Calls that are alike, and wait alike, are drawn as one.']),
    ...(leftOut === 0 ? [] : [`${count(leftOut, 'call is', 'calls are')} not drawn; the table has all.`]),
  ].join(' ');
}

function legend(): Markup {
  return html`<ul class="legend" aria-label="Shapes in the pictures">
<li><svg width="22" height="14" viewBox="0 0 22 14" aria-hidden="true"><path class="key" d="M1 1h20v12h-20Z"/></svg>disturbs nothing</li>
<li><svg width="22" height="14" viewBox="0 0 22 14" aria-hidden="true"><path class="key disturbing" d="M1 1h15l5 5v7h-20Z"/></svg>! restarts or interrupts</li>
<li><svg width="22" height="14" viewBox="0 0 22 14" aria-hidden="true"><path class="key final" d="M6 1h10l5 5v2l-5 5h-10l-5 -5v-2Z"/></svg>✕ cannot be undone</li>
</ul>`;
}

/** A reader looks through so many rows without being asked. */
const SHORT_TABLE = 12;

function table(plan: Plan): Markup {
  const calls = callsInOrder(plan);
  const hasWaves = calls.some(({ wave }) => wave !== 0);
  return html`<details class="fold"${calls.length <= SHORT_TABLE ? html` open` : null}>
<summary>${calls.length === 1 ? 'The call' : `All ${calls.length} calls in order`}</summary>
<div class="scroll" role="region" aria-label="Table of all calls" tabindex="0">
<table>
<thead><tr><th scope="col">Call</th><th scope="col">Does</th><th scope="col">Request</th>${hasWaves ? html`<th scope="col">Wave</th>` : null}<th scope="col">Waits for</th><th scope="col">Disturbs</th></tr></thead>
<tbody>
${calls.map((call) => row(call, plan, hasWaves ? html`<td>${call.wave}</td>` : null))}</tbody>
</table>
</div>
</details>`;
}

function row(call: Call | RollbackCall, plan: Plan, wave: Markup | null): Markup {
  const { id, target, key, verb, method, path, effects } = call;
  const address = addressOf(plan, target, key);
  return html`<tr id="call-${id}" tabindex="-1"><th scope="row">${id}</th><td>${verb}: <span class="name">${address}</span></td><td><code>${method} ${path}</code></td>${wave}<td>${waitingOf(call)}</td><td>${effectLine(effects, key) ?? 'nothing'}</td></tr>
`;
}

function waitingOf(call: Call | RollbackCall): readonly Markup[] | string {
  const waits = call.waitsFor.map(
    (id, index) => html`${index === 0 ? '' : ', '}<a href="#call-${id}">${id}</a>`,
  );
  if ('onFailureOf' in call)
    return [html`sent only if <a href="#call-${call.onFailureOf}">${call.onFailureOf}</a> fails`];
  return waits.length === 0 ? 'nothing' : waits;
}
