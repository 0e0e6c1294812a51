/** Small parts that many sections have. */
import { isoTime } from '../../model/iso-time.ts';
import { html, type Markup } from '../../render/html/markup.ts';
import type { Sign } from './status-words.ts';

/** In UTC, for whoever reads it without the script, which says how long ago that is. */
export function timeMark(milliseconds: number): Markup {
  const iso = isoTime(milliseconds);
  return html`<time datetime="${iso}">${iso.replace('T', ' ').replace('Z', ' UTC')}</time>`;
}

export function signMark({ sign, words, tone }: Sign): Markup {
  return html`<span class="state ${tone}"><span class="sign" aria-hidden="true">${sign}</span> ${words}</span>`;
}

/** What stands between backticks is code. */
export function proseMark(text: string): Markup {
  const parts = text.split('`');
  // One that is not closed is no more than a sign.
  if (parts.length % 2 === 0) return html`${text}`;
  return html`${parts.map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}

/** The same while other changes come and go, so that what is open stays open. */
export function changeId(address: string): string {
  return `change-${encodeURIComponent(address)}`;
}

export function commitMark(commit: string | null): Markup {
  return commit === null
    ? html`<span class="muted">outside git</span>`
    : html`<code>${commit.slice(0, 7)}</code>`;
}
