/**
 * The first step: what the second one needs of earlier jobs. An `apply` needs the plan that was reviewed, a plan
 * without credentials the newest snapshot. The runner fetches it with another action, and `readStarted` hands it on.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, findArtifacts, isOurs, newest } from './artifacts.ts';
import { ActionError } from './io.ts';
import { artifactName, findReviewed } from './reviewed-plan.ts';
import { setOutputs } from './runner-files.ts';
import { SNAPSHOT } from './snapshot.ts';
import { newFolder, type Step } from './step.ts';

/** What `start` hands on, as outputs. */
export interface Started {
  /** The artifact to be fetched; empty where there is none. */
  readonly 'fetch-name': string;
  readonly 'fetch-run': string;
  /** Where the runner puts it. */
  readonly 'fetch-folder': string;
  /** Of the pull request that brought the commit; empty without one. */
  readonly pull: string;
  /** Why there is no reviewed plan; empty where there is, or where nobody asks. */
  readonly missing: string;
}

const NOTHING: Started = { 'fetch-name': '', 'fetch-run': '', 'fetch-folder': '', pull: '', missing: '' };

export async function start(step: Step): Promise<number> {
  setOutputs({ ...(await started(step)) }, step.io);
  return 0;
}

async function started(step: Step): Promise<Started> {
  const { command, planFile, review, live } = step.inputs;
  if (command === 'apply' && planFile === null && review === 'required') return reviewedPlan(step);
  if (command === 'plan' && live === 'latest') return fetching(await latestSnapshot(step), step);
  return NOTHING;
}

async function reviewedPlan(step: Step): Promise<Started> {
  const { github, job, inputs, io } = step;
  const reviewed = await findReviewed(github, job, (number) => artifactName(number, inputs, io));
  const pull = reviewed.pull === null ? '' : String(reviewed.pull.number);
  switch (reviewed.is) {
    case 'there':
      return { ...fetching(reviewed.artifact, step), pull };
    case 'missing':
      return { ...NOTHING, pull, missing: reviewed.why };
  }
}

/** Of the branch that the pull request goes to: what a branch of a stranger kept proves nothing. */
async function latestSnapshot({ github, job }: Step): Promise<Artifact> {
  const branch = job.pull?.base ?? job.ref;
  const kept = await findArtifacts(github, job, SNAPSHOT);
  const found = newest(kept.filter((one) => isOurs(one) && one.workflow_run?.head_branch === branch));
  if (found !== null) return found;
  throw new ActionError(
    `no job of ${branch} has kept a snapshot`,
    'a job on a schedule takes one with the input command: snapshot',
  );
}

function fetching({ name, workflow_run: run }: Artifact, { io }: Step): Started {
  const folder = join(newFolder(io), 'fetched');
  return { ...NOTHING, 'fetch-name': name, 'fetch-run': String(run?.id), 'fetch-folder': folder };
}

/** The variable by which the outputs of the first step reach the second. */
const STARTED = 'MULETEER_ACTION_STARTED';

export function readStarted({ io }: Step): Started {
  return { ...NOTHING, ...(JSON.parse(io.env[STARTED] ?? '{}') as Partial<Started>) };
}

/** The one file of the artifact; null where none was fetched. */
export function fetchedFile({ 'fetch-folder': folder }: Started): string | null {
  const [file] = folder === '' ? [] : readdirSync(folder);
  return file === undefined ? null : join(folder, file);
}
