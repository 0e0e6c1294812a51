/** What the steps of one run share. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstParts } from './documents.ts';
import { explained, type GitHub } from './github.ts';
import type { Inputs } from './inputs.ts';
import { ActionError, type ActionIo } from './io.ts';
import type { Job } from './job.ts';
import { addSummary, say, summaryRoom } from './runner-files.ts';

export interface Step {
  readonly inputs: Inputs;
  readonly job: Job;
  readonly github: GitHub;
  readonly io: ActionIo;
}

/** A folder for the files of one command; the runner empties its parent after the job. */
export function newFolder({ env }: Pick<ActionIo, 'env'>): string {
  return mkdtempSync(join(env.RUNNER_TEMP ?? tmpdir(), 'muleteer-'));
}

export function summarize(parts: readonly string[], io: ActionIo): void {
  addSummary(firstParts(parts, summaryRoom(io)), io);
}

/**
 * Tells people something on GitHub. Where the job may not, because a stranger's branch started it, that is as it
 * should be, and the summary of the step has it all.
 *
 * @returns why it could not be told; null where it was
 */
export async function tell(
  telling: () => Promise<void>,
  permission: string,
  { job, io }: Step,
): Promise<string | null> {
  try {
    await telling();
    return null;
  } catch (error) {
    const problem = explained(error, permission);
    if (!(problem instanceof ActionError) || job.pull?.fromFork !== true) return describe(problem);
    say('notice', 'no comment: the token of a fork may not write; the summary of this job has the plan', io);
    return null;
  }
}

export function describe(problem: unknown): string {
  if (problem instanceof ActionError) return `${problem.message}\n${problem.hint}`;
  return problem instanceof Error ? problem.message : String(problem);
}
