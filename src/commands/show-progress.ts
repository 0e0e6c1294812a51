import type { Plan } from '../model/plan.ts';
import type { ApplyEvent } from '../model/report.ts';
import { createLiveProgress, REDRAW_MS } from '../render/live-progress.ts';
import { createProgress, type Progress } from '../render/progress.ts';
import { columnsOf, paintFor } from './console-output.ts';
import type { Io } from './io.ts';
import { isCi } from './is-ci.ts';
import type { OutputOptions } from './options.ts';

const TICK_MS = 1_000;

const SILENT: Progress = { on() {}, tick() {}, end() {} };

/** What a person sees of an apply, on stderr: live lines on a terminal, plain ones where a log is written. */
export function showProgress(plan: Plan, options: OutputOptions, io: Io): Progress {
  if (options.quiet === true) return SILENT;
  if (!isLive(options, io)) return showLines(plan, options, io);
  return kept(liveProgress(plan, options, io), REDRAW_MS, io);
}

/** Where several plans are carried out side by side, which cannot share the lines of a terminal. */
export function showLines(plan: Plan, options: OutputOptions, io: Io): Progress {
  return options.quiet === true ? SILENT : kept(plainProgress(plan, options, io), TICK_MS, io);
}

function kept(progress: Progress, tickMs: number, io: Io): Progress {
  const stop = io.every(tickMs, () => progress.tick());
  return {
    ...progress,
    on: (event) => progress.on(masked(event, io)),
    end() {
      stop();
      progress.end();
    },
  };
}

/** Lines that are written again need a terminal that can, and nobody else who writes to it, such as the log. */
function isLive({ verbose }: OutputOptions, { stderr, env }: Io): boolean {
  return stderr.isTerminal && env.TERM !== 'dumb' && !isCi(env) && verbose !== true;
}

function liveProgress(plan: Plan, options: OutputOptions, { stderr, env, clock }: Io): Progress {
  const screen = {
    write: stderr.write,
    get columns() {
      return columnsOf(stderr);
    },
    get rows() {
      return stderr.rows > 0 ? stderr.rows : DEFAULT_ROWS;
    },
  };
  return createLiveProgress(plan, { paint: paintFor(stderr, options, env), now: clock.now, screen });
}

const DEFAULT_ROWS = 24;

function plainProgress(plan: Plan, options: OutputOptions, { stderr, env, clock }: Io): Progress {
  const writeLine = (line: string): void => stderr.write(`${line}\n`);
  return createProgress(plan, { paint: paintFor(stderr, options, env), now: clock.now, writeLine });
}

/** Before a line is cut: a half of a secret is not found any more. */
function masked(event: ApplyEvent, { mask }: Io): ApplyEvent {
  if (event.type === 'call_doubted') return { ...event, message: mask.apply(event.message) };
  if (event.type !== 'health') return event;
  return { ...event, health: { ...event.health, message: mask.apply(event.health.message) } };
}
