/** What stands at the bottom of a terminal during an apply: a line for each running call, and how far it is. */
import type { CallPlaces } from './call-places.ts';
import type { Paint } from './paint.ts';
import { cut, widthOf } from './printable.ts';
import type { RunningCall, RunningCalls } from './running-calls.ts';
import { duration } from './words.ts';

export interface LiveLook {
  /** Of the terminal; the last column stays free, for some terminals go on below when it is written to. */
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** More than this nobody follows, however tall the terminal is. */
const MOST_CALLS = 16;
/** The line that counts, and one for what is typed. */
const OTHER_LINES = 2;

export function liveLines(
  calls: RunningCalls,
  places: CallPlaces,
  { total, started, ...look }: LiveLook & { readonly total: number; readonly started: number },
): readonly string[] {
  const { columns, rows, now, paint } = look;
  const running = sentFirst(calls.running());
  const room = Math.max(1, Math.min(MOST_CALLS, rows - OTHER_LINES));
  const shown = running.length > room ? running.slice(0, Math.max(1, room - 1)) : running;
  const more = running.length - shown.length;
  const counts = `${countsText(calls, total)} · ${inSeconds(now - started)}`;
  return [
    ...callLines(shown, places, look),
    ...(more === 0 ? [] : [paint.dim(cut(`  … and ${more} more`, columns - 1))]),
    paint.bold(cut(`  ${counts}`, columns - 1)),
  ];
}

/** Where there is not room for all, an upload says more than one of many that start. */
function sentFirst(calls: readonly RunningCall[]): readonly RunningCall[] {
  return [...calls.filter(({ phase }) => phase === 'sent'), ...calls.filter(({ phase }) => phase !== 'sent')];
}

/** `132 of 500 done, 8 running, 41 waited for, 1 failed`. */
export function countsText({ ended, running }: RunningCalls, total: number): string {
  const inPhase = (wanted: RunningCall['phase']): number =>
    running().filter(({ phase }) => phase === wanted).length;
  const others = [
    [inPhase('sent'), 'running'],
    [inPhase('waited for'), 'waited for'],
    [ended.failed, 'failed'],
    [ended.uncertain, 'uncertain'],
    [ended.skipped, 'skipped'],
  ] as const;
  const parts = others.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  return [`${ended.done} of ${total} done`, ...parts].join(', ');
}

/** In two columns. What a call is about may be cut before how it is. */
function callLines(
  shown: readonly RunningCall[],
  places: CallPlaces,
  { columns, now, paint }: LiveLook,
): readonly string[] {
  const rows = shown.map(({ id, since, doing }) => ({
    title: places.short(id),
    state: `${inSeconds(now - since)}${doing === '' ? '' : `  ${doing}`}`,
  }));
  const room = columns - 1 - widthOf('  →   ');
  const widest = (texts: readonly string[]): number => Math.max(...texts.map(widthOf), 0);
  const titles = widest(rows.map(({ title }) => title));
  const states = widest(rows.map(({ state }) => state));
  const column = Math.min(titles, Math.max(room - states, Math.floor(room / 2)));
  return rows.map(({ title, state }) => {
    const left = cut(title, column);
    const gap = ' '.repeat(column - widthOf(left) + 2);
    return `  ${paint.dim('→')} ${left}${gap}${paint.dim(cut(state, room - column))}`;
  });
}

/** Whole seconds: tenths would flicker. */
function inSeconds(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.floor(milliseconds / 1000)} s` : duration(milliseconds);
}
