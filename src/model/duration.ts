const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s`, `10m`, `1h` in milliseconds; null for what is no such duration. */
export function readDuration(text: string): number | null {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit ?? ''] ?? Number.NaN);
  return milliseconds > 0 ? milliseconds : null;
}
