/** An apply in plain lines: one when a call starts, one when it ends, and now and then what is waited for. */
import type { Plan } from '../model/plan.ts';
import type { ApplyEvent } from '../model/report.ts';
import { createCallPlaces } from './call-places.ts';
import { endingLine } from './ending.ts';
import { countsText } from './live-lines.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { createRunningCalls } from './running-calls.ts';
import { duration, size } from './words.ts';

/** How somebody is told what happens while a plan is carried out. */
export interface Progress {
  on(event: ApplyEvent): void;
  /** Time has passed, and nothing else may have happened. */
  tick(): void;
  /** Nothing more will happen. */
  end(): void;
}

export interface ProgressLook {
  readonly paint: Paint;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly writeLine: (line: string) => void;
}

/** Nobody reads a log that says every second that nothing has changed; a silent one looks as if it hung. */
const ROUND_MS = 30_000;
/** How many calls one look around names. */
const NAMED = 8;

export function createProgress(plan: Plan, { paint, now, writeLine }: ProgressLook): Progress {
  const places = createCallPlaces(plan);
  const calls = createRunningCalls(plan, now);
  let lastRound = now();
  const write = (line: string): void => writeLine(`${paint.dim(clockTime(now()))} ${line}`);
  const lookAround = (): void => {
    if (now() - lastRound < ROUND_MS) return;
    lastRound = now();
    const long = calls.running().filter(({ since }) => now() - since >= ROUND_MS);
    for (const { id, since, doing } of long.slice(0, NAMED)) {
      const said = doing === '' ? '' : `: ${doing}`;
      write(paint.dim(`… ${places.title(id)}, ${duration(now() - since)}${said}`));
    }
    const more = long.length > NAMED ? `… and ${long.length - NAMED} more; ` : '… ';
    if (long.length > 0) write(paint.dim(`${more}${countsText(calls, plan.calls.length)}`));
  };
  return {
    on(event) {
      calls.note(event);
      if (event.type === 'artifact_ready')
        write(
          paint.dim(
            `… ${places.title(event.call)}, ${printable(event.fileName)} is here, ${size(event.bytes)}`,
          ),
        );
      if (event.type === 'call_start') write(`${paint.dim('→')} ${places.title(event.call)}`);
      if (event.type === 'call_doubted')
        write(paint.dim(`… ${places.title(event.call)}, ${printable(event.message)}`));
      if (event.type === 'call_end') write(endingLine(event, places, paint));
      lookAround();
    },
    tick: lookAround,
    end() {},
  };
}

/** `12:03:07Z`: in UTC, as most logs are. */
function clockTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(11, 19)}Z`;
}
