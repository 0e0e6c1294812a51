/**
 * When a hold is over, in milliseconds since the epoch. A date counts to its end, in UTC; a time needs its zone, since
 * the machine that plans may stand anywhere. Null: no such date.
 */
export function holdEnd(until: string): number | null {
  const [, date, time = ''] = DATE_AND_TIME.exec(until) ?? [];
  const midnight = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  // Some engines take 30 February for a day in March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return null;
  if (time === '') return midnight + DAY_MS;
  const end = Date.parse(`${date}${time}`);
  return Number.isNaN(end) ? null : end;
}

const DAY_MS = 86_400_000;
const DATE_AND_TIME =
  /^(\d{4}-\d{2}-\d{2})(T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:[0-5]\d))?$/;
