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
    ...shownFields(change, view).flatMap(({ label, text, note }) =>
      hanging({ mark: labelled(label), text: printable(text), note }, view.look),
    ),
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
export function shownFields(
  { action, status, fields }: Change,
  { look, isDrift }: PlanView,
): readonly ShownField[] {
  if (action === 'keep' || status === 'blocked') return [];
  return fieldLines(fields, status === 'planned' && !isDrift).map(({ label, text, cause, held }) => {
    const reason = action === 'create' || isDrift ? '' : noteOf(cause, look);
    const left = status === 'planned' && held ? look.paint.cyan('held') : '';
    return { label, text, note: [reason, left].filter((word) => word !== '').join(', ') };
  });
}

interface ShownField {
  readonly label: string;
  readonly text: string;
  /** Who moved, where that was not git, and whether it is held; empty where there is nothing to say. */
  readonly note: string;
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
  const note = CAUSE_NOTES[cause];
  return note === '' ? '' : (cause === 'conflict' ? paint.red : paint.yellow)(note);
}

/** Also what deleting its copies disturbs. */
export function effectsText(change: Change, view: PlanView): string | null {
  const own = view.calls(change.calls).flatMap(({ effects }) => effects);
  return effectLine(withCopies(own, view.copiesOf(change), view), change.key);
}

function effectsOf(change: Change, view: PlanView): readonly string[] {
  const line = effectsText(change, view);
  if (line === null) return [];
  return hanging({ mark: view.look.paint.yellow('!'), text: printable(line) }, view.look);
}

function rollbackOf(change: Change, view: PlanView): readonly string[] {
  const verbs = rollbackText(change, view);
  return verbs === '' ? [] : hanging({ mark: '', text: printable(`if it fails: ${verbs}`) }, view.look);
}

/** What undoes it; empty where nothing does. */
export function rollbackText({ rollback }: Change, view: PlanView): string {
  const verbs = view.calls(rollback).map(({ verb }) => verb);
  return verbs.join(', ');
}
