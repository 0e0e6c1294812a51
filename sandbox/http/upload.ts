/** Multipart bodies: parts in any order, the file hashed while it goes to disk. */
import type { Readable } from 'node:stream';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { StoredBytes } from '../world/artifact-store.ts';
import type { World } from '../world/world.ts';
import { invalid, Refusal } from './answer.ts';
import { isObject, type JsonObject } from './read-input.ts';
import { describeField, entryOf } from './request-log.ts';

export interface UploadedFile extends StoredBytes {
  readonly fileName: string;
}

export interface Upload {
  readonly fields: ReadonlyMap<string, string>;
  readonly file?: UploadedFile;
}

/** What has come in so far; `stored` is everything on disk, wanted or not. */
interface Incoming {
  readonly fields: Map<string, string>;
  readonly stored: StoredBytes[];
  readonly summary: unknown[];
  file?: UploadedFile;
}

const MAX_FIELD_BYTES = 16 * 1024 * 1024;

/** @throws Refusal; then nothing of the upload is left on disk. */
export async function readUpload(world: World, request: FastifyRequest): Promise<Upload> {
  const incoming: Incoming = { fields: new Map(), stored: [], summary: [] };
  try {
    await readParts(world, request, incoming);
    refuseLarge(world, incoming);
  } catch (error) {
    await discardAll(world, incoming.stored);
    throw plainRefusal(error);
  } finally {
    const entry = entryOf(request);
    if (entry) entry.body = { parts: incoming.summary };
  }
  const { fields, file, stored } = incoming;
  await discardAll(
    world,
    stored.filter(({ source }) => source !== file?.source),
  );
  return file ? { fields, file } : { fields };
}

/** Every part is read as a stream: the plugin would parse a text that calls itself JSON (reference 8.3). */
async function readParts(world: World, request: FastifyRequest, incoming: Incoming): Promise<void> {
  const { fields, stored, summary } = incoming;
  const fileSize = Math.max(world.state.switches.maxArtifactBytes, MAX_FIELD_BYTES) + 1;
  for await (const part of request.parts({ limits: { fileSize }, isPartAFile: () => true })) {
    if (part.type === 'field') continue;
    const { fieldname: name, filename } = part;
    if (!isFile(part)) {
      const text = await readText(part.file);
      fields.set(name, text);
      summary.push(describeField(name, text));
      continue;
    }
    const bytes = await world.artifacts.store(part.file);
    stored.push(bytes);
    if (name === 'file') incoming.file = { ...bytes, fileName: filename ?? 'file' };
    summary.push({ name, fileName: filename, size: bytes.fileSize, sha1: bytes.fileChecksum });
  }
}

/** Some clients name a file for the configuration, too (`blob`). */
function isFile({ fieldname, filename, mimetype }: MultipartFile): boolean {
  if (fieldname === 'configuration') return false;
  const named: string | undefined = filename;
  return named !== undefined || mimetype === 'application/octet-stream';
}

async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size <= MAX_FIELD_BYTES) chunks.push(chunk);
  }
  if (size > MAX_FIELD_BYTES) throw new Refusal(413, 'A part of the form is too large');
  return Buffer.concat(chunks).toString('utf8');
}

function refuseLarge(world: World, { stored }: Incoming): void {
  const { maxArtifactBytes, tooLargeStatus } = world.state.switches;
  if (stored.some(({ fileSize }) => fileSize > maxArtifactBytes)) {
    throw new Refusal(tooLargeStatus, 'The artifact is larger than 200 MB');
  }
}

async function discardAll(world: World, stored: readonly StoredBytes[]): Promise<void> {
  await Promise.all(stored.map(({ source }) => world.artifacts.discard(source)));
}

/** What the parser finds wrong with a form is the client's mistake; a full disk is not. */
function plainRefusal(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const { statusCode, syscall } = isErrorDetail(error) ? error : {};
  if (syscall !== undefined) return error;
  if (statusCode === 413) return new Refusal(413, 'The form has too many parts');
  return new Refusal(400, 'The multipart body is malformed or incomplete');
}

function isErrorDetail(error: unknown): error is { readonly statusCode?: number; readonly syscall?: string } {
  return typeof error === 'object' && error !== null;
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
