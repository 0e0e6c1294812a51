import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * With the folders above it. Not `recursive: true`: where a file system such as /proc takes no folder, and says so with
 * ENOENT, Node tries for ever, and no signal ends it.
 * @param mode of the folders that are made, the process's mask aside
 */
export function makeFolder(path: string, mode = 0o777): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (cause) {
    // Somebody else made it meanwhile.
    if (!existsSync(path)) throw cause;
  }
}
