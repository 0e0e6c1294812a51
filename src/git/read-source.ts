import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { MuleteerError } from '../model/errors.ts';
import type { Source } from '../model/source.ts';
import { GitFailure } from './git-failure.ts';
import { pathInRepository, type Repository } from './open-repository.ts';

const NONE: Source = { commit: null, dirty: false };

/**
 * Which commit the manifests are, and whether anything beside it is uncommitted; no commit outside of git.
 * @param own files that count as neither, such as a plan that we wrote ourselves
 */
export async function readSource(
  repository: Repository | null,
  own: readonly string[] = [],
): Promise<Source> {
  if (repository === null) return NONE;
  const except = own.flatMap((file) => exception(repository, file));
  // Below a folder that nothing of is tracked, git names the folder only: a file of ours would hide in it.
  const untracked = `--untracked-files=${except.length === 0 ? 'normal' : 'all'}`;
  const lines = (
    await saying(repository, ['status', '--porcelain=v2', '--branch', untracked, '--', '.', ...except])
  ).split('\n');
  const commit = lines.flatMap((line) => /^# branch\.oid ([0-9a-f]+)$/.exec(line)?.[1] ?? []).at(0);
  if (commit === undefined) return NONE;
  return { commit, dirty: lines.some((line) => line !== '' && !line.startsWith('#')) };
}

/** What is not there, or elsewhere, needs none. */
function exception(repository: Repository, file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const path = pathInRepository(repository, file);
  return path.startsWith('../') || isAbsolute(path) ? [] : [`:(exclude,literal)${path}`];
}

/** A work tree that cannot be read must not look like none: what it forbids would be allowed. */
async function saying({ git, root }: Repository, args: readonly string[]): Promise<string> {
  try {
    return await git.text(args);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new MuleteerError('settings', `git does not read the work tree at ${root}: ${error.reason}`, {
      hint: 'git status there says more',
      cause: error,
    });
  }
}
