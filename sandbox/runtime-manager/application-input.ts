/** What a request says about an application, whichever of its three forms it came in. */
import type { FastifyRequest } from 'fastify';
import { invalid, Refusal } from '../http/answer.ts';
import { bodyOf, isObject, type JsonObject, readInteger } from '../http/read-input.ts';
import { type Call, canReach } from '../http/scope.ts';
import { configurationField, readUpload } from '../http/upload.ts';
import type { StoredBytes } from '../world/artifact-store.ts';
import { nextId } from '../world/ids.ts';
import type { ArtifactRow } from '../world/state.ts';
import type { World } from '../world/world.ts';

export interface ArtifactInput extends StoredBytes {
  readonly fileName: string;
  /** Copies and Exchange assets point at bytes stored already. */
  readonly storageId?: number;
}

export interface ApplicationInput {
  readonly name: unknown;
  readonly targetId: unknown;
  readonly artifact: ArtifactInput;
  readonly configuration: JsonObject | undefined;
}

export function isMultipart(request: FastifyRequest): boolean {
  return (request.headers['content-type'] ?? '').toLowerCase().startsWith('multipart/form-data');
}

export async function readApplication(world: World, call: Call): Promise<ApplicationInput> {
  if (!isMultipart(call.request)) return readSourceForm(world, call, bodyOf(world, call.request));
  const upload = await readUpload(world, call.request);
  if (!upload.file) throw invalid(world, 'The part file is required');
  try {
    const configuration = configurationField(world, upload);
    const { fields, file: artifact } = upload;
    return { name: fields.get('artifactName'), targetId: fields.get('targetId'), artifact, configuration };
  } catch (refusal) {
    await world.artifacts.discard(upload.file.source);
    throw refusal;
  }
}

/** JSON: the artifact is in Exchange, or is another application's (reference 8.4). */
function readSourceForm(world: World, call: Call, body: JsonObject): ApplicationInput {
  const { artifactName: name, targetId } = body;
  return {
    name,
    targetId,
    artifact: sourceOf(world, call, body),
    configuration: configurationOf(world, body),
  };
}

export function configurationOf(world: World, body: JsonObject): JsonObject | undefined {
  if (body.configuration === undefined) return undefined;
  if (!isObject(body.configuration)) throw invalid(world, 'configuration must be an object');
  return body.configuration;
}

export function sourceOf(world: World, call: Call, body: JsonObject): ArtifactInput {
  const source = body.applicationSource;
  if (!isObject(source)) throw invalid(world, 'applicationSource is required');
  if (source.source === 'EXCHANGE') return exchangeArtifact(world, source);
  if (source.source === 'HYBRID') return copiedArtifact(world, call, source);
  throw invalid(world, `Unknown applicationSource ${String(source.source)}`);
}

/** RM unknown 14: how the reply names such an artifact is a guess, and a switch. */
function exchangeArtifact(world: World, source: JsonObject): ArtifactInput {
  const { groupId, artifactId, version } = source;
  const asset = world.state.exchange.find(
    (row) => row.groupId === groupId && row.artifactId === artifactId && row.version === version,
  );
  if (!asset || (source.organizationId ?? asset.organizationId) !== asset.organizationId) {
    throw new Refusal(404, `Exchange has no ${String(groupId)}:${String(artifactId)}:${String(version)}`);
  }
  const fileName = world.state.switches.exchangeFileName
    .replaceAll('{artifactId}', asset.artifactId)
    .replaceAll('{version}', asset.version);
  return { fileName, source: asset.source, fileChecksum: asset.fileChecksum, fileSize: asset.fileSize };
}

/** The copied application may live in another environment that the caller reaches; the headers name the destination. */
function copiedArtifact(world: World, call: Call, source: JsonObject): ArtifactInput {
  const id = readInteger(source.id);
  const original = id === undefined ? undefined : world.state.applications.get(id);
  if (!original || !canReach(world, call.session, original.environmentId))
    throw new Refusal(404, `There is no application ${String(source.id)}`);
  return original.artifact;
}

export function makeArtifact(world: World, name: string, input: ArtifactInput): ArtifactRow {
  const { ids } = world.state;
  const { fileName, fileChecksum, fileSize, source } = input;
  const storageId = input.storageId ?? nextId(ids, 'storage');
  const timeUpdated = world.now();
  return {
    id: nextId(ids, 'artifact'),
    storageId,
    name,
    fileName,
    fileChecksum,
    fileSize,
    timeUpdated,
    source,
  };
}
