/**
 * Artifacts that only a service has, kept while a run may have to put them back: files in a temporary folder, one for
 * each digest, which is theirs alone and goes with the run.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilePart } from '../model/call.ts';
import { MuleteerError } from '../model/errors.ts';

type Chunks = AsyncIterable<Uint8Array>;

/** Hands the bytes to `take`; to a new call of it, should it have to begin again. */
export type Download = (take: (chunks: Chunks) => Promise<void>) => Promise<void>;

type Known = Pick<FilePart, 'fileName' | 'sha1' | 'size'>;

export interface KeptArtifacts {
  /**
   * The file with these bytes, downloaded once for each digest.
   * @throws MuleteerError where they cannot be had, or are others
   */
  keep(file: Known, download: Download): Promise<FilePart>;
  /** Removes them all. */
  remove(): Promise<void>;
}

/** @param parent where temporary folders go */
export function createKeptArtifacts(parent: string): KeptArtifacts {
  const kept = new Map<string, Promise<string>>();
  let folder: Promise<string> | null = null;
  const fetch = async (file: Known, download: Download): Promise<string> => {
    folder ??= mkdtemp(join(parent, 'muleteer-'));
    const path = join(await folder.catch(noRoom(file)), file.sha1);
    await download((chunks) => save(chunks, path, file));
    return path;
  };
  return {
    async keep({ fileName, sha1, size }, download) {
      const known = kept.get(sha1) ?? fetch({ fileName, sha1, size }, download);
      kept.set(sha1, known);
      // The next one who needs it tries again.
      known.catch(() => kept.delete(sha1));
      return { path: await known, fileName, sha1, size };
    },
    async remove() {
      const made = await folder?.catch(() => undefined);
      if (made !== undefined) await rm(made, { recursive: true, force: true });
    },
  };
}

async function save(chunks: Chunks, path: string, file: Known): Promise<void> {
  const hash = createHash('sha1');
  let bytes = 0;
  const handle = await open(path, 'w', 0o600).catch(noRoom(file));
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > file.size) break;
      hash.update(chunk);
      await handle.write(chunk).catch(noRoom(file));
    }
  } finally {
    await handle.close();
  }
  if (bytes !== file.size || hash.digest('hex') !== file.sha1) throw others(file);
}

function others({ fileName }: Known): MuleteerError {
  const message = `the service has other bytes for ${fileName} than the digest that it tells`;
  return new MuleteerError('unexpected_answer', message, {
    hint: 'somebody may have changed it: plan again',
  });
}

function noRoom({ fileName }: Known) {
  return (cause: unknown): never => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new MuleteerError('settings', `${fileName} cannot be kept in the temporary folder (${code})`, {
      hint: 'make room there, or name another folder in TMPDIR',
      cause,
      passes: true,
    });
  };
}
