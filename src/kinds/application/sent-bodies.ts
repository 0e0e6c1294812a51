/** What is sent for an application: its bytes or its source, and always the complete set of its properties. */
import { resolve } from 'node:path';
import type { BodyValue, CallBody, FilePart, GoalId } from '../../model/call.ts';
import { MuleteerError } from '../../model/errors.ts';
import type { DesiredResource } from '../../model/resource.ts';
import { isSpecObject, type SpecObject } from '../../model/spec-value.ts';

export function deployBody(desired: DesiredResource, targetId: GoalId): CallBody {
  const artifactName = desired.identity.name;
  const artifact = isSpecObject(desired.spec.artifact) ? desired.spec.artifact : {};
  if (!isSpecObject(artifact.exchange)) {
    const fields = { artifactName, targetId, ...configurationField(desired) };
    return { type: 'multipart', fields, file: filePart(desired) };
  }
  return {
    type: 'json',
    value: {
      artifactName,
      targetId,
      applicationSource: { source: 'EXCHANGE', ...exchangeCoordinates(artifact.exchange) },
      ...configurationField(desired),
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
function configurationField({ identity, spec }: DesiredResource): Record<string, BodyValue> {
  if (!isSpecObject(spec.properties)) return {};
  const service = { applicationName: identity.name, properties: spec.properties as BodyValue };
  return { configuration: { 'mule.agent.application.properties.service': service } };
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
  return { path: resolve(manifest.folder, file), fileName, sha1, size };
}

/** Of an artifact, as it is declared or as it is there. */
export function sha1Of({ spec }: { readonly spec: SpecObject }): string | null {
  const sha1 = isSpecObject(spec.artifact) ? spec.artifact.sha1 : undefined;
  return typeof sha1 === 'string' ? sha1 : null;
}

/** With a file: multipart. From Exchange: a path of its own (reference, section 8.5, by analogy with a copy). */
export function updateBody(desired: DesiredResource): { readonly path: string; readonly body: CallBody } {
  const artifact = isSpecObject(desired.spec.artifact) ? desired.spec.artifact : {};
  if (!isSpecObject(artifact.exchange)) {
    return {
      path: '',
      body: { type: 'multipart', fields: configurationField(desired), file: filePart(desired) },
    };
  }
  const applicationSource = { source: 'EXCHANGE', ...exchangeCoordinates(artifact.exchange) };
  return {
    path: '/artifact',
    body: { type: 'json', value: { applicationSource, ...configurationField(desired) } },
  };
}
