/**
 * An own clone of somebody's repository, for one branch of it: nobody works in it, and each commit that is looked at
 * has a work tree of its own, so that a turn can end with the files that it began with.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MuleteerError } from '../model/errors.ts';
import type { Environment } from './git-environment.ts';
import { GitFailure } from './git-failure.ts';
import { createRefReader } from './ref-reader.ts';
import { readRef } from './refs.ts';
import { openRemote } from './remote.ts';
import { createGit, type Git } from './run-git.ts';

export interface MirrorOptions {
  /** Where it is kept; there, and ours alone. */
  readonly folder: string;
  readonly url: string;
  readonly branch: string;
  readonly env: Environment;
  /** This process, whose work trees nobody else may take away. */
  readonly runner: { readonly process: number; isAlive(process: number): boolean };
}

export interface Mirror {
  /** Asks the remote. Resolves to the newest commit of the branch. */
  fetch(): Promise<string>;
  /** Null: git trusts the signature of this commit. Otherwise why not. */
  distrust(commit: string): Promise<string | null>;
  /** A new work tree. Resolves to its folder. */
  checkOut(commit: string): Promise<string>;
  /** Takes one away; what cannot be taken away goes with the next start. */
  remove(folder: string): Promise<void>;
}

export async function openMirror(options: MirrorOptions): Promise<Mirror> {
  const { folder, url, branch, env, runner } = options;
  const root = join(folder, 'repository.git');
  const trees = join(folder, 'checkouts');
  const git = await openBare(options, root);
  await removeAbandoned(git, trees, runner);
  const remote = openRemote({ root, git, readRef: createRefReader(git), env }, url);
  // Where a clone would have it, for whoever asks which branches hold a commit.
  const ours = `refs/remotes/origin/${branch}`;
  let made = 0;
  return {
    async fetch() {
      try {
        await remote.fetch([`+refs/heads/${branch}:${ours}`]);
      } catch (error) {
        throw lacksBranch(error) ? noBranch(options, error) : error;
      }
      const newest = await readRef(git, ours);
      if (newest !== null) return newest;
      throw noBranch(options);
    },
    distrust: (commit) => distrust(git, commit),
    async checkOut(commit) {
      made += 1;
      const tree = join(trees, `${runner.process}-${made}-${commit.slice(0, 12)}`);
      await sayingWhy(`cannot check out ${commit.slice(0, 7)}`, () =>
        git.text(['worktree', 'add', '--quiet', '--force', '--detach', tree, commit]),
      );
      return tree;
    },
    remove: (tree) => git.text(['worktree', 'remove', '--force', tree]).then(ignore, ignore),
  };
}

function lacksBranch(error: unknown): boolean {
  const cause = error instanceof MuleteerError ? error.cause : null;
  return cause instanceof GitFailure && /couldn't find remote ref/.test(cause.output);
}

function noBranch({ url, branch }: MirrorOptions, cause?: unknown): MuleteerError {
  return new MuleteerError('unreachable', `${url} has no branch ${branch}`, {
    hint: `--branch names another: git ls-remote --heads ${url} lists them`,
    cause,
  });
}

async function openBare({ folder, url, env }: MirrorOptions, root: string): Promise<Git> {
  return sayingWhy(`cannot keep a clone in ${folder}`, async () => {
    await createGit(folder, env).text(['init', '--quiet', '--bare', root]);
    const git = createGit(root, env);
    await git.text(['config', 'remote.origin.url', url]);
    await git.text(['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*']);
    return git;
  });
}

/** Of processes that are no more, also of one that had our number. */
async function removeAbandoned(
  git: Git,
  trees: string,
  { process, isAlive }: MirrorOptions['runner'],
): Promise<void> {
  for (const name of namesIn(trees)) {
    const owner = Number(name.split('-')[0]);
    if (owner === process || !isAlive(owner)) rmSync(join(trees, name), { recursive: true, force: true });
  }
  await git.text(['worktree', 'prune']);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function distrust(git: Git, commit: string): Promise<string | null> {
  try {
    await git.text(['verify-commit', commit]);
    return null;
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return whyNot(error);
  }
}

/** An unsigned one is refused without a word; a good signature by a stranger is called good, and refused. */
function whyNot({ output, reason }: GitFailure): string {
  if (output.trim() === '') return 'it is not signed';
  const stranger = /^Good "git" signature.* with (\S+ key \S+)/m.exec(output)?.[1];
  if (stranger !== undefined) return `it is signed with ${stranger}, which nobody here trusts`;
  return /^gpg: (.*(?:can't check|bad|expired|revoked).*)$/im.exec(output)?.[1] ?? reason;
}

async function sayingWhy<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new MuleteerError('settings', `git ${what}: ${error.reason}`, { cause: error, passes: true });
  }
}

function ignore(): void {}
