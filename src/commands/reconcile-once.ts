/** `reconcile --once`: a turn of every target, side by side. What stops one stops no other. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import type { ApplyEvent } from '../model/report.ts';
import { createSlots } from '../model/slots.ts';
import type { DesiredTarget } from '../model/target.ts';
import type { TurnResult } from '../model/turn.ts';
import { createApplyEvents, reportEvents } from '../render/apply-events.ts';
import { renderReport } from '../render/report-text.ts';
import { turnLines } from '../render/turn-lines.ts';
import { assertWritable, describeError, paintFor, writeDiagnostics, writeResults } from './console-output.ts';
import { type EventStream, eventOf } from './event-stream.ts';
import type { Executed } from './execute.ts';
import { EXIT, type Io, type Output } from './io.ts';
import type { MadePlan } from './make-plan.ts';
import type { OutputOptions } from './options.ts';
import { requestLog } from './request-log.ts';
import { followed, loadRevision, type Revision, type RevisionOptions } from './revision.ts';
import { codeOf, runTurn, type TurnListener, type TurnSettings } from './run-turn.ts';
import { showLines } from './show-progress.ts';
import { planText } from './write-plan.ts';

export interface OnceOptions extends RevisionOptions, TurnSettings, OutputOptions {
  /** How many targets have their turn at once. */
  readonly turns: number;
}

export interface Telling {
  readonly io: Io;
  readonly events: EventStream;
}

/** `cwd`: the folder that the paths are relative to. What is written is relative to the one that the command runs in. */
export async function reconcileOnce(
  { paths, cwd }: { readonly paths: readonly string[]; readonly cwd: string },
  options: OnceOptions,
  telling: Telling,
): Promise<number> {
  const { io, events } = telling;
  const there = { ...io, cwd };
  const loading = await loadRevision(paths, options, there);
  const { diagnostics } = loading.is === 'good' ? loading.revision : loading;
  writeDiagnostics(diagnostics, options, io);
  if (loading.is === 'broken') {
    events.diagnostics(diagnostics);
    return EXIT.error;
  }
  assertWritable(options.output, io);
  const turned = await turnAll(loading.revision, options, { ...telling, io: there });
  writeResults(options.output, (_, output) => textOf(turned, options, output, io), io);
  return worst(turned.map(({ result }) => codeOf(result)));
}

/** What one turn came to, and what there is to show of it. */
interface Turned {
  readonly result: TurnResult;
  readonly made: MadePlan | null;
  readonly executed: Executed | null;
}

/** In the order of the manifests, however long each took. */
async function turnAll(
  revision: Revision,
  options: OnceOptions,
  telling: Telling,
): Promise<readonly Turned[]> {
  const slots = createSlots(options.turns);
  return Promise.all(
    followed(revision).map(async (target) => {
      const leave = await slots.take();
      try {
        return await turnOf(target, revision, options, telling);
      } finally {
        leave();
      }
    }),
  );
}

async function turnOf(
  target: DesiredTarget,
  revision: Revision,
  options: OnceOptions,
  { io, events }: Telling,
): Promise<Turned> {
  let made: MadePlan | null = null;
  let executed: Executed | null = null;
  let stop = (): void => {};
  const listener: TurnListener = {
    trace: await requestLog(options, io),
    warn: (diagnostics: readonly Diagnostic[]) => writeDiagnostics(diagnostics, options, io),
    planned(planned) {
      made = planned;
      events.plan(planned.plan, {});
      const progress = showLines(planned.plan, options, io);
      const eventFor = createApplyEvents(planned.plan, io.clock.now);
      stop = progress.end;
      return (event: ApplyEvent) => {
        progress.on(event);
        events.emit(eventFor(event));
      };
    },
    ended({ plan }, done) {
      executed = done;
      events.emit(...reportEvents(plan, done.report, done.elapsed));
    },
    failed(error) {
      events.emit(eventOf(error));
      // Whoever stopped it knows.
      if (error instanceof MuleteerError && error.code === 'interrupted') return;
      io.stderr.write(describeError(error, paintFor(io.stderr, options, io.env)));
    },
  };
  try {
    const result = await runTurn({ target, trigger: 'start', revision }, options, { io, listener });
    return { result, made, executed };
  } finally {
    stop();
  }
}

function textOf(turned: readonly Turned[], options: OnceOptions, output: Output | null, io: Io): string {
  const paint = paintFor(output, options, io.env);
  const blocks = turned.flatMap(({ made, executed }) => {
    if (made === null) return [];
    const plan = planText(made.plan, { ...options, elapsed: made.elapsed }, output, io);
    if (executed === null) return [plan];
    const { report, elapsed } = executed;
    return [`${plan}${renderReport(made.plan, report, { elapsed, paint, listed: 'all' })}`];
  });
  const results = turned.map(({ result }) => result);
  return [...blocks, turnLines(results, paint)].join('\n');
}

/** From the worst to the best, where several targets end in different ways. 1 and 3 are then about one target alone. */
const WORST_FIRST = [EXIT.interrupted, EXIT.partial, EXIT.error, EXIT.refused, EXIT.unhealthy];

function worst(codes: readonly number[]): number {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.done;
}
