/**
 * `apply` after a merge: carries out the plan that was reviewed on the pull request. Without one, the command line is
 * run as if nobody were there to be asked: it does what needs no call, and otherwise ends without sending anything.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyReport } from './apply-report.ts';
import { argumentsFor } from './arguments.ts';
import { countsOf, type PlanFile, readPlanFile } from './plan-file.ts';
import { type Ended, runMuleteer } from './run-muleteer.ts';
import { say, setOutputs } from './runner-files.ts';
import { fetchedFile, readStarted, type Started } from './start.ts';
import { newFolder, type Step, summarize, tell } from './step.ts';
import { findOwnComments, writeComment } from './sticky-comments.ts';

export async function apply(step: Step): Promise<number> {
  const { inputs, io } = step;
  const started = readStarted(step);
  const folder = newFolder(io);
  const json = join(folder, 'report.json');
  const reviewed = inputs.planFile ?? fetchedFile(started);
  const args = argumentsFor('apply', inputs, [
    ...(inputs.review === 'none' ? ['--yes'] : []),
    ...(reviewed === null ? [] : ['--plan', reviewed]),
    '-o',
    'text',
    '-o',
    `json=${json}`,
  ]);
  const ended = await runMuleteer(args, inputs.workingDirectory, io);
  if (ended.code !== 0 && started.missing !== '') explainMissing(started, step);
  await report(step, { started, ended, plan: readPlanFile(json), folder });
  return ended.code;
}

function explainMissing({ missing }: Started, { io }: Step): void {
  say(
    'error',
    `nobody reviewed this plan: ${missing}\nplan it on a pull request, or run the job with the input review: none, which carries out what the plan says now`,
    io,
  );
}

interface Result {
  readonly started: Started;
  readonly ended: Ended;
  readonly plan: PlanFile | null;
  readonly folder: string;
}

async function report(step: Step, { started, ended, plan, folder }: Result): Promise<void> {
  const { inputs, io } = step;
  const text = applyReport(step, ended, plan);
  const file = join(folder, 'report.md');
  writeFileSync(file, text);
  summarize([text], io);
  const done = plan?.outcomes?.some(({ result }) => result === 'done') ?? false;
  setOutputs(
    {
      'exit-code': String(ended.code),
      ...(plan === null ? {} : { ...countsOf(plan), 'plan-file': join(folder, 'report.json') }),
      report: file,
      changed: String(done),
    },
    io,
  );
  if (!inputs.comment || started.pull === '') return;
  const untold = await tell(
    () => commentReport(step, Number(started.pull), text),
    'pull-requests: write',
    step,
  );
  // What was applied is applied, whether or not it can be told.
  if (untold !== null) say('warning', untold, io);
}

async function commentReport({ github, job, io }: Step, number: number, body: string): Promise<void> {
  const thread = { repository: job.repository, number };
  const own = await findOwnComments(github, thread);
  const url = await writeComment(github, thread, { body, isNews: true }, own);
  setOutputs({ 'comment-urls': url ?? '' }, io);
}
