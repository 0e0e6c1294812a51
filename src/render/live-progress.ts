/** An apply on a terminal: one live line for each running call, gone when it is done; what finished stays. */
import type { Plan } from '../model/plan.ts';
import { createCallPlaces } from './call-places.ts';
import { endingLine } from './ending.ts';
import { createLiveArea, type Screen } from './live-area.ts';
import { liveLines } from './live-lines.ts';
import type { Paint } from './paint.ts';
import type { Progress } from './progress.ts';
import { createRunningCalls } from './running-calls.ts';

export interface LiveProgressLook {
  readonly paint: Paint;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly screen: Screen & { readonly rows: number };
}

/** Between two drawings; faster than that nobody sees. */
export const REDRAW_MS = 100;

export function createLiveProgress(plan: Plan, { paint, now, screen }: LiveProgressLook): Progress {
  const places = createCallPlaces(plan);
  const calls = createRunningCalls(plan, now);
  const area = createLiveArea(screen);
  const total = plan.calls.length;
  const started = now();
  let drawn = Number.NEGATIVE_INFINITY;
  const lines = (): readonly string[] => {
    drawn = now();
    const { columns, rows } = screen;
    return liveLines(calls, places, { columns, rows, paint, now: now(), total, started });
  };
  const draw = (): void => {
    if (now() - drawn >= REDRAW_MS) area.show(lines());
  };
  return {
    on(event) {
      calls.note(event);
      if (event.type === 'call_end') area.keep(endingLine(event, places, paint), lines());
      else draw();
    },
    tick: draw,
    end: area.clear,
  };
}
