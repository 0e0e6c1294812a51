import { fingerprint } from '../diff/canonical.ts';
import type { Change } from '../model/change.ts';

/** Of a plan: its parts have their own already; no time, no commit and no secret's value is in them. */
export function fingerprintOf(changes: readonly Change[]): string {
  return fingerprint(changes.filter(({ action }) => action !== 'keep').map((change) => change.fingerprint));
}
