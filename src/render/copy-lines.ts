/** Copies of applications that a change leaves on servers, and that the same plan deletes again. */
import type { Effect } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import { hanging, labelled } from './layout.ts';
import { shortNames } from './names.ts';
import type { PlanView } from './plan-view.ts';
import { printable } from './printable.ts';

/** One line for all of them: they are nobody's resources. */
export function copyLine(copies: readonly Change[], view: PlanView): readonly string[] {
  const text = copyText(copies, view);
  return text === '' ? [] : hanging({ mark: labelled('copies'), text: printable(text) }, view.look);
}

/** Empty where there are none. */
export function copyText(copies: readonly Change[], view: PlanView): string {
  if (copies.length === 0) return '';
  const stops = effectsOf(copies, view).some((effect) => effect.class === 'app-stop');
  const names = shortNames(copies.map(({ key }) => key));
  return `- ${names} · left behind by this, ${stops ? 'stopped and deleted' : 'and deleted'}`;
}

/** What a change disturbs, and what deleting its copies disturbs, but for what their line says. */
export function withCopies(
  own: readonly Effect[],
  copies: readonly Change[],
  view: PlanView,
): readonly Effect[] {
  const deleted = new Set(copies.map(({ key }) => key));
  return [...own, ...effectsOf(copies, view)].filter(
    ({ class: name, subject }) => !deleted.has(subject) || (name !== 'app-copy' && name !== 'app-stop'),
  );
}

function effectsOf(copies: readonly Change[], view: PlanView): readonly Effect[] {
  return copies.flatMap(({ calls }) => view.calls(calls)).flatMap(({ effects }) => effects);
}
