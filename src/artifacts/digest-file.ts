import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { FilePart } from '../model/call.ts';
import { MuleteerError } from '../model/errors.ts';

const READ_AT_ONCE = 1_048_576;

/**
 * The SHA-1 and size of a local artifact. SHA-1, since that is what the service reports as `fileChecksum`
 * (runtime-manager reference, section 8.2).
 *
 * @throws MuleteerError `settings` when the file cannot be read
 */
export async function digestFile(path: string): Promise<FilePart> {
  try {
    const { size } = statSync(path);
    const hash = createHash('sha1');
    // Of thousands of small files most of the time would go into handing them to another thread and back.
    if (size <= READ_AT_ONCE) hash.update(readFileSync(path));
    else for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return { path, fileName: basename(path), sha1: hash.digest('hex'), size };
  } catch (cause) {
    throw new MuleteerError('settings', `cannot read the artifact ${path}`, { cause });
  }
}
