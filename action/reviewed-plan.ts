/**
 * The plan that was reviewed on the pull request that a commit came with. A step of its own finds it, since another
 * action downloads it; so the answer is a set of outputs.
 */
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { type Artifact, findArtifacts, isOurs, newest } from './artifacts.ts';
import { explained, type GitHub } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { ActionIo } from './io.ts';
import type { Job } from './job.ts';

/** The name of the artifact. The same selection gives the same one, for another selection is another plan. */
export function artifactName(number: number, inputs: Inputs, io: Pick<ActionIo, 'env'>): string {
  return `muleteer-plan-${number}-${selectionOf(inputs, io)}`;
}

/** A short word for what a step was asked to look at. */
export function selectionOf(
  { paths, targets, workingDirectory }: Inputs,
  { env }: Pick<ActionIo, 'env'>,
): string {
  const folder = relative(env.GITHUB_WORKSPACE ?? '.', workingDirectory);
  return createHash('sha256')
    .update(JSON.stringify([paths, targets, folder]))
    .digest('hex')
    .slice(0, 8);
}

interface MergedPull {
  readonly number: number;
  readonly head: string;
}

export type Reviewed =
  | { readonly is: 'there'; readonly pull: MergedPull; readonly artifact: Artifact }
  | { readonly is: 'missing'; readonly pull: MergedPull | null; readonly why: string };

interface PullRow {
  readonly number: number;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly base: { readonly ref: string };
  readonly head: { readonly sha: string };
}

/** The pull request that brought a commit to its branch. @throws ActionError without the right to look */
async function findMergedPull(github: GitHub, job: Job): Promise<MergedPull | null> {
  const pulls = await github
    .list<PullRow>(`/repos/${job.repository}/commits/${job.commit}/pulls`)
    .catch((error) => {
      throw explained(error, 'pull-requests: read');
    });
  const merged = pulls.filter(({ merged_at: at, base }) => at !== null && base.ref === job.ref);
  const pull =
    merged.find(({ merge_commit_sha: commit }) => commit === job.commit) ??
    merged.toSorted((a, b) => (a.merged_at ?? '').localeCompare(b.merged_at ?? '')).at(-1);
  return pull === undefined ? null : { number: pull.number, head: pull.head.sha };
}

/** @throws ActionError without the right to look */
export async function findReviewed(
  github: GitHub,
  job: Job,
  nameFor: (number: number) => string,
): Promise<Reviewed> {
  const pull = await findMergedPull(github, job);
  if (pull === null) {
    const why = `commit ${job.commit.slice(0, 7)} came with no pull request to ${job.ref}`;
    return { is: 'missing', pull, why };
  }
  const name = nameFor(pull.number);
  return choose(pull, name, await findArtifacts(github, job, name));
}

/** The newest of the commit that was reviewed last. */
function choose(pull: MergedPull, name: string, artifacts: readonly Artifact[]): Reviewed {
  const missing = (why: string): Reviewed => ({
    is: 'missing',
    pull,
    why: `pull request #${pull.number} ${why}`,
  });
  const ofHead = artifacts.filter(({ workflow_run: run }) => run?.head_sha === pull.head);
  if (ofHead.length === 0)
    return missing(
      `has no plan of its last commit ${pull.head.slice(0, 7)} for this path and target (${name})`,
    );
  const own = ofHead.filter(isOurs);
  if (own.length === 0) return missing('came from a fork, whose plans anybody could write');
  const artifact = newest(own);
  if (artifact === null) return missing(`had a plan, which is kept no longer (${name})`);
  return { is: 'there', pull, artifact };
}
