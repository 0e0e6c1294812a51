/** One change for a person: its title, what differs and why, what it disturbs, and what waits. */
import type { Cause, Change } from '../model/change.ts';
import { identityOf, placeKey } from '../model/resource.ts';
import { titleLine } from './change-title.ts';
import { copyLine, withCopies } from './copy-lines.ts';
import { effectLine } from './effect-lines.ts';
import { fieldLines } from './field-lines.ts';
import { hanging, labelled, type TextLook } from './layout.ts';
import { kindAndName } from './names.ts';
import type { PlanView } from './plan-view.ts';
import { printable } from './printable.ts';

/** Everything but why it is not done, which several changes may share. */
export function changeLines(change: Change, view: PlanView): readonly string[] {
  return [
    titleLine(change, view),
    ...storyOf(change, view).flatMap((text) => hanging({ mark: '', text: printable(text) }, view.look)),
    ...fieldsOf(change, view),
    ...copyLine(view.copiesOf(change), view),
    ...effectsOf(change, view),
    ...rollbackOf(change, view),
  ];
}

/** How it comes about, where that is not a call of its own for what git says. */
export function storyOf(change: Change, view: PlanView): readonly string[] {
  const { approval, isCopy, key } = change;
  const [through] = view.calls(change.through);
  const stories: readonly (string | false)[] = [
    causeOf(change, view),
    through !== undefined &&
      (through.leaves.includes(key)
        ? `comes as the copy that ${kindAndName(through.key)} leaves behind`
        : `goes with ${kindAndName(through.key)}`),
    approval !== null && `removed: ${approval}`,
    isCopy && 'a copy that our own calls left behind',
  ];
  return stories.filter((text) => text !== false);
}

/** Of the whole resource; what git asked for needs no word, and fields have theirs. */
function causeOf({ cause, action, isCopy, key, status, target }: Change, view: PlanView): string | false {
  const { place } = identityOf(key);
  switch (cause) {
    case 'drift':
      return (action === 'create' || (view.isDrift && action === 'delete')) && 'drift: deleted outside git';
    case 'adopt':
      return view.knows(target) && action !== 'keep' && status === 'planned' && FIRST_SEEN;
    case 'dependency':
      return place !== null && !isCopy && `goes down with ${kindAndName(placeKey(place))}, and is made again`;
    default:
      return false;
  }
}

const FIRST_SEEN = 'first seen: it is there already, and was never applied from here';

/** What a blocked change would do is not known before it can be planned. */
function fieldsOf({ action, status, fields }: Change, { look, isDrift }: PlanView): readonly string[] {
  if (action === 'keep' || status === 'blocked') return [];
  return fieldLines(fields, status === 'planned' && !isDrift).flatMap(({ label, text, cause, held }) => {
    const reason = action === 'create' || isDrift ? '' : noteOf(cause, look);
    const left = status === 'planned' && held ? look.paint.cyan('held') : '';
    const note = [reason, left].filter((word) => word !== '').join(', ');
    return hanging({ mark: labelled(label), text: printable(text), note }, look);
  });
}

/** Of a field; what git asked for, and what goes without saying, has none. */
export const CAUSE_NOTES: Readonly<Record<Cause, string>> = {
  drift: 'drift: changed outside git',
  conflict: 'conflict: changed in git and outside',
  intent: '',
  adopt: '',
  dependency: '',
};

function noteOf(cause: Cause, { paint }: TextLook): string {
  return (cause === 'conflict' ? paint.red : paint.yellow)(CAUSE_NOTES[cause]);
}

function effectsOf(change: Change, view: PlanView): readonly string[] {
  const own = view.calls(change.calls).flatMap(({ effects }) => effects);
  const line = effectLine(withCopies(own, view.copiesOf(change), view), change.key);
  if (line === null) return [];
  return hanging({ mark: view.look.paint.yellow('!'), text: printable(line) }, view.look);
}

function rollbackOf({ rollback }: Change, view: PlanView): readonly string[] {
  if (rollback.length === 0) return [];
  const verbs = view.calls(rollback).map(({ verb }) => verb);
  return hanging({ mark: '', text: printable(`if it fails: ${verbs.join(', ')}`) }, view.look);
}
