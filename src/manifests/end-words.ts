import { holdEnd } from '../model/hold-end.ts';
import type { DiagnosticWords } from './source-document.ts';

/** What is wrong with an `until` that names no end; undefined where it does. */
export function describeNoEnd(until: string): DiagnosticWords | undefined {
  if (holdEnd(until) !== null) return undefined;
  const lacksZone = holdEnd(`${until}Z`) !== null && until.includes('T');
  return lacksZone
    ? {
        code: 'not_a_date',
        message: `until ${until} has no zone`,
        hint: `add it: ${until}Z, or ${until}+02:00`,
      }
    : {
        code: 'not_a_date',
        message: `until ${until} is not a date`,
        hint: 'write 2026-08-20, or with a time and its zone: 2026-08-20T18:00:00Z',
      };
}
