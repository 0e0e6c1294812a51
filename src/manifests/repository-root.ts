import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/**
 * The folder that a repository starts at, seen from a folder inside it: the nearest one with `.git`; without git
 * the working folder, where it contains the folder; else the folder itself.
 */
export function findRepositoryRoot(folder: string, cwd: string): string {
  for (const candidate of foldersUpward(folder)) {
    if (existsSync(join(candidate, '.git'))) return candidate;
  }
  return isInside(cwd, folder) ? cwd : folder;
}

/** Where the rules over plans are; nothing in it is a manifest. */
export function policyFolder(root: string): string {
  return join(root, 'policies');
}

/** The folder itself, its parent, and so on, up to and with `top` (or the root of the disk). */
export function* foldersUpward(folder: string, top?: string): Generator<string> {
  let current = folder;
  while (true) {
    yield current;
    const parent = dirname(current);
    if (current === top || parent === current) return;
    current = parent;
  }
}

/** Whether a path is a folder or lies below it. Both absolute, and without steps upwards. */
export function isInside(folder: string, path: string): boolean {
  if (path.startsWith(folder) && path[folder.length] === sep) return true;
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}
