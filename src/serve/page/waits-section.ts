import { groupBy } from '../../model/group-by.ts';
import type { TargetStatus, WaitingItem } from '../../model/loop-status.ts';
import { effectLine } from '../../render/effect-lines.ts';
import { html, type Markup } from '../../render/html/markup.ts';
import { proseMark, timeMark } from './shown-parts.ts';

/** What cannot be done yet: for one reason, and until one moment, said once. */
export function waitsSection({ waits }: TargetStatus): Markup {
  const groups = groupBy(waits, ({ message, hint, until }) => JSON.stringify([message, hint, until]));
  const rows = [...groups.values()].flatMap((same) => same.slice(0, 1).map((first) => row(first, same)));
  return html`<div id="waits" data-live>
${
  waits.length === 0
    ? null
    : html`<section aria-labelledby="waits-title">
<h2 id="waits-title">What waits, and what is held</h2>
<ul class="waits" role="list">
${rows}</ul>
</section>
`
}</div>
`;
}

/** To the minute: what is far away is not told well by how far it is. */
function momentText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const FEW = 6;

function row({ message, hint, until, reason }: WaitingItem, same: readonly WaitingItem[]): Markup {
  const names = same.map(({ address }) => address.slice(address.indexOf('/') + 1));
  const more = names.length - FEW;
  const disturbs = effectLine(
    same.flatMap(({ effects }) => effects),
    null,
  );
  return html`<li><p class="until">${until === null ? (REASONS[reason] ?? 'until it is done') : html`${timeMark(until)} <span class="muted">until ${momentText(until)}</span>`}</p>
<div><p>${proseMark(message)}</p>
<p class="names">${names.slice(0, FEW).map((name, index) => html`${index === 0 ? null : ', '}<span class="name">${name}</span>`)}${more > 0 ? `, and ${more} more` : null}</p>
${
  disturbs === null
    ? null
    : html`<p class="disturbs"><span aria-hidden="true">!</span> ${disturbs}</p>
`
}${
  hint === null
    ? null
    : html`<p class="muted">${proseMark(hint)}</p>
`
}</div></li>
`;
}

/** How the end is told where there is no time. */
const REASONS: Readonly<Record<string, string>> = {
  heal_off: 'heal: off',
  sync: 'sync: plan',
  observe: 'observed only',
  flip: 'held',
  hold: 'held',
  window: 'no window',
};
