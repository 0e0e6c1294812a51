/** What was done there: by whomever, as the record knows it, and by the turns of this service. */
import type { TargetStatus, TurnSummary } from '../../model/loop-status.ts';
import type { HistoryEntry, RecordedRun, RunCounts } from '../../model/record.ts';
import { html, type Markup } from '../../render/html/markup.ts';
import { count, duration } from '../../render/words.ts';
import { commitMark, signMark, timeMark } from './shown-parts.ts';
import { OUTCOMES, type Sign, TRIGGERS } from './status-words.ts';

export function historySection({ history, turns }: TargetStatus): Markup {
  return html`<div id="history" data-live>
${history.length === 0 ? null : applied(history)}${turns.length === 0 ? null : recent(turns)}</div>
`;
}

function applied(history: readonly HistoryEntry[]): Markup {
  return html`<section aria-labelledby="applied">
<h2 id="applied">What was applied</h2>
<div class="scroll" role="region" aria-label="What was applied, from the record" tabindex="0">
<table>
<thead><tr><th scope="col">When</th><th scope="col">Commit</th><th scope="col">What</th><th scope="col">How it ended</th><th scope="col">By</th></tr></thead>
<tbody>
${history.map(
  ({
    time,
    commit,
    author,
    state,
    counts,
  }) => html`<tr><th scope="row">${timeMark(time)}</th><td>${commitMark(commit)}</td><td>${countsText(counts)}</td><td>${signMark(ENDS[state])}</td><td>${author ?? 'unknown'}</td></tr>
`,
)}</tbody>
</table>
</div>
</section>
`;
}

const ENDS: Readonly<Record<RecordedRun['state'], Sign>> = {
  complete: { sign: '✓', words: 'done', tone: 'fine' },
  partial: { sign: '✕', words: 'in part', tone: 'alarm' },
  interrupted: { sign: '✕', words: 'interrupted', tone: 'alarm' },
  open: { sign: '…', words: 'not ended', tone: 'note' },
};

function countsText({ created, updated, replaced, deleted, calls }: RunCounts): string {
  const parts: readonly (readonly [number, string])[] = [
    [created, 'created'],
    [updated, 'updated'],
    [replaced, 'replaced'],
    [deleted, 'deleted'],
  ];
  const done = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return `${done.length === 0 ? 'nothing changed' : done.join(', ')} (${count(calls, 'call')})`;
}

function recent(turns: readonly TurnSummary[]): Markup {
  return html`<section aria-labelledby="turns">
<h2 id="turns">Turns of this service</h2>
<div class="scroll" role="region" aria-label="Turns that came to something new" tabindex="0">
<table>
<thead><tr><th scope="col">Ended</th><th scope="col">Commit</th><th scope="col">Begun by</th><th scope="col">Came to</th><th scope="col">Took</th></tr></thead>
<tbody>
${turns.map(turnRow)}</tbody>
</table>
</div>
</section>
`;
}

function turnRow({ endedAt, startedAt, commit, trigger, outcome, error, calls }: TurnSummary): Markup {
  const sent = calls.done + calls.failed;
  const words = sent === 0 ? null : `, ${calls.done} of ${count(calls.planned, 'call')} done`;
  return html`<tr><th scope="row">${timeMark(endedAt)}</th><td>${commitMark(commit)}</td><td>${TRIGGERS[trigger]}</td><td>${signMark(OUTCOMES[outcome])}${words}${error === null ? null : html`<br><span class="muted">${error.message}</span>`}</td><td>${duration(endedAt - startedAt)}</td></tr>
`;
}
