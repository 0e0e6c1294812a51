import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { FilePart } from '../model/call.ts';
import { RequestError } from '../model/errors.ts';
import type { OnSent } from '../model/http-body.ts';

export interface MultipartBody {
  readonly contentType: string;
  /** Bytes; known ahead, so that no gateway has to take a chunked upload. */
  readonly length: number;
  chunks(): AsyncGenerator<Uint8Array>;
}

const CHUNK_BYTES = 256 * 1024;

/**
 * The file is read into a few buffers in turn, so that a large upload leaves no garbage behind. One may be used
 * again because a chunk is larger than what a socket takes at once: each write waits until the one before has
 * left, and no stream on the way reads more than two chunks ahead. That holds for full chunks only, so that a short
 * read is filled up before it is handed on.
 */
const BUFFERS = 4;

/**
 * `multipart/form-data`, with the file read from disk as it is sent. The last bytes of the body go out only if
 * the file still is what the plan says: a file that changed in between leaves the service with a body cut
 * short, which it refuses, and not with bytes that nobody reviewed.
 */
export function multipartBody(
  fields: Readonly<Record<string, string>>,
  file: FilePart | null,
  onSent: OnSent = () => {},
): MultipartBody {
  const boundary = `muleteer-${randomUUID()}`;
  const head = Buffer.from(partHeads(boundary, fields, file), 'utf8');
  const tail = Buffer.from(`${file === null ? '' : '\r\n'}--${boundary}--\r\n`, 'utf8');
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.length + (file?.size ?? 0) + tail.length,
    async *chunks() {
      yield head;
      if (file !== null) yield* fileChunks(file, onSent);
      yield tail;
    },
  };
}

function partHeads(
  boundary: string,
  fields: Readonly<Record<string, string>>,
  file: FilePart | null,
): string {
  const texts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
  );
  if (file === null) return texts.join('');
  const type = file.fileName.endsWith('.jar') ? 'application/java-archive' : 'application/octet-stream';
  return `${texts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted(
    file.fileName,
  )}"\r\nContent-Type: ${type}\r\n\r\n`;
}

/** The three characters that would end or break a quoted parameter, as browsers encode them. */
function quoted(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

async function* fileChunks(file: FilePart, onSent: OnSent): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha1');
  // A small file needs one small buffer; a byte more than it has shows that it grew.
  const size = Math.min(CHUNK_BYTES, file.size + 1);
  const ring: Buffer[] = [];
  let bytes = 0;
  const handle = await open(file.path).catch((cause: unknown) => {
    throw isMissing(cause) ? changed(file, cause) : unreadable(file, cause);
  });
  try {
    for (let turn = 0; bytes <= file.size; turn += 1) {
      const buffer = ring[turn % BUFFERS] ?? Buffer.allocUnsafeSlow(size);
      ring[turn % BUFFERS] = buffer;
      const filled = await fill(buffer, handle).catch((cause: unknown) => {
        throw unreadable(file, cause);
      });
      if (filled === 0) break;
      const chunk = buffer.subarray(0, filled);
      hash.update(chunk);
      bytes += filled;
      if (bytes > file.size) break;
      yield chunk;
      // Whoever asks for more has taken it.
      onSent(bytes, file.size);
    }
  } finally {
    await handle.close();
  }
  if (bytes !== file.size || hash.digest('hex') !== file.sha1) throw changed(file);
}

/** Reads until the buffer is full or the file ends. Resolves to the bytes read. */
async function fill(buffer: Buffer, handle: FileHandle): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function unreadable({ fileName, path }: FilePart, cause: unknown): RequestError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
  return new RequestError('lost', `${fileName} could not be read (${code})`, {
    arrived: 'no',
    hint: `check ${path}, and run it again`,
    cause,
  });
}

function changed({ fileName }: FilePart, cause?: unknown): RequestError {
  return new RequestError('lost', `${fileName} changed on disk after it was planned`, {
    arrived: 'no',
    hint: 'plan again',
    cause,
  });
}
