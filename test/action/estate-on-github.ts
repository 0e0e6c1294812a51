/** An estate whose repository lives on the fake GitHub: a sandbox, a bare origin, and the workflows of the examples. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit, folderBeside, publishBench } from '../commands/git-bench.ts';
import { cloneOf, git } from '../git/work-trees.ts';
import { type Bench, openBench } from '../support/bench.ts';
import { type FakeGitHub, startFakeGitHub } from './fake-github.ts';
import { type Pull, REPOSITORY } from './github-state.ts';
import { runWorkflow } from './runner.ts';
import type { JobResult, Trigger } from './running.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples/ci/github');

/** A clock that runs, for there is nobody to move it for a process. */
const WORLD = { clock: { mode: 'real' }, switches: { commandMs: 1, deployMs: 20 } } as const;

export type Files = Readonly<Record<string, string>>;

export class EstateOnGitHub {
  readonly bench: Bench;
  readonly github: FakeGitHub;
  readonly bare: string;
  readonly folder: string;

  constructor(bench: Bench, github: FakeGitHub, bare: string) {
    this.bench = bench;
    this.github = github;
    this.bare = bare;
    this.folder = folderBeside('runner');
    mkdirSync(this.folder);
  }

  /** A commit on a branch, from main where the branch is new; resolves to it. */
  async push(branch: string, files: Files): Promise<string> {
    const { folder } = this.bench;
    git(folder, 'checkout', '--quiet', '-B', branch);
    const made = await commit(this.bench, files, `change ${Object.keys(files).join(', ')}`);
    git(folder, 'push', '--quiet', '--force', 'origin', branch);
    return made;
  }

  /** Opens pull request 1 of a branch, or shows it a new commit. */
  async propose(branch: string, files: Files, head = REPOSITORY): Promise<Pull> {
    const sha = await this.push(branch, files);
    const found = this.github.pulls.find(({ number }) => number === 1);
    if (found !== undefined) {
      found.head.sha = sha;
      return found;
    }
    const pull: Pull = {
      number: 1,
      merged_at: null,
      merge_commit_sha: null,
      base: { ref: 'main' },
      head: { sha, repo: { full_name: head, fork: head !== REPOSITORY } },
    };
    this.github.pulls.push(pull);
    return pull;
  }

  /** What the runner would check out for a pull request: its merge with main. */
  mergeOf(pull: Pull, message = 'preview'): string {
    const { folder } = this.bench;
    git(folder, 'checkout', '--quiet', '--detach', 'main');
    git(folder, 'merge', '--quiet', '--no-ff', '-m', message, pull.head.sha);
    const merge = git(folder, 'rev-parse', 'HEAD');
    git(folder, 'push', '--quiet', '--force', 'origin', `${merge}:refs/pull/${pull.number}/merge`);
    return merge;
  }

  /** Resolves to the commit that main has then. */
  merge(pull: Pull): string {
    const merge = this.mergeOf(pull, `Merge pull request #${pull.number}`);
    git(this.bench.folder, 'checkout', '--quiet', '-B', 'main', merge);
    git(this.bench.folder, 'push', '--quiet', 'origin', 'main');
    Object.assign(pull, { merged_at: '2024-06-01T12:00:00Z', merge_commit_sha: merge });
    return merge;
  }

  /** The job of `plan.yml` for a pull request as it is now. */
  plan(pull: Pull, more: Partial<Trigger> = {}): Promise<JobResult> {
    const payload = { pull_request: { ...pull, head: { ...pull.head } } };
    return this.run('plan', { event: 'pull_request', commit: this.mergeOf(pull), payload, ...more });
  }

  apply(commitToApply: string, more: Partial<Trigger> = {}): Promise<JobResult> {
    return this.run('apply', { event: 'push', commit: commitToApply, ...more });
  }

  drift(): Promise<JobResult> {
    return this.run('drift', { event: 'schedule', commit: this.main });
  }

  get main(): string {
    return git(this.bench.folder, 'rev-parse', 'main');
  }

  /** @param edit what a user may change in a ready file */
  run(
    name: string,
    trigger: Trigger,
    edit: (text: string) => string = (text) => text,
    more: Readonly<Record<string, string>> = {},
  ): Promise<JobResult> {
    const text = edit(readFileSync(join(EXAMPLES, `${name}.yml`), 'utf8'));
    const { github, bare, folder } = this;
    return runWorkflow(text, trigger, { github, bare, folder, secrets: { ...SECRETS, ...more } });
  }

  comments(thread = 1): readonly string[] {
    return (this.github.comments.get(thread) ?? []).map(({ body }) => body);
  }

  /** A look at what the remote keeps, as a new clone. */
  clone(): string {
    return cloneOf(this.bare, folderBeside('clone'));
  }
}

const SECRETS = {
  ANYPOINT_CLIENT_ID: 'sandbox',
  ANYPOINT_CLIENT_SECRET: 'sandbox',
  MULETEER_RECORD_KEY: 'a-key-of-sixteen-letters-or-more',
};

/** With main published, and nothing applied. */
export async function openEstateOnGitHub(files: Files): Promise<EstateOnGitHub> {
  const bench = await openBench(WORLD);
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  await commit(bench, files, 'first');
  return new EstateOnGitHub(bench, await startFakeGitHub(), publishBench(bench));
}
