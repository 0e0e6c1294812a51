/** The last lines of a plan: what it adds up to, and what it costs. */
import type { Plan, Summary } from '../model/plan.ts';
import { finalLine } from './effect-lines.ts';
import { flow, hanging, type TextLook, widthOfText } from './layout.ts';
import type { PlanView } from './plan-view.ts';
import { printable } from './printable.ts';
import { count } from './words.ts';

export function totals(view: PlanView): readonly string[] {
  const { plan, look } = view;
  const head = flow(headline(plan), widthOfText(look)).map(look.paint.bold);
  if (plan.calls.length === 0) return head;
  return [...head, ...flow(disturbance(plan.summary, view), widthOfText(look)), ...irreversible(plan, look)];
}

/** `1 to create, 3 to update, …`, or what drifted. */
export function headline(plan: Plan): string {
  const { summary, unmanaged, calls, about } = plan;
  if (about === 'drift') return driftLine(summary);
  const left = leftAlone(summary);
  if (calls.length === 0) {
    const nothing = left.length === 0 ? 'Nothing to do' : 'Nothing to do now';
    return [`${nothing}: ${count(summary.no_op, 'resource')} as declared`, ...left].join(' · ');
  }
  const strangers = unmanaged.length === 0 ? [] : [`${unmanaged.length} not in git`];
  return [actions(plan), ...left, `${summary.no_op} unchanged`, ...strangers].join(' · ');
}

function actions({ summary, changes }: Plan): string {
  const { create, update, replace, delete: deleted } = summary;
  const copies = changes.filter(({ isCopy, status }) => isCopy && status === 'planned').length;
  const leftovers = copies === 0 ? '' : copies === deleted ? ', all copies' : `, ${copies} of them copies`;
  return `${create} to create, ${update} to update, ${replace} to replace, ${deleted} to delete${leftovers}`;
}

/** What happened, not what is to happen. */
function driftLine(summary: Summary): string {
  const { update, delete: deleted, blocked, no_op: same } = summary;
  if (update + deleted + blocked === 0) return `No drift: ${count(same, 'resource')} as applied`;
  const unclear = blocked === 0 ? [] : [`${blocked} not to be told apart`];
  const found = `Drift: ${deleted} deleted, ${update} changed outside git`;
  return [found, ...unclear, `${same} as applied`].join(' · ');
}

function leftAlone({ blocked, held, retained }: Summary): readonly string[] {
  return [
    ...(blocked === 0 ? [] : [count(blocked, 'waits', 'wait')]),
    ...(held === 0 ? [] : [`${held} held`]),
    ...(retained === 0 ? [] : [`${retained} retained`]),
  ];
}

/** `4 calls · no server restarts · …`, of a plan that has calls. */
export function disturbance(summary: Summary, { waves }: PlanView): string {
  const { server_restarts: restarts, app_interruptions: interruptions, irreversible: final } = summary;
  return [
    `${count(summary.calls, 'call')}${waves < 2 ? '' : ` in ${waves} waves`}`,
    restarts === 0 ? 'no server restarts' : count(restarts, 'server restarts', 'servers restart'),
    `${interruptions === 0 ? 'no application' : count(interruptions, 'application')} interrupted`,
    final === 0 ? 'nothing irreversible' : `${final} irreversible`,
  ].join(' · ');
}

/** Named once more: whoever reads nothing but the end must not miss it. */
function irreversible({ calls }: Plan, look: TextLook): readonly string[] {
  const text = finalLine(calls.flatMap(({ effects }) => effects));
  if (text === null) return [];
  return hanging({ mark: look.paint.red('cannot be undone:'), text: printable(text), indent: 0 }, look);
}
