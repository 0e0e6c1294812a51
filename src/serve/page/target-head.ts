/** What is to be known first of a target: how it is, what its last turn came to, and when the next one is. */
import type { TargetStatus, TurnSummary } from '../../model/loop-status.ts';
import { html, type Markup } from '../../render/html/markup.ts';
import { count } from '../../render/words.ts';
import { commitMark, proseMark, signMark, timeMark } from './shown-parts.ts';
import { HEALTH, OUTCOMES, TARGET_SYNC, TRIGGERS } from './status-words.ts';

export function targetHead(target: TargetStatus): Markup {
  const { name, kind, title, sync, health, last } = target;
  return html`<div id="head" data-live>
<h1>${name} <span class="muted">${title ?? kind}</span></h1>
<p class="headline">${signMark(TARGET_SYNC[sync])} ${signMark(HEALTH[health])}</p>
<dl class="facts">
<div><dt>Last turn</dt><dd>${last === null ? 'none yet' : lastTurn(last)}</dd></div>
<div><dt>Next turn</dt><dd>${nextTurn(target)}</dd></div>
${observed(target)}</dl>
${last === null ? null : trouble(last)}</div>
`;
}

function lastTurn({ outcome, endedAt, commit, trigger }: TurnSummary): Markup {
  return html`${signMark(OUTCOMES[outcome])}, ${timeMark(endedAt)}, at ${commitMark(commit)}, begun by ${TRIGGERS[trigger]}`;
}

function nextTurn({ state, next, failures, trigger, policy }: TargetStatus): Markup | string {
  switch (state) {
    case 'turning':
      return `goes on now${trigger === null ? '' : `, begun by ${TRIGGERS[trigger]}`}`;
    case 'waiting_for_commit':
      return 'when there is another commit, or somebody asks for it';
    case 'off':
      return html`none: <code>sync: off</code>`;
    case 'backing_off':
    case 'idle': {
      const when = next === null ? 'when somebody asks for it' : timeMark(next.at);
      const why = state === 'idle' ? null : `, after ${count(failures, 'turn')} that did not go well`;
      const only =
        policy === 'plan' ? html`; it plans, and writes nothing of git (<code>sync: plan</code>)` : null;
      return html`${when}${why}${only}`;
    }
  }
}

/** Where the last turn could not look, the page shows what an earlier one saw. */
function observed({ observedAt, last }: TargetStatus): Markup | null {
  if (observedAt === null || last === null || observedAt === last.endedAt) return null;
  return html`<div><dt>Seen last</dt><dd>${timeMark(observedAt)}: what stands below is from then</dd></div>
`;
}

function trouble({ error, outcome }: TurnSummary): Markup | null {
  if (error === null) return null;
  return html`<div class="refused" role="alert">
<h2>The last turn ${outcome === 'refused' ? 'was refused' : 'did not go well'}</h2>
<p>${proseMark(error.message)}</p>
${
  error.hint === null
    ? null
    : html`<p class="muted">${proseMark(error.hint)}</p>
`
}</div>
`;
}
