import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { RequestError } from '../model/errors.ts';
import type { FilePart } from '../model/plan.ts';

export interface MultipartBody {
  readonly contentType: string;
  /** Bytes; known ahead, so that no gateway has to take a chunked upload. */
  readonly length: number;
  chunks(): AsyncGenerator<Uint8Array>;
}

/** Small enough that a 200 MB upload stays far below 64 MB of memory. */
const CHUNK_BYTES = 256 * 1024;

/**
 * `multipart/form-data`, with the file read from disk as it is sent. The last bytes of the body go out only if
 * the file still is what the plan says: a file that changed in between leaves the service with a body cut
 * short, which it refuses, and not with bytes that nobody reviewed.
 */
export function multipartBody(
  fields: Readonly<Record<string, string>>,
  file: FilePart | null,
): MultipartBody {
  const boundary = `muleteer-${randomUUID()}`;
  const head = Buffer.from(partHeads(boundary, fields, file), 'utf8');
  const tail = Buffer.from(`${file === null ? '' : '\r\n'}--${boundary}--\r\n`, 'utf8');
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.length + (file?.size ?? 0) + tail.length,
    async *chunks() {
      yield head;
      if (file !== null) yield* fileChunks(file);
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

async function* fileChunks(file: FilePart): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha1');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file.path, { highWaterMark: CHUNK_BYTES })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > file.size) break;
      yield chunk as Buffer;
    }
  } catch (cause) {
    throw changed(file, cause);
  }
  if (bytes !== file.size || hash.digest('hex') !== file.sha1) throw changed(file);
}

function changed({ fileName }: FilePart, cause?: unknown): RequestError {
  return new RequestError('lost', `${fileName} changed on disk after it was planned`, {
    arrived: 'no',
    hint: 'plan again',
    cause,
  });
}
