/** One change as an item of the list: a line that says enough, and below it what it consists of. */
import type { Call, RollbackCall } from '../../model/call.ts';
import type { Action, Cause, Change, ChangeStatus, FieldChange } from '../../model/change.ts';
import { CAUSE_NOTES, storyOf } from '../change-lines.ts';
import { markOf } from '../change-marks.ts';
import { formerOf, nameOf, notDone, waveOf, whereOf } from '../change-title.ts';
import { effectLine } from '../effect-lines.ts';
import { toldFields } from '../field-lines.ts';
import type { PlanView } from '../plan-view.ts';
import { reasonsOf } from '../reason-lines.ts';
import { list } from '../words.ts';
import { EFFECT_CLASSES } from './effect-names.ts';
import { fieldDiff } from './field-diff.ts';
import { html, type Markup } from './markup.ts';

export const STATUS_NAMES: Readonly<Record<ChangeStatus, string>> = {
  planned: 'planned',
  blocked: 'waits',
  held: 'held',
  retained: 'stays',
};

export const ACTION_NAMES: Readonly<Record<Action, string>> = {
  create: 'create',
  update: 'update',
  replace: 'replace',
  delete: 'delete',
  keep: 'unchanged',
};

export const CAUSE_NAMES: Readonly<Record<Cause, string>> = {
  intent: 'asked for in git',
  drift: 'changed outside git',
  conflict: 'changed in git and outside',
  adopt: 'first seen, never applied from here',
  dependency: 'goes along with another change',
};

export interface ItemOptions {
  readonly view: PlanView;
  /** Which of its target's names, among the filters. */
  readonly target: number;
  readonly id: string;
  readonly isOpen: boolean;
}

export function changeItem(change: Change, { view, target, id, isOpen }: ItemOptions): Markup {
  const effects = view.calls(change.calls).flatMap((call) => call.effects);
  const disturbs = effectLine(effects, change.key);
  const isFinal = effects.some(({ reversible }) => !reversible);
  const classes = new Set(effects.map((effect) => effect.class));
  const facets = [...EFFECT_CLASSES.filter((name) => classes.has(name)), ...(isFinal ? ['final'] : [])];
  return html`<li class="change" id="${id}" data-action="${change.action}" data-status="${change.status}" data-effect="${facets.join(' ')}" data-target="${target}">
<details${isOpen ? html` open` : null}>
<summary>${title(change, view)}${
    disturbs === null
      ? null
      : html`
<span class="disturbs${isFinal ? ' final' : ''}"><span aria-hidden="true">${isFinal ? '✕' : '!'}</span> ${disturbs}</span>`
  }</summary>
<div class="body">
<p class="meta"><code data-find>${change.address}</code> · ${facts(change)}</p>
${storyOf(change, view).map(
  (text) => html`<p data-find>${text}</p>
`,
)}${reasons(change)}${fields(change)}${calls(change, view)}</div>
</details>
</li>
`;
}

function title(change: Change, view: PlanView): Markup {
  const { action, kind, status } = change;
  const accent = status === 'planned' ? action : 'left';
  const marks = `${formerOf(change)}${waveOf(view.wavesOf(change))}${movedBy(change)}${stateOf(change)}`;
  return html`<span class="sign ${accent}" aria-hidden="true">${markOf(change)}</span><h4 data-find><span class="hidden">${STATUS_NAMES[status]}: ${ACTION_NAMES[action]} </span>${kind} <b>${nameOf(change)}</b>${marks === '' ? null : html`<span class="marks">${marks}</span>`}</h4>
<span class="where" data-find>${whereOf(change, view.isDrift)}</span>`;
}

/** Somebody else's doing has to be seen without opening it. */
function movedBy({ cause }: Change): string {
  return cause === 'drift' || cause === 'conflict' ? `, ${CAUSE_NAMES[cause]}` : '';
}

function stateOf(change: Change): string {
  return change.status === 'planned' ? '' : `, ${STATUS_NAMES[change.status]}${notDone(change)}`;
}

function facts({ action, status, cause }: Change): string {
  return [ACTION_NAMES[action], STATUS_NAMES[status], CAUSE_NAMES[cause]].join(' · ');
}

function reasons(change: Change): readonly Markup[] {
  return reasonsOf(change).map(
    ({ label, text }) => html`<p class="reason" data-find><b>${label}</b> ${text}</p>
`,
  );
}

/** What a blocked change would do is not known before it can be planned. */
function fields({ action, status, fields: all }: Change): Markup | null {
  if (action === 'keep' || status === 'blocked') return null;
  const told = toldFields(all).flatMap((field) => fieldLines(field) ?? []);
  return told.length === 0
    ? null
    : html`<dl class="fields" data-find>
${told}</dl>
`;
}

function fieldLines(field: FieldChange): Markup | null {
  const { path, gone, come, sealed, same } = fieldDiff(field);
  // What moves elsewhere is made anew, with values that stay as they were.
  if (gone.length + come.length + sealed.length === 0) return null;
  const notes = [CAUSE_NOTES[field.cause], field.held === true ? 'held' : ''].filter((note) => note !== '');
  return html`<div><dt>${path}${notes.length === 0 ? null : html` <span class="note">${notes.join(', ')}</span>`}</dt>
<dd>${gone.map((text) => html`<del><span class="hidden">before: </span>${text}</del>`)}${come.map((text) => html`<ins><span class="hidden">after: </span>${text}</ins>`)}${sealed.map((text) => html`<span class="same">${text}</span>`)}${same === 0 ? null : html`<span class="same more">${same} unchanged</span>`}</dd></div>
`;
}

function calls(change: Change, view: PlanView): Markup | null {
  const own = view.calls([...change.calls, ...change.through, ...change.rollback]);
  return own.length === 0
    ? null
    : html`<ul class="calls" aria-label="Calls">
${own.map((call) => callLine(call))}</ul>
`;
}

function callLine(call: Call | RollbackCall): Markup {
  const { id, method, path, verb, waitsFor } = call;
  const waits = waitsFor.length === 0 ? '' : `, after ${list(waitsFor)}`;
  const when = 'onFailureOf' in call ? `, only if ${call.onFailureOf} fails` : waits;
  return html`<li><a href="#call-${id}">${id}</a> ${verb} <code>${method} ${path}</code>${when}</li>
`;
}
