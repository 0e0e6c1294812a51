import { GitFailure } from './git-failure.ts';
import type { Repository } from './open-repository.ts';

/** The first line of what somebody wrote about a commit; null outside git, and where it cannot be had. */
export async function commitSubject(
  repository: Repository | null,
  commit: string | null,
): Promise<string | null> {
  if (repository === null || commit === null) return null;
  try {
    return (await repository.git.text(['log', '-1', '--no-show-signature', '--format=%s', commit])).trim();
  } catch (error) {
    if (error instanceof GitFailure) return null;
    throw error;
  }
}
