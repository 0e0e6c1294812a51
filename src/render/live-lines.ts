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
  const running = calls.running();
  const room = Math.max(1, Math.min(MOST_CALLS, rows - OTHER_LINES));
  const shown = running.length > room ? running.slice(0, Math.max(1, room - 1)) : running;
  const more = running.length - shown.length;
  const counts = `${countsText(calls, total)} · ${inSeconds(now - started)}`;
  return [
    ...shown.map((call) => callLine(call, places.title(call.id), look)),
    ...(more === 0 ? [] : [paint.dim(cut(`  … and ${more} more`, columns - 1))]),
    paint.bold(cut(`  ${counts}`, columns - 1)),
  ];
}

/** `132 of 500 done, 8 running, 1 failed`. */
export function countsText({ ended, running }: RunningCalls, total: number): string {
  const others = [
    [running().length, 'running'],
    [ended.failed, 'failed'],
    [ended.uncertain, 'uncertain'],
    [ended.skipped, 'skipped'],
  ] as const;
  const parts = others.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  return [`${ended.done} of ${total} done`, ...parts].join(', ');
}

/** The state comes first where there is not room for both: what it is about may be cut. */
function callLine({ since, doing }: RunningCall, title: string, { columns, now, paint }: LiveLook): string {
  const room = columns - 1 - widthOf('  → ');
  const state = `${inSeconds(now - since)}${doing === '' ? '' : `  ${doing}`}`;
  const least = Math.max(room - widthOf(title) - 2, Math.floor(room / 2));
  const right = cut(state, least);
  const left = cut(title, room - widthOf(right) - 2);
  return `  ${paint.dim('→')} ${left}  ${paint.dim(right)}`;
}

/** Whole seconds: tenths would flicker. */
function inSeconds(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.floor(milliseconds / 1000)} s` : duration(milliseconds);
}
