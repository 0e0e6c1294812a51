import { createHash } from 'node:crypto';

export interface Digests {
  /** Lower-case hex. */
  readonly sha1: string;
  readonly sha256: string;
}

/** What somebody said of some bytes; null where they said nothing. */
export interface Expected {
  readonly sha1: string | null;
  readonly sha256: string | null;
}

/** Reads bytes as they come: both digests, and how many there were. */
export interface Reader {
  read(chunk: Uint8Array): void;
  readonly size: number;
  digests(): Digests;
}

export function createReader(): Reader {
  const sha1 = createHash('sha1');
  const sha256 = createHash('sha256');
  let size = 0;
  return {
    read(chunk) {
      sha1.update(chunk);
      sha256.update(chunk);
      size += chunk.length;
    },
    get size() {
      return size;
    },
    digests: () => ({ sha1: sha1.digest('hex'), sha256: sha256.digest('hex') }),
  };
}

/** The digest that does not hold, in the words of a message; null where all do. */
export function mismatch(expected: Expected, found: Digests): string | null {
  for (const kind of ['sha1', 'sha256'] as const) {
    const wanted = expected[kind];
    if (wanted !== null && wanted !== found[kind]) return `expected ${kind} ${wanted}, found ${found[kind]}`;
  }
  return null;
}
