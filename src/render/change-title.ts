/** The first line of a change: what happens, to what, and where a reader looks. */
import type { Change } from '../model/change.ts';
import { identityOf } from '../model/resource.ts';
import { markOf } from './change-marks.ts';
import { isRename } from './field-lines.ts';
import { aligned } from './layout.ts';
import type { Paint } from './paint.ts';
import type { PlanView } from './plan-view.ts';
import { printable } from './printable.ts';
import { list } from './words.ts';

const DONE: Readonly<Record<Change['action'], string>> = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
  keep: 'changed',
};

export function titleLine(change: Change, view: PlanView): string {
  const { look, isDrift } = view;
  const { paint } = look;
  const { kind } = change;
  const name = paint.bold(printable(nameOf(change)));
  const title = `  ${accentOf(change, paint)(markOf(change))} ${kind} ${name}${paint.dim(printable(formerOf(change)))}${paint.dim(waveOf(view.wavesOf(change)))}${notDone(change)}`;
  return aligned(title, paint.dim(printable(whereOf(change, isDrift))), look);
}

/** `orders-api @ orders-cluster`: the address without target and kind. */
export function nameOf({ address, target, kind }: Change): string {
  return address.slice(`${target}/${kind}/`.length).replace('@', ' @ ');
}

/** Under which name, or at which place, it was; a place that was only renamed says so itself. */
export function formerOf(change: Change): string {
  const { previousAddress, key, target, kind, action, cause, fields } = change;
  if (previousAddress === null) return '';
  const [name = '', place] = previousAddress.slice(`${target}/${kind}/`.length).split('@');
  const moved =
    place !== undefined && (action === 'replace' || action === 'create') && cause !== 'dependency';
  if (moved) return `  from ${place}`;
  return name === identityOf(key).name || !fields.some(isRename) ? '' : `, was ${name}`;
}

/** Wave 0 is where everything goes that says nothing. */
export function waveOf(waves: readonly number[]): string {
  if (waves.every((wave) => wave === 0)) return '';
  return `, ${waves.length === 1 ? 'wave' : 'waves'} ${list(waves.map(String))}`;
}

/** A creation that waits was announced by its sign already. */
export function notDone({ status, action }: Change): string {
  if (status === 'planned' || action === 'keep' || (status === 'blocked' && action === 'create')) return '';
  return `, not ${DONE[action]}`;
}

/** A file that holds it no more has no line to look at. */
export function whereOf({ action, approval, isCopy, origin }: Change, isDrift = false): string {
  if (isCopy) return '';
  if (origin === null) return 'in no manifest';
  return action === 'delete' && approval === null && !isDrift
    ? `gone from ${origin.file}`
    : `${origin.file}:${origin.line}`;
}

function accentOf({ action, status }: Change, paint: Paint): (text: string) => string {
  if (status !== 'planned') return status === 'blocked' ? paint.yellow : paint.cyan;
  return {
    create: paint.green,
    update: paint.yellow,
    replace: paint.red,
    delete: paint.red,
    keep: paint.dim,
  }[action];
}
