/** Why a change, or a part of it, is not done: it waits, or somebody wants it left alone. */
import type { Change, ChangeStatus } from '../model/change.ts';
import { hanging, type TextLook } from './layout.ts';
import { printable } from './printable.ts';
import { withAdvice } from './words.ts';

export function reasonLines(
  change: Pick<Change, 'waiting' | 'status'>,
  look: TextLook,
  indent?: number,
): readonly string[] {
  return reasonsOf(change).flatMap(({ label, text }) => {
    const paint = label === LABELS.planned ? look.paint.yellow : look.paint.cyan;
    const placed = { mark: paint(label), text: printable(text) };
    return hanging(indent === undefined ? placed : { ...placed, indent }, look);
  });
}

export interface Reason {
  readonly label: string;
  readonly text: string;
}

export function reasonsOf({ waiting, status }: Pick<Change, 'waiting' | 'status'>): readonly Reason[] {
  return waiting.map(({ reason, message, hint }) => {
    const label = isHeld(reason) ? 'held:' : LABELS[status];
    // The label says it already.
    const text = message.replace(/^held /, '');
    return { label, text: withAdvice(text, hint) };
  });
}

const LABELS: Readonly<Record<ChangeStatus, string>> = {
  planned: 'waits:',
  blocked: 'waits:',
  held: 'held:',
  retained: 'stays:',
};

const HELD: readonly string[] = ['hold', 'heal_off', 'flip'];

/** Also on a change of which only a part is held (contract, section 4). */
export function isHeld(reason: string): boolean {
  return HELD.includes(reason);
}
