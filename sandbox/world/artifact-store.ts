/** Artifact bytes live on disk, so that 200 MB uploads cost no memory; rows hold only where they are. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactSource } from './state.ts';

export interface StoredBytes {
  readonly source: ArtifactSource;
  readonly fileChecksum: string;
  readonly fileSize: number;
}

export class ArtifactStore {
  readonly #folder: string;
  readonly #temporary: boolean;

  private constructor(folder: string, temporary: boolean) {
    this.#folder = folder;
    this.#temporary = temporary;
  }

  /** With a folder the bytes outlive the sandbox, as a saved state needs; without one they go at close. */
  static async open(folder?: string): Promise<ArtifactStore> {
    if (folder === undefined)
      return new ArtifactStore(await mkdtemp(join(tmpdir(), 'muleteer-sandbox-')), true);
    await mkdir(folder, { recursive: true });
    return new ArtifactStore(folder, false);
  }

  /** Writes and hashes in one pass. */
  async store(stream: Readable): Promise<StoredBytes> {
    const name = nextName();
    const hash = createHash('sha1');
    let fileSize = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        fileSize += chunk.length;
        done(null, chunk);
      },
    });
    const path = join(this.#folder, name);
    const file = createWriteStream(path);
    try {
      await pipeline(stream, meter, file);
    } catch (error) {
      // While it is still being opened, it would come into being after it was removed.
      if (!file.closed) await new Promise<void>((resolve) => file.once('close', () => resolve()));
      await rm(path, { force: true });
      throw error;
    }
    return { source: { kind: 'file', name }, fileChecksum: hash.digest('hex'), fileSize };
  }

  async storeText(text: string): Promise<StoredBytes> {
    const name = nextName();
    await writeFile(join(this.#folder, name), text);
    const bytes = Buffer.from(text);
    return {
      source: { kind: 'file', name },
      fileChecksum: createHash('sha1').update(bytes).digest('hex'),
      fileSize: bytes.length,
    };
  }

  /** undefined: the world gave a checksum and no bytes. */
  read(source: ArtifactSource): Readable | undefined {
    if (source.kind === 'absent') return undefined;
    if (source.kind === 'generated') return Readable.from(generate(source.seed, source.size));
    return createReadStream(join(this.#folder, source.name));
  }

  async discard(source: ArtifactSource): Promise<void> {
    if (source.kind === 'file') await rm(join(this.#folder, source.name), { force: true });
  }

  /** Removes what a killed process left behind. */
  async keepOnly(sources: Iterable<ArtifactSource>): Promise<void> {
    const kept = new Set<string>();
    for (const source of sources) if (source.kind === 'file') kept.add(source.name);
    const strays = (await readdir(this.#folder)).filter((name) => OWN_NAME.test(name) && !kept.has(name));
    await Promise.all(strays.map((name) => rm(join(this.#folder, name), { force: true })));
  }

  async close(): Promise<void> {
    if (this.#temporary) await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What this store writes, and wrote in earlier versions; nothing else in its folder is touched. */
const OWN_NAME = /^(\d+-[0-9a-z]+-\d+|bytes-[0-9a-f-]{36})$/;

const nextName = (): string => `bytes-${randomUUID()}`;

/** Bytes that a size and a seed stand for: the same ones each time, never all in memory. */
export function* generate(seed: number, size: number): Generator<Buffer> {
  const block = 64 * 1024;
  for (let offset = 0; offset < size; offset += block) {
    const chunk = Buffer.alloc(Math.min(block, size - offset));
    let word = (seed ^ Math.imul(offset + 1, 2_654_435_761)) >>> 0;
    for (let at = 0; at < chunk.length; at += 1) {
      word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
      chunk[at] = word >>> 24;
    }
    yield chunk;
  }
}

export function describeGenerated(seed: number, size: number): StoredBytes {
  const hash = createHash('sha1');
  for (const chunk of generate(seed, size)) hash.update(chunk);
  return { source: { kind: 'generated', seed, size }, fileChecksum: hash.digest('hex'), fileSize: size };
}
