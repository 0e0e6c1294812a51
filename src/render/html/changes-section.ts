/** All changes, by target, below a search; then what a target has that no change shows. */
import type { Change } from '../../model/change.ts';
import type { PlannedTarget } from '../../model/plan.ts';
import type { PlanView } from '../plan-view.ts';
import { sideNotes } from '../side-lines.ts';
import { recordText } from '../target-lines.ts';
import { changeItem } from './change-item.ts';
import { filters } from './filters.ts';
import { html, type Markup } from './markup.ts';

/** So many can be read without opening them one by one. */
const FEW = 20;
/** From so many on, a browser draws only what is in sight. */
const LONG = 100;

export function changesSection(
  changes: readonly Change[],
  view: PlanView,
  idOf: (change: Change) => string,
): Markup {
  return html`<section aria-labelledby="changes">
<h2 id="changes">${view.isDrift ? 'What drifted' : 'Changes'}</h2>
${changes.length === 0 ? null : filters(changes, view)}<p id="none-found" hidden>No change fits the search and the filters.</p>
${view.plan.targets.map((target, index) => targetChanges(target, { changes, view, idOf, index }))}</section>
`;
}

interface Listing {
  readonly changes: readonly Change[];
  readonly view: PlanView;
  readonly idOf: (change: Change) => string;
  readonly index: number;
}

function targetChanges(target: PlannedTarget, { changes, view, idOf, index }: Listing): Markup {
  const own = changes.filter((change) => change.target === target.name);
  const isOpen = changes.length <= FEW;
  const items = own.map((change) => changeItem(change, { view, target: index, id: idOf(change), isOpen }));
  return html`<div class="${own.length === 0 ? 'target' : 'target target-changes'}">
<h3>${target.name} <span class="muted">· ${target.title} · ${recordText(target, view)}</span></h3>
${
  own.length === 0
    ? html`<p>${view.isDrift ? 'No drift' : 'Nothing to do'}</p>`
    : html`<ul class="${own.length < LONG ? 'changes' : 'changes long'}" role="list">
${items}</ul>`
}
${besides(target, view)}</div>
`;
}

function besides(target: PlannedTarget, view: PlanView): Markup | null {
  const notes = sideNotes(target, view);
  return notes.length === 0
    ? null
    : html`<dl class="besides">
${notes.map(
  ({ label, text }) => html`<div><dt>${label}</dt><dd>${text}</dd></div>
`,
)}</dl>
`;
}
