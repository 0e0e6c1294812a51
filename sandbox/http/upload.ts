/** Multipart bodies: parts in any order, the file hashed while it goes to disk. */
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { StoredBytes } from '../world/artifact-store.ts';
import type { World } from '../world/world.ts';
import { invalid, Refusal } from './answer.ts';
import { isObject, type JsonObject } from './read-input.ts';
import { entryOf, redact } from './request-log.ts';

export interface UploadedFile extends StoredBytes {
  readonly fileName: string;
}

export interface Upload {
  readonly fields: ReadonlyMap<string, string>;
  readonly file?: UploadedFile;
}

const MAX_FIELD_BYTES = 16 * 1024 * 1024;

export async function readUpload(world: World, request: FastifyRequest): Promise<Upload> {
  const fields = new Map<string, string>();
  const summary: unknown[] = [];
  let file: UploadedFile | undefined;
  const limits = { fileSize: world.state.switches.maxArtifactBytes, fieldSize: MAX_FIELD_BYTES };
  let tooLarge = false;
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') {
      fields.set(part.fieldname, String(part.value));
      summary.push(describeField(part));
      continue;
    }
    const stored = await world.artifacts.store(part.file);
    tooLarge ||= part.file.truncated;
    if (part.fieldname === 'file') file = { ...stored, fileName: part.filename };
    else await world.artifacts.discard(stored.source);
    const { fileSize: size, fileChecksum: sha1 } = stored;
    summary.push({ name: part.fieldname, fileName: part.filename, size, sha1 });
  }
  const entry = entryOf(request);
  if (entry) entry.body = { parts: summary };
  if (tooLarge) {
    if (file) await world.artifacts.discard(file.source);
    throw new Refusal(world.state.switches.tooLargeStatus, 'The artifact is larger than 200 MB');
  }
  return file ? { fields, file } : { fields };
}

function describeField(part: Multipart): unknown {
  const text = 'value' in part ? String(part.value) : '';
  return { name: part.fieldname, value: redact(parseJson(text) ?? text, part.fieldname) };
}

/** The `configuration` part is text that holds JSON; `{}` is accepted. */
export function configurationField(world: World, upload: Upload): JsonObject | undefined {
  const text = upload.fields.get('configuration');
  if (text === undefined) return undefined;
  const parsed = parseJson(text);
  if (!isObject(parsed)) throw invalid(world, 'configuration must be a JSON object');
  return parsed;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
