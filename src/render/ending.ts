/** How a call ended, in one line. */
import type { ApplyEvent, Outcome } from '../model/report.ts';
import type { CallPlaces } from './call-places.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { duration } from './words.ts';

type CallEnd = Extract<ApplyEvent, { type: 'call_end' }>;

/** `✓ c1 production/ServerGroup/payments: create 0.3 s`; what went wrong names its manifest's file and line. */
export function endingLine(event: CallEnd, places: CallPlaces, paint: Paint): string {
  const { outcome, call } = event;
  const where = outcome.error === null ? '' : places.where(call);
  const told = where === '' ? '' : ` ${paint.dim(`(${where})`)}`;
  return `${signOf(outcome, paint)} ${places.title(call)} ${tail(event, paint)}${told}`.trimEnd();
}

function tail({ outcome, milliseconds }: CallEnd, paint: Paint): string {
  const text = outcome.error ?? outcome.note;
  const said = text === null ? '' : `: ${printable(text)}`;
  return outcome.result === 'skipped' ? `skipped${said}` : `${paint.dim(duration(milliseconds))}${said}`;
}

export function signOf({ result, note }: Outcome, paint: Paint): string {
  // Sent and accepted, but nobody stayed to see its effect.
  if (note?.startsWith('interrupted') === true) return paint.dim('…');
  if (result === 'done') return paint.green('✓');
  return result === 'skipped' ? paint.dim('-') : paint.red(result === 'uncertain' ? '?' : '✗');
}
