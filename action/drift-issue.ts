/** One issue for as long as something is drifted: opened, kept up to date, and closed when all is as applied again. */
import { markerOf } from './documents.ts';
import { GitHubError } from './github.ts';
import { setOutputs } from './runner-files.ts';
import type { Step } from './step.ts';

interface Issue {
  readonly number: number;
  readonly body: string | null;
  readonly html_url: string;
  readonly user: { readonly login: string } | null;
  readonly pull_request?: object;
}

/** @param drifted the targets where something is */
export async function keepIssue(step: Step, body: string, drifted: readonly string[]): Promise<void> {
  const open = await findIssue(step, markerOf(body));
  if (drifted.length === 0 && open === null) return;
  const content = { title: `Changed outside git: ${drifted.join(', ')}`.slice(0, 200), body };
  const issue = open === null ? await create(step, content) : await update(step, open, content, drifted);
  setOutputs({ 'issue-url': issue.html_url }, step.io);
}

async function findIssue({ github, job }: Step, marker: string | null): Promise<Issue | null> {
  const viewer = await github.viewer();
  const issues = await github.list<Issue>(`/repos/${job.repository}/issues?state=open`);
  const own = issues.find(
    ({ body, user, pull_request: pull }) =>
      pull === undefined && user?.login === viewer && marker !== null && markerOf(body ?? '') === marker,
  );
  return own ?? null;
}

interface Content {
  readonly title: string;
  readonly body: string;
}

/** One without an answer may be there. */
async function create(step: Step, content: Content): Promise<Issue> {
  const post = (): Promise<Issue> => step.github.post<Issue>(`/repos/${step.job.repository}/issues`, content);
  try {
    return await post();
  } catch (error) {
    if (!(error instanceof GitHubError) || !error.lost) throw error;
    return (await findIssue(step, markerOf(content.body))) ?? (await post());
  }
}

function update(
  { github, job }: Step,
  { number }: Issue,
  { title, body }: Content,
  drifted: readonly string[],
): Promise<Issue> {
  const path = `/repos/${job.repository}/issues/${number}`;
  // The title of one that is closed still says what it was about.
  if (drifted.length === 0) return github.patch(path, { body, state: 'closed', state_reason: 'completed' });
  return github.patch(path, { title, body });
}
