/**
 * Downloads, and what repositories told of them, kept from run to run. Bytes are kept under their SHA-1 and are hashed
 * whenever they are used, so that a damaged file is no file; nothing is there under its name before all of it is. Any
 * part of the folder may be deleted at any time. Another format gets another folder.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { MuleteerError } from '../model/errors.ts';
import { createReader, type Digests, type Expected, mismatch, type Reader } from './digests.ts';

export interface KeptFile extends Digests {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export interface ArtifactCache {
  /** The bytes with this SHA-1, and with what else is expected of them; null where there are none. */
  find(expected: Expected & { readonly sha1: string }): Promise<KeptFile | null>;
  /**
   * Keeps bytes as they come, unless the check throws.
   * @throws MuleteerError `settings` where there is no room
   */
  keep(chunks: AsyncIterable<Uint8Array>, check: Check): Promise<KeptFile>;
  /** The SHA-1 that was learnt for a text, such as a SHA-256 or a release. */
  recall(about: string): Promise<string | null>;
  learn(about: string, sha1: string): Promise<void>;
  forget(about: string): Promise<void>;
}

export interface Check {
  /** After each chunk. */
  readonly during: (size: number) => void;
  readonly after: (found: Digests) => void;
}

const FORMAT = 'v1';
const SHA1 = /^[0-9a-f]{40}$/;

/** What a killed run left behind. */
const STALE_MS = 24 * 3_600_000;

const OURS_ALONE = 0o700;

export interface CacheOptions {
  readonly folder: string;
  /** Random, new each time: two processes may fetch the same file. */
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createArtifactCache({ folder, newId, now }: CacheOptions): ArtifactCache {
  const [files, digests, parts] = ['files', 'digests', 'parts'].map((name) => join(folder, FORMAT, name)) as [
    string,
    string,
    string,
  ];
  const noteOf = (about: string): string => join(digests, createHash('sha256').update(about).digest('hex'));
  const newPart = async (): Promise<string> => {
    makeFolder(parts, OURS_ALONE);
    return join(parts, newId());
  };
  const noRoom = (cause: unknown): never => {
    throw new MuleteerError('settings', `downloads cannot be kept in ${folder} (${codeOf(cause)})`, {
      hint: 'make room there, or name another folder in MULETEER_CACHE_DIR',
      cause,
      passes: true,
    });
  };
  return {
    async find(expected) {
      const path = join(files, expected.sha1);
      const reader = createReader();
      try {
        for await (const chunk of createReadStream(path)) reader.read(chunk as Buffer);
      } catch {
        return null;
      }
      const found = reader.digests();
      if (mismatch(expected, found) === null) return { ...found, path, size: reader.size };
      // With the right SHA-1, these are others' bytes, and may stay.
      if (found.sha1 !== expected.sha1) await rm(path, { force: true }).catch(() => {});
      return null;
    },
    async keep(chunks, check) {
      const part = await newPart().catch(noRoom);
      await removeStale(parts, now());
      try {
        const reader = createReader();
        await write(part, chunks, { reader, check, noRoom });
        const found = reader.digests();
        check.after(found);
        const path = join(files, found.sha1);
        await moveInto(files, part, path).catch(noRoom);
        return { ...found, path, size: reader.size };
      } finally {
        await rm(part, { force: true }).catch(() => {});
      }
    },
    async recall(about) {
      const text = await readFile(noteOf(about), 'utf8').catch(() => '');
      return SHA1.test(text) ? text : null;
    },
    async learn(about, sha1) {
      try {
        const part = await newPart();
        await writeFile(part, sha1, { mode: 0o600 });
        await moveInto(digests, part, noteOf(about));
      } catch {
        // The next run asks again.
      }
    },
    async forget(about) {
      await rm(noteOf(about), { force: true }).catch(() => {});
    },
  };
}

interface Writing {
  readonly reader: Reader;
  readonly check: Check;
  readonly noRoom: (cause: unknown) => never;
}

async function write(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  { reader, check, noRoom }: Writing,
): Promise<void> {
  const handle = await open(path, 'wx', 0o600).catch(noRoom);
  try {
    for await (const chunk of chunks) {
      reader.read(chunk);
      check.during(reader.size);
      await handle.writeFile(chunk).catch(noRoom);
    }
  } finally {
    await handle.close();
  }
}

async function removeStale(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > STALE_MS) await rm(path, { force: true }).catch(() => {});
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

async function moveInto(folder: string, part: string, path: string): Promise<void> {
  makeFolder(folder, OURS_ALONE);
  await rename(part, path);
}
