/** The search and the filters, each with how many changes it would leave. Hidden until the script can answer them. */
import type { Change } from '../../model/change.ts';
import type { PlanView } from '../plan-view.ts';
import { ACTION_NAMES, STATUS_NAMES } from './change-item.ts';
import { EFFECT_CLASSES, EFFECT_NAMES } from './effect-names.ts';
import { html, type Markup } from './markup.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

export function filters(changes: readonly Change[], view: PlanView): Markup {
  return html`<form id="filters" role="search" aria-label="Search the changes" hidden>
<label for="search">Search</label> <input id="search" type="search" autocomplete="off" spellcheck="false" aria-describedby="keys"> <button type="button" id="clear">Clear</button> <span id="found" role="status"></span>
</form>
<div id="facets" role="group" aria-label="Filter the changes" hidden>
<p id="keys" class="muted">Name, kind, address, file or field. <kbd>/</kbd> goes to the search, <kbd>Esc</kbd> clears it.</p>
${group(
  'action',
  'Action',
  byProperty(changes, ACTION_NAMES, ({ action }) => action),
)}${group(
  'status',
  'Status',
  byProperty(changes, STATUS_NAMES, ({ status }) => status),
)}${group('effect', 'Disturbs', byEffect(changes, view))}${group('target', 'Target', byTarget(changes, view))}<p class="folds"><button type="button" id="unfold">Open all</button> <button type="button" id="fold">Close all</button></p>
</div>
`;
}

/** One choice is none. */
function group(name: string, legend: string, choices: readonly Choice[]): Markup | null {
  const least = name === 'effect' ? 1 : 2;
  if (choices.length < least) return null;
  return html`<fieldset><legend>${legend}</legend>
${choices.map(
  ({
    value,
    label,
    count,
  }) => html`<label><input type="checkbox" form="filters" name="${name}" value="${value}"> ${label} <span class="count">${count}</span></label>
`,
)}</fieldset>
`;
}

function byProperty<Value extends string>(
  changes: readonly Change[],
  names: Readonly<Record<Value, string>>,
  choose: (change: Change) => Value,
): readonly Choice[] {
  const choices = (Object.keys(names) as Value[]).map((value) => ({
    value,
    label: names[value],
    count: changes.filter((change) => choose(change) === value).length,
  }));
  return choices.filter(({ count }) => count > 0);
}

function byEffect(changes: readonly Change[], view: PlanView): readonly Choice[] {
  const all = changes.map(({ calls }) => view.calls(calls).flatMap(({ effects }) => effects));
  const classes = EFFECT_CLASSES.map((name) => ({
    value: name as string,
    label: EFFECT_NAMES[name],
    count: all.filter((effects) => effects.some((effect) => effect.class === name)).length,
  }));
  const final = all.filter((effects) => effects.some(({ reversible }) => !reversible)).length;
  return [...classes, { value: 'final', label: 'cannot be undone', count: final }].filter(
    ({ count }) => count > 0,
  );
}

function byTarget(changes: readonly Change[], { plan }: PlanView): readonly Choice[] {
  return plan.targets
    .map(({ name }, index) => ({
      value: String(index),
      label: name,
      count: changes.filter(({ target }) => target === name).length,
    }))
    .filter(({ count }) => count > 0);
}
