import { apply } from './apply.ts';
import { drift } from './drift.ts';
import { connectGitHub } from './github.ts';
import { readInputs } from './inputs.ts';
import { ActionError, type ActionIo } from './io.ts';
import { readJob } from './job.ts';
import { plan } from './plan.ts';
import { mask, say } from './runner-files.ts';
import { snapshot } from './snapshot.ts';
import { start } from './start.ts';
import { describe, type Step } from './step.ts';

const COMMANDS = { plan, apply, drift, snapshot } as const;

/** Resolves to the exit code of the step. */
export async function runAction(name: string, io: ActionIo): Promise<number> {
  try {
    const step = openStep(io);
    if (name === 'start') return await start(step);
    if (name === 'run') return await COMMANDS[step.inputs.command](step);
    throw new ActionError(`there is no step ${name}`, 'the steps are start and run');
  } catch (error) {
    say('error', describe(error), io);
    return 1;
  }
}

function openStep(io: ActionIo): Step {
  const inputs = readInputs(io);
  mask(inputs.token, io);
  const job = readJob(io);
  assertTrusted(job.event, job.pull?.fromFork === true);
  return { inputs, job, github: connectGitHub(inputs.token, io), io };
}

/** With this event a job has all secrets; a stranger's manifests would be resolved with them. */
function assertTrusted(event: string, fromFork: boolean): void {
  if (event !== 'pull_request_target' || !fromFork) return;
  throw new ActionError(
    'a pull request of a fork is not planned with the secrets of this repository',
    'use the event pull_request, and plan against a snapshot (input live)',
  );
}
