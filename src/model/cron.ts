/** When a cron expression comes to pass, and what is wrong with one. */
import { Cron } from 'croner';

/** The times of an expression, as the clocks of a time zone show them. @throws Error where it is none */
export interface Times {
  /** The first one that is later, in milliseconds since the epoch; null: there is none. */
  after(milliseconds: number): number | null;
}

export function timesOf(cron: string, timezone: string): Times {
  const times = new Cron(cron, { timezone, mode: '5-part', paused: true });
  return { after: (milliseconds) => times.nextRun(new Date(milliseconds))?.getTime() ?? null };
}

const FIELDS = [
  { name: 'minute', range: '0 to 59' },
  { name: 'hour', range: '0 to 23' },
  { name: 'day of the month', range: '1 to 31' },
  { name: 'month', range: '1 to 12, or JAN to DEC' },
  { name: 'weekday', range: '0 (Sunday) to 6, or SUN to SAT' },
] as const;

export interface CronMistake {
  readonly mistake: string;
  readonly hint: string;
}

/** Null where it is one, and comes to pass. */
export function cronMistake(cron: string): CronMistake | null {
  if (isCron(cron)) return timesOf(cron, 'UTC').after(0) === null ? NEVER : null;
  const written = cron.trim().split(/\s+/);
  const wrong = written.findIndex(
    (field, at) => !isCron(FIELDS.map((_, one) => (one === at ? field : '*')).join(' ')),
  );
  const field = FIELDS[wrong];
  if (written.length !== FIELDS.length || field === undefined) return NOT_FIVE;
  return {
    mistake: `${written[wrong]} is no ${field.name}`,
    hint: `${field.range}; lists (1,15), ranges (1-5) and steps (*/2) are fine`,
  };
}

const NOT_FIVE = {
  mistake: 'it does not have the five fields of cron',
  hint: 'minute, hour, day of the month, month, weekday: "0 20 * * 1-5" is 20:00 from Monday to Friday',
};

const NEVER = { mistake: 'there is no such day', hint: 'name a day that the month has' };

function isCron(cron: string): boolean {
  try {
    timesOf(cron, 'UTC');
    return true;
  } catch {
    return false;
  }
}
