/** The changes of one target for a comment: a row each, and everything about each for whoever unfolds it. */
import type { Change } from '../model/change.ts';
import { isShown } from '../model/is-shown.ts';
import { effectsText, rollbackText, shownFields, storyOf } from './change-lines.ts';
import { markOf } from './change-marks.ts';
import { formerOf, notDone, whereOf } from './change-title.ts';
import { upToLimit } from './comment-limit.ts';
import { copyText } from './copy-lines.ts';
import { cell, code, fence, prose } from './markdown-text.ts';
import type { PlanView } from './plan-view.ts';
import { reasonsOf } from './reason-lines.ts';
import { count } from './words.ts';

/** What is done first, then what is left alone; copies stand with the change that leaves them. */
export function shownChanges(target: string, view: PlanView): readonly Change[] {
  const shown = view.changesOf(target).filter((change) => view.look.all || isShown(change));
  const isLeft = ({ status }: Change): boolean => status === 'held' || status === 'retained';
  return [...shown.filter((change) => !isLeft(change)), ...shown.filter(isLeft)];
}

/** How much of a text a cell takes, and how many of them. */
const CELL = { text: 120, lines: 6 } as const;

export function changeTable(changes: readonly Change[], view: PlanView): readonly string[] {
  const columns = view.isDrift
    ? ['', 'Resource', 'What changed', 'Where']
    : ['', 'Resource', 'What changes', 'Disturbs', 'Where'];
  return [
    row(columns),
    row(columns.map(() => '---')),
    ...upToLimit(changes, (change) => [changeRow(change, view)]),
  ];
}

function changeRow(change: Change, view: PlanView): string {
  const lines = linesOf(change, view, CELL.text);
  const more = lines.length - CELL.lines;
  const shown = more > 1 ? [...lines.slice(0, CELL.lines), `and ${more} more`] : lines;
  const effects = prose(effectsText(change, view) ?? '', 2 * CELL.text);
  return row([
    code(markOf(change)),
    nameOf(change),
    shown.join('<br>'),
    ...(view.isDrift ? [] : [effects]),
    placeOf(change, view),
  ]);
}

export function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** ``Application `orders-api` on `orders-cluster` ``. */
function nameOf(change: Change): string {
  const { address, target, kind, name } = change;
  const rest = address.slice(`${target}/${kind}/`.length);
  const place = rest.startsWith(`${name}@`) ? rest.slice(name.length + 1) : '';
  const former = prose(formerOf(change).replace(/^,/, ''), CELL.text);
  return [
    `${kind} ${code(name, CELL.text)}`,
    ...(place === '' ? [] : [`on ${code(place, CELL.text)}`]),
    ...(former === '' ? [] : [former]),
  ].join(' ');
}

function placeOf(change: Change, { isDrift }: PlanView): string {
  const where = whereOf(change, isDrift);
  const { origin } = change;
  if (origin === null || change.isCopy) return where;
  const isLine = where === `${origin.file}:${origin.line}`;
  return isLine ? code(where, CELL.text) : `gone from ${code(origin.file, CELL.text)}`;
}

/** What differs and why, and what waits. @param max of one text */
function linesOf(change: Change, view: PlanView, max: number): readonly string[] {
  const undone = notDone(change).replace(/^, /, '');
  const copies = copyText(view.copiesOf(change), view);
  return [
    ...(undone === '' ? [] : [undone]),
    ...storyOf(change, view).map((text) => prose(text, max)),
    ...shownFields(change, view).map(
      ({ label, text, note }) =>
        `${prose(`${label}:`)} ${prose(text, max)}${note === '' ? '' : ` (${prose(note)})`}`,
    ),
    ...(copies === '' ? [] : [`copies: ${prose(copies, max)}`]),
    ...reasonsOf(change).map(({ label, text }) => `${label} ${prose(text, max)}`),
  ];
}

/** Longer values are for the other outputs. */
const LONGEST = 1000;
const MOST_CALLS = 50;

/** Folded; the fence and the fold are whole or not there at all. */
export function changeDetails(changes: readonly Change[], view: PlanView): readonly string[] {
  if (changes.length === 0) return [];
  return fold(
    `Details of ${count(changes.length, 'change')}`,
    upToLimit(changes, (change) => detailsOf(change, view)),
  );
}

function detailsOf(change: Change, view: PlanView): readonly string[] {
  const effects = effectsText(change, view);
  const undo = rollbackText(change, view);
  const lines = [
    ...linesOf(change, view, LONGEST),
    ...(effects === null ? [] : [`disturbs: ${prose(effects, LONGEST)}`]),
    ...(undo === '' ? [] : [`if it fails: ${prose(undo, LONGEST)}`]),
  ];
  const where = placeOf(change, view);
  const title = `**${code(markOf(change))}** ${nameOf(change)}${where === '' ? '' : ` · ${where}`}`;
  return [
    title,
    '',
    ...(lines.length === 0 ? [] : [...lines.map((line) => `- ${line}`), '']),
    ...callsOf(change, view),
  ];
}

function callsOf(change: Change, view: PlanView): readonly string[] {
  const own = view.calls([...change.calls, ...change.rollback]);
  if (own.length === 0) return [];
  const lines = own.slice(0, MOST_CALLS).map(({ id, method, path, waitsFor }) => {
    const after = waitsFor.length === 0 ? '' : `  after ${waitsFor.join(', ')}`;
    return `${id} ${method} ${path}${after}`;
  });
  const more = own.length - MOST_CALLS;
  return [...fence(more > 0 ? [...lines, `and ${count(more, 'more call', 'more calls')}`] : lines), ''];
}

/** @param title ours: it is HTML */
export function fold(title: string, lines: readonly string[]): readonly string[] {
  return ['<details>', `<summary>${title}</summary>`, '', ...lines, '</details>', ''];
}
