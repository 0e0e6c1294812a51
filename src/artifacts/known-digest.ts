import { basename } from 'node:path';
import type { FilePart } from '../model/call.ts';
import type { StampedValues } from '../model/stamped-values.ts';
import { digestFile } from './digest-file.ts';

/**
 * The digest of a local archive, which is read only where nobody knows it: each plan would read all archives of an
 * estate, which may be gigabytes. What is sent is hashed on its way, whatever is known.
 *
 * @throws MuleteerError `settings` when the file cannot be read
 */
export async function knownDigest(path: string, known: StampedValues): Promise<FilePart> {
  const kept = known.get(path);
  if (isKept(kept)) return { path, fileName: basename(path), sha1: kept.sha1, size: kept.size };
  const part = await digestFile(path);
  known.set(path, { sha1: part.sha1, size: part.size } satisfies Kept);
  return part;
}

interface Kept {
  readonly sha1: string;
  readonly size: number;
}

/** A file may be known for something else, too. */
function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'sha1' in value && 'size' in value;
}
