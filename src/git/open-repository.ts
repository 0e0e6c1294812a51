import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { MuleteerError } from '../model/errors.ts';
import type { Environment } from './git-environment.ts';
import { GitFailure } from './git-failure.ts';
import { createRefReader, type RefReader } from './ref-reader.ts';
import { createGit, type Git } from './run-git.ts';

/** A work tree; linked ones and submodules are some, too. */
export interface Repository {
  /** The folder that the work tree starts at, as git writes it: links resolved. */
  readonly root: string;
  readonly git: Git;
  readonly readRef: RefReader;
  readonly env: Environment;
}

/**
 * The work tree that a folder is in; null outside of one, and where there is no git.
 * @throws MuleteerError `settings` where git is there and will not read it
 */
export async function openRepository(folder: string, env: Environment): Promise<Repository | null> {
  // Git, which takes longer to start than to answer, would look for the same.
  if (!hasGitAbove(folder)) return null;
  try {
    const root = (await createGit(folder, env).text(['rev-parse', '--show-toplevel'])).trim();
    const git = createGit(root, env);
    return { root, git, readRef: createRefReader(git), env };
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (error.notInstalled || /not a git repository|must be run in a work tree/.test(error.output))
      return null;
    throw new MuleteerError('settings', `git does not read the repository at ${folder}: ${error.reason}`, {
      hint: /dubious ownership/.test(error.output)
        ? `it belongs to another user: git config --global --add safe.directory ${folder}`
        : 'git status there says more',
      cause: error,
    });
  }
}

/** A folder that is not there is git's to explain. */
function hasGitAbove(folder: string): boolean {
  if (!existsSync(folder)) return true;
  let current = realpathSync(folder);
  while (!existsSync(join(current, '.git'))) {
    const parent = dirname(current);
    if (parent === current) return false;
    current = parent;
  }
  return true;
}

/** Where a file is, from the work tree's root, with forward slashes. The file itself need not exist. */
export function pathInRepository(repository: Repository, file: string): string {
  const inFolder = join(realpathSync(dirname(file)), basename(file));
  return relative(realpathSync(repository.root), inFolder).split(sep).join('/');
}

/** `Ada Ops <ada@example.test>`, as this repository's commits would say; null where nobody said who they are. */
export async function identityOf({ git }: Repository): Promise<string | null> {
  try {
    const told = await git.text(['-c', 'user.useConfigOnly=true', 'var', 'GIT_AUTHOR_IDENT']);
    return /^(.* <.*>) \d+ [+-]\d+\s*$/.exec(told)?.[1] ?? null;
  } catch (error) {
    if (error instanceof GitFailure) return null;
    throw error;
  }
}
