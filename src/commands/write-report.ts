/** What became of an apply: its report, and its exit code. */
import { MuleteerError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyReport, Outcome } from '../model/report.ts';
import { reportToJson } from '../render/plan-json.ts';
import { renderReport } from '../render/report-text.ts';
import { VERSION } from '../version.ts';
import { describeError, paintFor, writeResults } from './console-output.ts';
import { EXIT, type Io } from './io.ts';
import type { PlanTextOptions } from './write-plan.ts';

export function writeReport(plan: Plan, report: ApplyReport, options: PlanTextOptions, io: Io): void {
  const json = (): string =>
    `${JSON.stringify(reportToJson(plan, report, { version: VERSION, all: options.all === true }), null, 2)}\n`;
  try {
    writeResults(
      options.output,
      (format, output) =>
        format === 'json'
          ? json()
          : renderReport(plan, report, {
              elapsed: options.elapsed,
              paint: paintFor(output, options, io.env),
              // On a terminal every call has just ended before the reader's eyes.
              listed: output?.isTerminal === true ? 'troubled' : 'all',
            }),
      io,
    );
  } finally {
    const { recordError } = report;
    if (recordError !== null)
      io.stderr.write(describeError(behind(recordError), paintFor(io.stderr, options, io.env)));
  }
}

function behind(reason: string): MuleteerError {
  return new MuleteerError('settings', `the record does not know all that was done: ${reason}`, {
    hint: 'run it again: it plans against what is there now',
  });
}

/** Contract, section 2: 4 wins over 5, and 1 is only for a run that wrote nothing. */
export function exitCode(report: ApplyReport, about: 'all told' | 'report lost' = 'all told'): number {
  const { outcomes, unsettled, recordError } = report;
  const wrote = outcomes.some(({ accepted, result }) => accepted || result === 'uncertain');
  if (report.interrupted) return EXIT.interrupted;
  if (recordError !== null || outcomes.some(notSent)) return wrote ? EXIT.partial : EXIT.error;
  const unhealthy = unsettled.length > 0 || outcomes.some(({ result }) => result === 'failed');
  if (unhealthy) return EXIT.unhealthy;
  return wrote || about === 'all told' ? EXIT.done : EXIT.error;
}

/** Refused, in doubt, or left out because of another: not an application that merely failed to become healthy. */
function notSent({ result, accepted, error }: Outcome): boolean {
  if (result === 'done') return false;
  return result === 'failed' ? !accepted : error !== null;
}
