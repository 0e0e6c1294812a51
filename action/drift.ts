/** `drift` by the clock: what somebody changed outside git, in the summary of the job and, if wished, as an issue. */
import { join } from 'node:path';
import { argumentsFor } from './arguments.ts';
import { verbatim } from './documents.ts';
import { keepIssue } from './drift-issue.ts';
import { changedTargets, countsOf, readPlanFile } from './plan-file.ts';
import { readText } from './read-text.ts';
import { runMuleteer } from './run-muleteer.ts';
import { say, setOutputs } from './runner-files.ts';
import { newFolder, type Step, summarize, tell } from './step.ts';

export async function drift(step: Step): Promise<number> {
  const { inputs, io } = step;
  const folder = newFolder(io);
  const json = join(folder, 'drift.json');
  const report = join(folder, 'drift.md');
  const annotations = join(folder, 'annotations');
  const outputs = ['text', `json=${json}`, `markdown=${report}`, `github=${annotations}`];
  const flags = ['--detailed-exitcode', ...outputs.flatMap((output) => ['-o', output])];
  const args = argumentsFor('drift', inputs, flags);
  const { code, complaint } = await runMuleteer(args, inputs.workingDirectory, io);
  io.log(readText(annotations));
  const document = readText(report);
  summarize([document, ...(complaint === '' ? [] : [verbatim(complaint)])], io);
  const found = readPlanFile(json);
  const drifted = found === null ? [] : [...changedTargets(found)].sort();
  const files = found === null ? {} : { ...countsOf(found), 'plan-file': json, report };
  setOutputs({ 'exit-code': String(code), ...files, changed: String(drifted.length > 0) }, io);
  if (code !== 0 && code !== 2) return code;
  if (!inputs.issue) return 0;
  const untold = await tell(() => keepIssue(step, document, drifted), 'issues: write', step);
  if (untold !== null) say('error', untold, io);
  return untold === null ? 0 : 1;
}
