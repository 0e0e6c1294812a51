/** The resource graph, as nested lists that styles draw as a tree. */

import { isShown } from '../../model/is-shown.ts';
import type { TargetStatus } from '../../model/loop-status.ts';
import { isForeign, type ResourceStatus } from '../../model/resource-status.ts';
import { CAUSE_NAMES } from '../../render/html/change-item.ts';
import { html, type Markup } from '../../render/html/markup.ts';
import { count } from '../../render/words.ts';
import { type Branch, branchesOf } from './resource-tree.ts';
import { changeId } from './shown-parts.ts';
import { HEALTH, RESOURCE_SYNC, type Sign } from './status-words.ts';

export function resourcesSection({ name, resources, left }: TargetStatus): Markup {
  const changes = (left?.changes ?? []).filter(isShown);
  const changed: Changed = new Set(changes.map(({ address }) => address));
  return html`<div id="resources" data-live>
${
  resources.length === 0
    ? null
    : html`<section aria-labelledby="resources-title">
<h2 id="resources-title">Resources</h2>
<div class="tree">
<p class="root"><b>${name}</b><span class="muted">${count(resources.length, 'resource')}</span></p>
<ul class="branches" role="list">
${branchesOf(resources).map((branch) => branchItem(branch, changed))}</ul>
</div>
</section>
`
}</div>
`;
}

/** Addresses of what the pending plan speaks of, which the resources lead to. */
type Changed = ReadonlySet<string>;

/** So many that are as they should be are worth a look each. */
const FEW = 12;

function branchItem({ place, members, leaves }: Branch, changed: Changed): Markup {
  const troubled = leaves.filter((leaf) => !isFine(leaf));
  const fine = leaves.filter(isFine);
  const open = fine.slice(0, Math.max(0, FEW - troubled.length));
  const folded = fine.slice(open.length);
  const leafItem = (leaf: ResourceStatus): Markup => html`<li${
    isFine(leaf) ? null : html` class="told"`
  }>${node(leaf, place === null ? leaf.kind : null, changed)}</li>
`;
  return html`<li class="branch">
${place === null ? html`<p class="leaf-title muted">Besides</p>` : html`<div class="place">${node(place, place.kind, changed)}${memberList(members)}</div>`}
${
  leaves.length === 0
    ? html`<p class="muted nothing">nothing runs there</p>`
    : html`<ul class="leaves" role="list">
${[...troubled, ...open].map(leafItem)}${
  folded.length === 0
    ? null
    : html`<li class="rest"><details id="rest-${encodeURIComponent(place?.address ?? '')}"><summary>${folded.length} more in sync</summary>
<ul class="leaves" role="list">
${folded.map(leafItem)}</ul></details></li>
`
}</ul>`
}
</li>
`;
}

function isFine({ sync, health }: ResourceStatus): boolean {
  return sync === 'in_sync' && health === 'healthy';
}

function memberList(members: Branch['members']): Markup | null {
  if (members.length === 0) return null;
  return html`<ul class="members" role="list" aria-label="Servers">
${members.map(
  (
    member,
  ) => html`<li>${typeof member === 'string' ? html`<span class="name">${member}</span>` : small(member)}</li>
`,
)}</ul>`;
}

/** A member that is fine needs no more than its name. */
function small(resource: ResourceStatus): Markup {
  const sign = signOf(resource);
  const name = html`<span class="name">${resource.name}</span>`;
  if (isFine(resource)) return name;
  return html`<span class="state ${sign.tone}"><span class="sign" aria-hidden="true">${sign.sign}</span> ${name} ${wordsOf(resource)}</span>`;
}

/** @param kind null where it goes without saying: nothing but applications runs anywhere */
function node(resource: ResourceStatus, kind: string | null, changed: Changed): Markup {
  const { address, message } = resource;
  const name = html`<b>${resource.name}</b>`;
  const { sign, tone } = signOf(resource);
  return html`<div class="node ${tone}"><p><span class="sign ${tone}" aria-hidden="true">${sign}</span><span>${kind === null ? null : html`<span class="muted">${kind}</span> `}${changed.has(address) ? html`<a href="#${changeId(address)}">${name}</a>` : name}</span></p>
<p class="how">${wordsOf(resource)}</p>${
    message === null
      ? null
      : html`
<p class="why muted">${message}</p>`
  }</div>`;
}

/** What is sick counts for more than what differs. */
function signOf({ sync, health }: ResourceStatus): Sign {
  return health === 'unhealthy' || (health === 'progressing' && sync === 'in_sync')
    ? HEALTH[health]
    : RESOURCE_SYNC[sync];
}

function wordsOf({ sync, health, cause }: ResourceStatus): string {
  // What a sign of waiting or holding hides.
  const hidden = sync !== 'drifted' && cause !== null && isForeign(cause) ? CAUSE_NAMES[cause] : null;
  const words = [
    RESOURCE_SYNC[sync].words,
    ...(hidden === null ? [] : [hidden]),
    ...(health === 'unhealthy' || health === 'progressing' ? [HEALTH[health].words] : []),
  ];
  return words.join(', ');
}
