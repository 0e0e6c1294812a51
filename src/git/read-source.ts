import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { simpleGit } from 'simple-git';
import type { Source } from '../model/source.ts';

/** Which commit the manifests at a path are, and whether anything beside it is uncommitted. Null outside git, or without git. */
export async function readSource(path: string): Promise<Source> {
  try {
    const folder = statSync(path).isDirectory() ? path : dirname(path);
    const git = simpleGit(folder);
    const [commit, status] = await Promise.all([
      git.raw(['rev-parse', 'HEAD']),
      git.raw(['--no-optional-locks', 'status', '--porcelain', '--untracked-files=normal']),
    ]);
    return { commit: commit.trim(), dirty: status.trim() !== '' };
  } catch {
    return { commit: null, dirty: false };
  }
}
