/** What the next turn would do, as the page of a plan shows it. */
import type { Call } from '../../model/call.ts';
import { isShown } from '../../model/is-shown.ts';
import type { TargetStatus } from '../../model/loop-status.ts';
import type { Plan } from '../../model/plan.ts';
import { changeItem } from '../../render/html/change-item.ts';
import { graphSection } from '../../render/html/graph-section.ts';
import { html, type Markup } from '../../render/html/markup.ts';
import { summarySection } from '../../render/html/summary-section.ts';
import { createPaint } from '../../render/paint.ts';
import { createPlanView } from '../../render/plan-view.ts';
import { recordText } from '../../render/target-lines.ts';
import { changeId } from './shown-parts.ts';

export function planSection({ left }: TargetStatus): Markup {
  return html`<div id="plan" data-live>
${left === null ? null : planOf(left)}</div>
`;
}

function planOf(plan: Plan): Markup {
  const view = createPlanView(plan, { columns: 80, paint: createPaint(false), all: true });
  const changes = plan.changes.filter(isShown);
  const items = changes.map((change) =>
    changeItem(change, { view, target: 0, id: changeId(change.address), isOpen: false }),
  );
  return html`${summarySection(view, 'Pending plan')}${
    changes.length === 0
      ? null
      : html`<section aria-labelledby="changes">
<h2 id="changes">Changes</h2>
${plan.targets.map(
  (target) => html`<h3>${target.name} <span class="muted">· ${recordText(target, view)}</span></h3>
`,
)}<ul class="changes" role="list">
${items}</ul>
</section>
`
  }`;
}

/** Their picture, and all of them as a table, to which the changes lead. */
export function callsSection({ left }: TargetStatus): Markup {
  return html`<div id="all-calls" data-live>
${left === null ? null : graphSection(left, linksOf(left))}</div>
`;
}

function linksOf({ changes }: Plan): (call: Call) => string {
  const owners = new Map(
    changes.filter(isShown).flatMap(({ calls, address }) => calls.map((id) => [id, address] as const)),
  );
  return ({ id }) => {
    const owner = owners.get(id);
    return owner === undefined ? `#call-${id}` : `#${changeId(owner)}`;
  };
}
