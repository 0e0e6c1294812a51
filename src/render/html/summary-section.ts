/** What the plan adds up to: what stops an apply, what it costs and disturbs, and what somebody should know. */
import type { Effect, EffectClass } from '../../model/call.ts';
import type { Plan } from '../../model/plan.ts';
import { type Finding, findingsOf } from '../findings.ts';
import { shortNames } from '../names.ts';
import { headline } from '../plan-totals.ts';
import type { PlanView } from '../plan-view.ts';
import { count } from '../words.ts';
import { EFFECT_CLASSES, EFFECT_NAMES } from './effect-names.ts';
import { html, type Markup } from './markup.ts';

export function summarySection(view: PlanView, title = 'Summary'): Markup {
  const { plan } = view;
  const told = findingsOf(plan).filter(({ rule }) => /^(guard|policy|diagnostic)\//.test(rule));
  const stops = told.filter(({ level, rule }) => level === 'error' && !rule.startsWith('diagnostic/'));
  const notes = told.filter((finding) => !stops.includes(finding));
  return html`<section aria-labelledby="summary">
<h2 id="summary">${title}</h2>
<p class="headline">${headline(plan)}</p>
${stops.length === 0 ? null : refusal(stops)}${plan.calls.length === 0 ? null : costs(view)}${disturbances(plan)}</section>
${notes.length === 0 ? null : notices(notes)}`;
}

function refusal(stops: readonly Finding[]): Markup {
  return html`<div class="refused">
<h3>Apply will be refused</h3>
${findings(stops)}</div>
`;
}

const FEW = 10;

function notices(notes: readonly Finding[]): Markup {
  const title = `${count(notes.length, 'warning or note', 'warnings and notes')}`;
  return html`<section aria-labelledby="notes">
<h2 id="notes">Warnings</h2>
${
  notes.length <= FEW
    ? findings(notes)
    : html`<details class="fold"><summary>${title}</summary>
${findings(notes)}</details>`
}
</section>
`;
}

function findings(all: readonly Finding[]): Markup {
  return html`<ul class="findings" role="list">
${all.map((finding) => {
  const { level, message } = finding;
  const text = message.replace(/^apply will be refused: /, '');
  return html`<li class="${level}"><span class="level">${level}</span> <div><p>${text}</p><p class="muted">${whereabouts(finding)}</p></div></li>
`;
})}</ul>
`;
}

/** What it is about, its line, and what to do. */
function whereabouts({ address, origin, hint }: Finding): string {
  const place = origin === null ? '' : `${origin.file}:${origin.line}`;
  // A policy about the whole plan has no other line than its own.
  const told = hint?.endsWith(place) === true ? '' : place;
  return [address ?? '', told, hint ?? ''].filter((text) => text !== '').join(' · ');
}

function costs({ plan, waves }: PlanView): Markup {
  const { calls, server_restarts: restarts, app_interruptions: interruptions, irreversible } = plan.summary;
  const numbers: readonly (readonly [number, string])[] = [
    [calls, `${calls === 1 ? 'call' : 'calls'}${waves < 2 ? '' : ` in ${waves} waves`}`],
    [restarts, restarts === 1 ? 'server restarts' : 'servers restart'],
    [interruptions, interruptions === 1 ? 'application interrupted' : 'applications interrupted'],
    [irreversible, 'cannot be undone'],
  ];
  return html`<ul class="costs" role="list">
${numbers.map(
  ([number, label]) => html`<li class="${number === 0 ? 'zero' : 'some'}"><b>${number}</b> ${label}</li>
`,
)}</ul>
`;
}

/** Each class with whom it meets; of many, the first. */
function disturbances({ calls }: Plan): Markup | null {
  const effects = calls.flatMap((call) => call.effects);
  const rows = EFFECT_CLASSES.flatMap((name) => {
    const own = effects.filter((effect) => effect.class === name);
    return own.length === 0 ? [] : disturbance(name, own);
  });
  return rows.length === 0
    ? null
    : html`<h3>What it disturbs</h3>
<dl class="disturbances">
${rows}</dl>
`;
}

const NAMED = 12;

function disturbance(name: EffectClass, own: readonly Effect[]): Markup {
  const subjects = [...new Set(own.map(({ subject }) => subject))];
  const more = subjects.length - NAMED;
  const isFinal = own.some(({ reversible }) => !reversible);
  return html`<div${isFinal ? html` class="final"` : null}><dt>${EFFECT_NAMES[name]}${isFinal ? ', cannot be undone' : ''}</dt><dd>${shortNames(subjects.slice(0, NAMED))}${more > 0 ? `, and ${more} more` : ''}</dd></div>
`;
}
