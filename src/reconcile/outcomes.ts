import type { Call } from '../model/call.ts';
import type { Outcome } from '../model/report.ts';

/** Of a call that was not sent; without a reason, one that turned out not to be needed. */
export function skipped({ id, target, key }: Call, error: string | null): Outcome {
  return { call: id, target, key, result: 'skipped', accepted: false, error, hint: null, note: null };
}

/** Done, or not needed. */
export function isSettled({ result, error }: Outcome): boolean {
  return result === 'done' || (result === 'skipped' && error === null);
}
