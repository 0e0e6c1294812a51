import type { Command } from 'commander';
import { MuleteerError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyReport, Outcome } from '../model/report.ts';
import { executePlan } from '../reconcile/execute-plan.ts';
import { noRecord } from '../record/no-record.ts';
import { reportToJson } from '../render/plan-json.ts';
import { createProgress } from '../render/progress.ts';
import { renderReport } from '../render/report-text.ts';
import { VERSION } from '../version.ts';
import { describeError, paintFor, writeResults } from './console-output.ts';
import { EXIT, type Io } from './io.ts';
import { type MadePlan, refusal, refusedBy, withPlan } from './make-plan.ts';
import {
  addOutputOptions,
  addPlanOptions,
  addSelectionOptions,
  addTimeoutOption,
  type PlanOptions,
} from './options.ts';
import { planText } from './plan.ts';
import { interrupted } from './stoppable.ts';

interface ApplyOptions extends PlanOptions {
  readonly yes?: true;
  /** Milliseconds. */
  readonly timeout: number;
}

export function addApplyCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('apply')
    .description('plan, show the plan, ask, and carry it out; waits until every application is healthy')
    .argument('[path...]', 'manifests, files or folders (default: the current folder)')
    .option('--yes', 'do not ask');
  addOutputOptions(addTimeoutOption(addPlanOptions(addSelectionOptions(command))), ['text', 'json']);
  command.action((paths: string[], options: ApplyOptions) => run(applyCommand(paths, options, io)));
}

async function applyCommand(paths: readonly string[], options: ApplyOptions, io: Io): Promise<number> {
  const code = await withPlan(paths, options, { access: 'read-write', io }, (made) =>
    applyPlan(made, options, io),
  );
  return code ?? EXIT.error;
}

async function applyPlan(made: MadePlan, options: ApplyOptions, io: Io): Promise<number> {
  const { plan, elapsed, providers } = made;
  // The plan is shown before anything is asked or done; as text only where text is what goes to stdout.
  if (showsText(options)) io.stdout.write(planText(plan, { ...options, elapsed }, io.stdout, io));
  const paint = paintFor(io.stderr, options, io.env);
  const refused = refusedBy(plan, options.failOn);
  if (refused !== null) {
    io.stderr.write(describeError(refusal(refused), paint));
    return EXIT.refused;
  }
  if (plan.calls.length > 0 && !(await agreed(plan, options, io))) return EXIT.error;
  const started = io.clock.now();
  const progress = createProgress(plan, paint, (line) => {
    if (options.quiet !== true) io.stderr.write(`${line}\n`);
  });
  const report = await executePlan(plan, providers, {
    parallelism: options.parallelism,
    timeout: options.timeout,
    clock: io.clock,
    signal: io.signal,
    record: noRecord,
    emit: progress,
  });
  const code = exitCode(report);
  try {
    writeReport(plan, report, { ...options, elapsed: io.clock.now() - started }, io);
  } catch (error) {
    // What became of the estate is worth more than what became of a file.
    io.stderr.write(describeError(error, paint));
    return wroteAnything(report) || code !== EXIT.done ? code : EXIT.error;
  }
  return code;
}

function showsText({ output }: ApplyOptions): boolean {
  return !output.some(({ format, file }) => file === null && format !== 'text');
}

async function agreed(plan: Plan, { yes }: ApplyOptions, io: Io): Promise<boolean> {
  if (yes === true) return true;
  if (io.ask === null) {
    throw new MuleteerError('usage', 'apply asks before it writes, and there is no terminal to ask on', {
      hint: 'review the plan above and run apply with --yes; nothing was written',
    });
  }
  const question = `\nSend ${plan.calls.length === 1 ? 'this call' : `these ${plan.calls.length} calls`}? Only "yes" is a yes: `;
  const answer = await io.ask(question);
  if (io.signal.aborted) throw interrupted();
  if (answer.trim() === 'yes') return true;
  io.stderr.write('Not applied, nothing was written.\n');
  return false;
}

function writeReport(
  plan: Plan,
  report: ApplyReport,
  options: ApplyOptions & { readonly elapsed: number },
  io: Io,
): void {
  const json = (): string =>
    `${JSON.stringify(reportToJson(plan, report, { version: VERSION, all: options.all === true }), null, 2)}\n`;
  writeResults(
    options.output,
    (format, output) =>
      format === 'json'
        ? json()
        : renderReport(plan, report, options.elapsed, paintFor(output ?? io.stdout, options, io.env)),
    io,
  );
}

/** Contract, section 2: 4 wins over 5, and 1 is only for a run that wrote nothing. */
function exitCode(report: ApplyReport): number {
  const { outcomes, unsettled } = report;
  if (report.interrupted) return EXIT.interrupted;
  if (outcomes.some(notSent)) return wroteAnything(report) ? EXIT.partial : EXIT.error;
  const unhealthy = unsettled.length > 0 || outcomes.some(({ result }) => result === 'failed');
  return unhealthy ? EXIT.unhealthy : EXIT.done;
}

function wroteAnything({ outcomes }: ApplyReport): boolean {
  return outcomes.some(({ accepted, result }) => accepted || result === 'uncertain');
}

/** Refused, in doubt, or left out because of another: not an application that merely failed to become healthy. */
function notSent({ result, accepted, error }: Outcome): boolean {
  if (result === 'done') return false;
  return result === 'failed' ? !accepted : error !== null;
}
