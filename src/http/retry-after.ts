/**
 * How long the service asks to wait, in milliseconds: `Retry-After` in seconds, or as a date (RFC 9110, section
 * 10.2.3). Null without one, or where it says neither.
 */
export function retryAfter(text: string | null, now: number): number | null {
  const given = text?.trim() ?? '';
  if (/^\d+$/.test(given)) return Number(given) * 1_000;
  const date = Date.parse(given);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
