/** Numbers and lists as a person reads them. */
const UNITS = ['B', 'KB', 'MB', 'GB'] as const;

/** `10.0 MB`, of 1,000,000 bytes each. */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? 'B'}`;
}

/** `12.3 of 200.0 MB`: both in the unit of the whole. */
export function portion(bytes: number, total: number): string {
  const whole = size(total);
  const unit = UNITS.findIndex((one) => whole.endsWith(` ${one}`));
  const part = bytes / 1000 ** unit;
  return `${unit === 0 ? part : part.toFixed(1)} of ${whole}`;
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

const AGES = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

/** `3 hours ago`, in whole units; what is younger than a minute was just now. */
export function age(milliseconds: number): string {
  const [unit, word] = AGES.find(([length]) => milliseconds >= length) ?? [];
  return unit === undefined ? 'just now' : `${count(Math.floor(milliseconds / unit), word)} ago`;
}

/** `1 call`, `2 calls`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** What happened, and behind it what to do. */
export function withAdvice(text: string, hint: string | null): string {
  return hint === null ? text : `${text}. ${hint.charAt(0).toUpperCase()}${hint.slice(1)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
