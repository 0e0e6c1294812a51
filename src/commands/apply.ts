import { resolve } from 'node:path';
import { MuleteerError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import { keepReviewed } from '../reconcile/keep-reviewed.ts';
import { createApplyEvents, reportEvents } from '../render/apply-events.ts';
import { allowancesOf } from './allow-options.ts';
import { agreed, type Question } from './ask.ts';
import { describeError, paintFor } from './console-output.ts';
import { besideEvents, type EventStream, withEvents } from './event-stream.ts';
import { execute } from './execute.ts';
import { EXIT, type Io } from './io.ts';
import { judge } from './judge.ts';
import { type MadePlan, withPlan } from './make-plan.ts';
import { assertMayApply, assertStillOpen } from './may-apply.ts';
import { notifyingOf, type RunNotes, withNotifications } from './notifications.ts';
import type { PlanOptions } from './options.ts';
import { type ReviewedFile, readReviewedPlan } from './reviewed-plan.ts';
import { showProgress } from './show-progress.ts';
import { planText } from './write-plan.ts';
import { exitCode, writeReport } from './write-report.ts';

export interface ApplyOptions extends PlanOptions {
  readonly yes?: true;
  /** Milliseconds. */
  readonly timeout: number;
  readonly plan?: string;
  readonly reviewedOnly?: true;
}

/** Where a run writes to, and what it leaves for those who are told of it. */
interface Telling {
  readonly io: Io;
  readonly events: EventStream;
  readonly notes: RunNotes;
}

export async function applyCommand(paths: readonly string[], options: ApplyOptions, io: Io): Promise<number> {
  return withNotifications(await notifyingOf('apply', options, io), (notes) =>
    withEvents(options, io, (events) => apply(paths, besideEvents(options), { io, events, notes })),
  );
}

async function apply(paths: readonly string[], options: ApplyOptions, telling: Telling): Promise<number> {
  const { io } = telling;
  const { plan: file } = options;
  if (file === undefined && options.reviewedOnly === true)
    throw new MuleteerError('usage', '--reviewed-only goes with --plan FILE', {
      hint: 'name what was reviewed',
    });
  // Read first: the report may go into the same file.
  const reviewed = file === undefined ? null : await readReviewedPlan(file, resolve(io.cwd, file));
  const code = await withPlan(paths, options, { access: 'read-write', ...telling }, (made) =>
    applyPlan(made, reviewed, options, telling),
  );
  return code ?? EXIT.error;
}

async function applyPlan(
  made: MadePlan,
  reviewed: ReviewedFile | null,
  options: ApplyOptions,
  { io, events, notes }: Telling,
): Promise<number> {
  const plan = planToApply(made, reviewed, options, io);
  notes.know({ plan });
  events.plan(plan, options);
  // The plan is shown before anything is asked or done; as text only where text is what goes to stdout.
  if (showsText(options))
    io.stdout.write(planText(plan, { ...options, elapsed: made.elapsed }, io.stdout, io));
  await assertMayApply({ ...made, plan }, { ...options, reviewed }, io);
  // Whoever hands in what was reviewed has been asked already.
  const asks = plan.calls.length > 0 && reviewed === null && options.yes !== true;
  if (asks) {
    if (!(await agreed(questionAbout(plan), io))) return EXIT.error;
    assertStillOpen({ ...made, plan }, options, io);
  }
  return carryOut({ ...made, plan }, reviewed, options, { io, events, notes });
}

function planToApply(
  { plan, targets, rules }: MadePlan,
  reviewed: ReviewedFile | null,
  options: ApplyOptions,
  io: Io,
): Plan {
  if (reviewed === null || options.reviewedOnly !== true) return plan;
  // What is held now breaks no rule any more.
  return judge(keepReviewed(plan, reviewed, { targets, allowances: allowancesOf(options) }), rules, io);
}

async function carryOut(
  { plan, providers, record }: MadePlan,
  reviewed: ReviewedFile | null,
  options: ApplyOptions,
  { io, events, notes }: Telling,
): Promise<number> {
  const progress = showProgress(plan, options, io);
  const eventFor = createApplyEvents(plan, io.clock.now);
  const executing = execute(
    { plan, providers, record },
    { ...options, reviewed },
    {
      io,
      emit(event) {
        progress.on(event);
        events.emit(eventFor(event));
      },
    },
  );
  const { report, elapsed } = await executing.finally(progress.end);
  notes.know({ report: { of: report, elapsed } });
  const code = exitCode(report);
  try {
    events.emit(...reportEvents(plan, report, elapsed));
    try {
      writeReport(plan, report, { ...options, elapsed }, io);
    } finally {
      events.close();
    }
  } catch (error) {
    // What became of the estate is worth more than what became of a file.
    io.stderr.write(describeError(error, paintFor(io.stderr, options, io.env)));
    return exitCode(report, 'report lost');
  }
  return code;
}

function showsText({ output }: ApplyOptions): boolean {
  return !output.some(({ format, file }) => file === null && format !== 'text');
}

function questionAbout({ calls }: Plan): Question {
  return {
    text: `\nSend ${calls.length === 1 ? 'this call' : `these ${calls.length} calls`}?`,
    unasked: {
      message: 'apply asks before it writes, and there is no terminal to ask on',
      hint: 'review the plan above and run apply with --yes; nothing was written',
    },
    declined: 'Not applied, nothing was written.',
  };
}
