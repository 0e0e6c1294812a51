/** All targets at a glance, each a link to what is known of it. */
import type { LoopStatus, TargetStatus } from '../../model/loop-status.ts';
import { html, type Markup } from '../../render/html/markup.ts';
import { count } from '../../render/words.ts';
import { signMark } from './shown-parts.ts';
import { HEALTH, TARGET_SYNC } from './status-words.ts';

/** From so many on, somebody looks for one by its name. */
const MANY = 8;

export function targetList({ targets }: LoopStatus, chosen: TargetStatus | null): Markup {
  return html`<nav id="targets" data-live aria-label="Targets">
<p class="muted">${summaryOf(targets)}</p>
${
  targets.length < MANY
    ? null
    : html`<p id="narrow" hidden><label for="name">Find</label> <input id="name" type="search" placeholder="name or state" autocomplete="off" spellcheck="false"> <kbd>/</kbd></p>
`
}<ul role="list">
${targets.map((target) => entry(target, target === chosen))}</ul>
</nav>
`;
}

function entry(target: TargetStatus, isChosen: boolean): Markup {
  const { name, title } = target;
  return html`<li><a href="${linkTo(target)}"${isChosen ? html` aria-current="page"` : null}><b>${name}</b>${title === null ? null : html` <span class="muted">${title}</span>`}
<span class="states">${known(target).map((state) => html`${state} `)}${besides(target)}</span></a></li>
`;
}

/** What nobody knows anything of needs no two words for it. */
function known({ state, sync, health }: TargetStatus): readonly Markup[] {
  if (state === 'off') return [];
  if (sync === 'unknown' && health === 'unknown')
    return [signMark({ ...TARGET_SYNC.unknown, words: 'unknown' })];
  return [signMark(TARGET_SYNC[sync]), signMark(HEALTH[health])];
}

/** Why nothing may happen there, in two words. */
function besides({ state, waits, policy }: TargetStatus): Markup | null {
  switch (state) {
    case 'turning':
      return html`<span class="state note">turning</span>`;
    case 'backing_off':
      return html`<span class="state alarm">tries again</span>`;
    case 'waiting_for_commit':
      return html`<span class="state alarm">needs a commit</span>`;
    case 'off':
      return html`<span class="state dim">off, nobody looks</span>`;
    case 'idle':
      if (waits.length > 0)
        return html`<span class="state dim">${count(waits.length, 'waits', 'wait')}</span>`;
      return policy === 'plan' ? html`<span class="state dim">plans only</span>` : null;
  }
}

function linkTo({ name }: TargetStatus): string {
  return `/?target=${encodeURIComponent(name)}`;
}

function summaryOf(targets: readonly TargetStatus[]): string {
  const number = (of: (target: TargetStatus) => boolean): number => targets.filter(of).length;
  const troubles: readonly (readonly [number, string])[] = [
    [number(({ sync }) => sync === 'out_of_sync'), 'out of sync'],
    [number(({ sync, state }) => sync === 'unknown' && state !== 'off'), 'unknown'],
    [number(({ health }) => health === 'unhealthy'), 'not healthy'],
    [number(({ state }) => state === 'off'), 'off'],
  ];
  const told = troubles.filter(([some]) => some > 0).map(([some, words]) => `${some} ${words}`);
  return [count(targets.length, 'target'), ...(told.length > 0 ? told : ['all in sync'])].join(' · ');
}

const WORST_FIRST: readonly ((target: TargetStatus) => boolean)[] = [
  ({ health }) => health === 'unhealthy',
  ({ last }) => (last?.error ?? null) !== null,
  ({ sync }) => sync === 'out_of_sync',
  () => true,
];

/** Who opens the page without a wish is shown where something is wrong. */
export function mostUrgent(targets: readonly TargetStatus[]): TargetStatus | null {
  for (const isMeant of WORST_FIRST) {
    const found = targets.find(isMeant);
    if (found !== undefined) return found;
  }
  return null;
}
