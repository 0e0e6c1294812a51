/** What is sent for an application: its bytes or its source, and always the complete set of its properties. */
import type {
  BodyValue,
  CallBody,
  Evidence,
  FilePart,
  GoalId,
  RemoteFile,
  StoredFile,
} from '../../model/call.ts';
import { MuleteerError } from '../../model/errors.ts';
import type { DesiredResource, LiveResource } from '../../model/resource.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../../model/spec-value.ts';
import { bytesAt, isDeployedOnly } from '../placement/deployed-bytes.ts';
import { ARTIFACT_FILE } from './declaration.ts';
import { remoteArtifactOf } from './remote-source.ts';

export function deployBody(desired: DesiredResource, targetId: GoalId): CallBody {
  const artifactName = desired.identity.name;
  const artifact = isSpecObject(desired.spec.artifact) ? desired.spec.artifact : {};
  if (!isSpecObject(artifact.exchange)) {
    const fields = { artifactName, targetId, ...configurationField(artifactName, desired.spec.properties) };
    return { type: 'multipart', fields, file: fileOf(desired) };
  }
  return {
    type: 'json',
    value: {
      artifactName,
      targetId,
      applicationSource: { source: 'EXCHANGE', ...exchangeCoordinates(artifact.exchange) },
      ...configurationField(artifactName, desired.spec.properties),
    },
  };
}

/** The organization of an asset is its group id, unless the manifest names another (reference, section 8.4). */
function exchangeCoordinates(exchange: SpecObject): Record<string, BodyValue> {
  const { organizationId, groupId, artifactId, version } = exchange;
  return {
    organizationId: String(organizationId ?? groupId ?? ''),
    groupId: String(groupId ?? ''),
    artifactId: String(artifactId ?? ''),
    version: String(version ?? ''),
  };
}

/** Always the complete set of properties, and nothing where none are declared (reference, unknown 7). */
function configurationField(
  applicationName: string,
  properties: SpecValue | undefined,
): Record<string, BodyValue> {
  if (!isSpecObject(properties)) return {};
  const service = { applicationName, properties: properties as BodyValue };
  return { configuration: { 'mule.agent.application.properties.service': service } };
}

/** On disk, or on a server for files. */
function fileOf(desired: DesiredResource): FilePart | RemoteFile {
  const from = remoteArtifactOf(desired.manifest);
  if (from === null) return filePart(desired);
  return { fileName: from.fileName, sha1: sha1Of(desired), from };
}

function filePart({ spec, manifest, key }: DesiredResource): FilePart {
  const artifact = isSpecObject(spec.artifact) ? spec.artifact : {};
  const { file, fileName, sha1, size } = artifact;
  if (
    typeof file !== 'string' ||
    typeof fileName !== 'string' ||
    typeof sha1 !== 'string' ||
    typeof size !== 'number'
  ) {
    throw new MuleteerError('bug', `the artifact of ${key} was not looked at before planning`);
  }
  return { path: manifest.fileAt(ARTIFACT_FILE, file), fileName, sha1, size };
}

/** Of an artifact, as it is declared or as it is there. */
export function sha1Of({ spec }: { readonly spec: SpecObject }): string | null {
  const sha1 = isSpecObject(spec.artifact) ? spec.artifact.sha1 : undefined;
  return typeof sha1 === 'string' ? sha1 : null;
}

/** Where the bytes of an update come from. */
export type ArtifactSource =
  | { readonly file: FilePart | StoredFile | RemoteFile }
  | { readonly exchange: SpecObject };

interface UpdateBody {
  /** Behind the application's own path. */
  readonly path: string;
  readonly body: CallBody;
}

/** @param live what it runs now: that may be what is sent again */
export function updateBody(desired: DesiredResource, live: LiveResource | null): UpdateBody {
  const artifact = isSpecObject(desired.spec.artifact) ? desired.spec.artifact : {};
  const { exchange } = artifact;
  const stored = live === null || !isDeployedOnly(desired.spec) ? null : bytesAt(live, desired.spec);
  const source = isSpecObject(exchange) ? { exchange } : { file: stored ?? fileOf(desired) };
  return updateBodyOf(source, desired.identity.name, desired.spec.properties);
}

/** With a file: multipart. From Exchange: a path of its own (reference, section 8.5, by analogy with a copy). */
export function updateBodyOf(
  source: ArtifactSource,
  name: string,
  properties: SpecValue | undefined,
): UpdateBody {
  const configuration = configurationField(name, properties);
  if ('file' in source) {
    return { path: '', body: { type: 'multipart', fields: configuration, file: source.file } };
  }
  const applicationSource = { source: 'EXCHANGE', ...exchangeCoordinates(source.exchange) };
  return { path: '/artifact', body: { type: 'json', value: { applicationSource, ...configuration } } };
}

/** Neither properties nor Exchange coordinates can be read back: only other bytes show (reference, unknowns 7 and 14). */
export function artifactEvidence(
  applicationId: GoalId,
  before: string | null,
  after: string | null,
): Evidence {
  if (before === null || after === null || after === before) return 'none';
  return [{ until: 'asked', applicationId, status: null, sha1: after }];
}
