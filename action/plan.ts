/** `plan` on a pull request: what would be done, in its comments, on its lines and in the summary of the job. */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argumentsFor } from './arguments.ts';
import { verbatim } from './documents.ts';
import { commentPlan, commentPlanFailure } from './plan-comments.ts';
import { readDocuments } from './plan-documents.ts';
import { changedTargets, countsOf, type PlanFile, readPlanFile } from './plan-file.ts';
import { readText } from './read-text.ts';
import { artifactName } from './reviewed-plan.ts';
import { runMuleteer } from './run-muleteer.ts';
import { say, setOutputs } from './runner-files.ts';
import { fetchedFile, readStarted } from './start.ts';
import { newFolder, type Step, summarize, tell } from './step.ts';
import type { StickyComment } from './sticky-comments.ts';

/** What one run of the command writes. */
interface Files {
  readonly folder: string;
  readonly json: string;
  readonly report: string;
  readonly annotations: string;
}

export async function plan(step: Step): Promise<number> {
  const { inputs, io } = step;
  const files = openFiles(step);
  const ended = await runMuleteer(commandLine(step, files), inputs.workingDirectory, io);
  io.log(readText(files.annotations));
  const made = readPlanFile(files.json);
  const documents = made === null ? null : readDocuments(files.folder, made);
  const complaints = ended.complaint === '' ? [] : [verbatim(ended.complaint)];
  summarize([...(documents ?? []).map(({ body }) => body), ...complaints], io);
  setOutputs(outputsOf(step, files, { code: ended.code, made }), io);
  const untold = await comment(step, documents, ended.complaint);
  if (untold !== null) say('error', untold, io);
  if (!isGood(ended.code)) return ended.code;
  return untold === null ? 0 : 1;
}

function openFiles({ inputs, io }: Step): Files {
  const folder = newFolder(io);
  const json = resolve(inputs.workingDirectory, inputs.planFile ?? join(folder, 'plan.json'));
  // One of an earlier run must not pass for this one's.
  rmSync(json, { force: true });
  return { folder, json, report: join(folder, 'plan.md'), annotations: join(folder, 'annotations') };
}

function commandLine(step: Step, { folder, json, report, annotations }: Files): readonly string[] {
  const { inputs } = step;
  const live = inputs.live === 'latest' ? fetchedFile(readStarted(step)) : inputs.live;
  const outputs = [
    'text',
    `json=${json}`,
    `markdown=${report}`,
    `markdown=${join(folder, 'targets', '{target}.md')}`,
    `github=${annotations}`,
  ];
  return argumentsFor('plan', inputs, [
    '--detailed-exitcode',
    ...(live === null ? [] : ['--live', live]),
    ...outputs.flatMap((output) => ['-o', output]),
  ]);
}

/** With changes or without. */
function isGood(code: number): boolean {
  return code === 0 || code === 2;
}

function outputsOf(
  { inputs, job, io }: Step,
  { json, report }: Files,
  { code, made }: { readonly code: number; readonly made: PlanFile | null },
): Readonly<Record<string, string>> {
  const { pull } = job;
  // A plan that was refused is nothing to be carried out, and a stranger's nothing to be trusted.
  const isKept = made !== null && isGood(code) && pull?.fromFork === false;
  return {
    'exit-code': String(code),
    changed: String(made !== null && changedTargets(made).size > 0),
    ...(made === null ? {} : { ...countsOf(made), 'plan-file': json, report }),
    ...(isKept ? { artifact: artifactName(pull.number, inputs, io), 'artifact-file': json } : {}),
  };
}

/** @param documents null where there is no plan */
async function comment(
  step: Step,
  documents: readonly StickyComment[] | null,
  complaint: string,
): Promise<string | null> {
  const { inputs, job, io } = step;
  if (!inputs.comment || job.pull === null) return null;
  const thread = { repository: job.repository, number: job.pull.number };
  const telling = async (): Promise<void> => {
    const urls =
      documents === null
        ? await commentPlanFailure(step, thread, complaint)
        : await commentPlan(step, thread, documents);
    setOutputs({ 'comment-urls': urls.join('\n') }, io);
  };
  return tell(telling, 'pull-requests: write', step);
}
