/**
 * When effects may happen. A window opens at the times of a cron expression, as the clocks of its time zone show them,
 * and stays open for a while that is counted in real time, whatever the clocks do meanwhile. Windows may overlap and
 * pass midnight. Pure: the time is handed in.
 */
import type { EffectClass } from './call.ts';
import { type Times, timesOf } from './cron.ts';

export interface Window {
  readonly effects: readonly EffectClass[];
  /** Five fields: minute, hour, day of the month, month, weekday. */
  readonly cron: string;
  /** Milliseconds. */
  readonly duration: number;
  /** As the IANA names it: `Europe/Berlin`. */
  readonly timezone: string;
}

export type Opening =
  | { readonly is: 'open' }
  | {
      readonly is: 'closed';
      /** Those whose windows are all closed now; one at least. */
      readonly effects: readonly EffectClass[];
      /** When all of what was asked for may happen, in milliseconds since the epoch; null: as far as one sees, never. */
      readonly opensAt: number | null;
      /** Of a window that opens then. */
      readonly timezone: string;
    };

/** The windows of one target, to be asked for many changes. */
export interface Schedule {
  /** Whether an effect has a window at all; one without may happen at any time. */
  names(effect: EffectClass): boolean;
  /** Whether all of these may happen at a time, and if not, when next. */
  ask(effects: readonly EffectClass[], at: number): Opening;
}

export function createSchedule(windows: readonly Window[]): Schedule {
  const timed = windows.map((window) => ({ ...window, times: timesOf(window.cron, window.timezone) }));
  const windowsFor = (effect: EffectClass): readonly TimedWindow[] =>
    timed.filter(({ effects }) => effects.includes(effect));
  const names = (effect: EffectClass): boolean => windowsFor(effect).length > 0;
  return {
    names,
    ask(effects, at) {
      const needed = effects.filter(names);
      const closed = needed.filter((effect) => !isOneOpen(windowsFor(effect), at));
      if (closed.length === 0) return { is: 'open' };
      const next = nextOpening(needed.map(windowsFor), at);
      return { is: 'closed', effects: closed, opensAt: next?.at ?? null, timezone: next?.timezone ?? 'UTC' };
    },
  };
}

interface TimedWindow extends Window {
  readonly times: Times;
}

function isOneOpen(windows: readonly TimedWindow[], at: number): boolean {
  // Only the first opening after this can have begun by now and not be over.
  return windows.some(
    ({ times, duration }) => (times.after(at - duration) ?? Number.POSITIVE_INFINITY) <= at,
  );
}

interface Moment {
  readonly at: number;
  readonly timezone: string;
}

/** Windows of several effects may miss each other again and again; by then years have passed. */
const MOST_STEPS = 500;

/** The first time at which each of the effects has an open window. @param needed the windows of each */
function nextOpening(needed: readonly (readonly TimedWindow[])[], now: number): Moment | null {
  let moment: Moment = { at: now, timezone: 'UTC' };
  for (let step = 0; step < MOST_STEPS; step++) {
    const { at } = moment;
    const closed = needed.filter((windows) => !isOneOpen(windows, at));
    if (closed.length === 0) return moment;
    const next = lastOf(closed.map((windows) => firstAfter(windows, at)));
    if (next === null) return null;
    moment = next;
  }
  return null;
}

function firstAfter(windows: readonly TimedWindow[], after: number): Moment | null {
  const moments = windows.flatMap(({ times, timezone }) => {
    const at = times.after(after);
    return at === null ? [] : [{ at, timezone }];
  });
  return moments.sort((a, b) => a.at - b.at)[0] ?? null;
}

/** Null where one of them never comes. */
function lastOf(moments: readonly (Moment | null)[]): Moment | null {
  const all = moments.flatMap((moment) => moment ?? []);
  return all.length < moments.length ? null : (all.sort((a, b) => b.at - a.at)[0] ?? null);
}
