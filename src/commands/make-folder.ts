import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * With the folders above it. Not `recursive: true`: where a file system such as /proc takes no folder, and says so with
 * ENOENT, Node tries for ever, and no signal ends it.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (cause) {
    // Somebody else made it meanwhile.
    if (!existsSync(path)) throw cause;
  }
}
