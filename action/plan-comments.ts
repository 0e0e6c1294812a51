/**
 * The comments of a plan. What has nothing to say any more is written anew, not left behind: a reader must not take
 * an earlier commit's plan for this one's.
 */
import { codeSpan, markerOf, targetOf, verbatim } from './documents.ts';
import { selectionOf } from './reviewed-plan.ts';
import type { Step } from './step.ts';
import {
  findOwnComments,
  type OwnComments,
  type StickyComment,
  type Thread,
  writeComment,
} from './sticky-comments.ts';

/** Resolves to the addresses of the comments that say something of this plan. */
export async function commentPlan(
  step: Step,
  thread: Thread,
  documents: readonly StickyComment[],
): Promise<readonly string[]> {
  const own = await findOwnComments(step.github, thread);
  const urls: string[] = [];
  for (const document of documents) {
    const url = await writeComment(step.github, thread, document, own);
    if (url !== null) urls.push(url);
  }
  for (const body of [...leftBehind(step, documents, own), failureIsOver(step)])
    await writeComment(step.github, thread, { body, isNews: false }, own);
  return urls;
}

export async function commentPlanFailure(
  step: Step,
  thread: Thread,
  complaint: string,
): Promise<readonly string[]> {
  const { job, github } = step;
  const body = `${failureMarker(step)}
### No plan of ${shortCommit(step)}

It could not be made. Other comments with a plan are of an earlier commit. [The log](${job.url}) has the details.

${complaint === '' ? '' : verbatim(complaint)}`;
  const url = await writeComment(
    github,
    thread,
    { body, isNews: true },
    await findOwnComments(github, thread),
  );
  return url === null ? [] : [url];
}

/** Targets that the plan does not speak of any more. A run of some of them says nothing of the others. */
function leftBehind(step: Step, documents: readonly StickyComment[], own: OwnComments): readonly string[] {
  const { paths, targets } = step.inputs;
  if (paths.length > 0 || targets.length > 0) return [];
  const current = new Set(documents.map(({ body }) => markerOf(body)));
  return [...own.keys()]
    .filter((marker) => marker.startsWith('<!-- muleteer:plan ') && !current.has(marker))
    .map((marker) => `${marker}\n${nameOf(marker)} not part of the plan of ${shortCommit(step)}.\n`);
}

function nameOf(marker: string): string {
  const target = targetOf(marker);
  return target === null ? 'The targets together are' : `${codeSpan(target)} is`;
}

/** Only the same selection can tell whether it can be planned again. */
function failureMarker({ inputs, io }: Step): string {
  return `<!-- muleteer:plan-failure ${selectionOf(inputs, io)} -->`;
}

function failureIsOver(step: Step): string {
  return `${failureMarker(step)}\nThe plan of ${shortCommit(step)} could be made again.\n`;
}

function shortCommit({ job }: Step): string {
  return job.commit.slice(0, 7);
}
