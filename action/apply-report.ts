/** What became of an apply, for its pull request and for the summary of the job. */
import { verbatim } from './documents.ts';
import type { Outcome, PlanFile } from './plan-file.ts';
import { selectionOf } from './reviewed-plan.ts';
import type { Ended } from './run-muleteer.ts';
import type { Step } from './step.ts';

/** A comment takes 65,536 characters; nobody reads so many failures either. */
const LINES = 100;

export function applyReport(
  { inputs, job, io }: Step,
  { code, complaint }: Ended,
  plan: PlanFile | null,
): string {
  const outcomes = plan?.outcomes ?? [];
  const lines = outcomes.filter(({ result }) => result !== 'done').map(lineOf);
  const shown = [
    ...lines.slice(0, LINES),
    ...(lines.length > LINES ? [`and ${lines.length - LINES} more`] : []),
    ...(complaint === '' ? [] : [complaint]),
  ].map((line) => line.slice(0, 500));
  return [
    `<!-- muleteer:apply ${selectionOf(inputs, io)} -->`,
    `### ${titleOf(code, outcomes)} (${job.commit.slice(0, 7)})`,
    '',
    `${MEANING[code] ?? 'It ended before it was done.'} [The log](${job.url}) has the details.`,
    ...(shown.length === 0 ? [] : ['', verbatim(shown.join('\n'))]),
    '',
  ].join('\n');
}

function titleOf(code: number, outcomes: readonly Outcome[]): string {
  const done = outcomes.filter(({ result }) => result === 'done').length;
  if (outcomes.length === 0) return code === 0 ? 'Nothing to apply' : 'Not applied';
  return `Applied: ${done} of ${outcomes.length} ${outcomes.length === 1 ? 'call' : 'calls'} done`;
}

/** The exit codes of the command line. */
const MEANING: Readonly<Record<number, string>> = {
  0: 'All is as declared.',
  1: 'Nothing was written.',
  3: 'It was refused, and nothing was written.',
  4: 'It stopped part-way. It is safe to run again.',
  5: 'The calls were accepted, but an application did not become healthy.',
  130: 'It was interrupted. It is safe to run again.',
};

function lineOf({ address, result, error, origin }: Outcome): string {
  const where = origin === null ? '' : ` (${origin.file}:${origin.line})`;
  return `${result}: ${address}${where}${error === null ? '' : `: ${error}`}`;
}
