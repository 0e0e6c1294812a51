import { type ErrorCode, MuleteerError } from '../../model/errors.ts';
import { manifestDiagnostic } from '../../model/manifest.ts';
import type { Prepared } from '../../model/provider.ts';
import type { RemoteArtifact } from '../../model/remote-artifact.ts';
import type { DesiredResource } from '../../model/resource.ts';
import { isSpecObject, type SpecObject } from '../../model/spec-value.ts';
import { asDeclared, type Sources } from '../kind-definition.ts';
import { ARTIFACT_FILE } from './declaration.ts';
import { remoteArtifactOf } from './remote-source.ts';

/** Which bytes it wants: the digest of a local file is taken, that of a remote one asked for. */
export async function prepareApplication(desired: DesiredResource, sources: Sources): Promise<Prepared> {
  const { artifact } = desired.spec;
  if (!isSpecObject(artifact)) return asDeclared(desired);
  if (isSpecObject(artifact.deployed))
    return asDeclared(withArtifact(desired, { ...artifact, ...artifact.deployed }));
  const remote = remoteArtifactOf(desired.manifest);
  if (remote !== null) return prepareRemote(desired, artifact, remote, sources);
  if (typeof artifact.file !== 'string') return asDeclared(desired);
  const path = desired.manifest.fileAt(ARTIFACT_FILE, artifact.file);
  const { fileName, sha1, size } = await sources.artifacts.digestOf(path);
  return asDeclared(withArtifact(desired, { file: artifact.file, fileName, sha1, size }));
}

async function prepareRemote(
  desired: DesiredResource,
  artifact: SpecObject,
  remote: RemoteArtifact,
  { artifacts, recorded }: Sources,
): Promise<Prepared> {
  const named = { ...artifact, fileName: remote.fileName };
  // What this run is not about is not worth a question.
  if (!desired.selected) return asDeclared(withArtifact(desired, named));
  const told = await artifacts.sha1Of(remote, recorded).catch(problemOf);
  if (typeof told === 'string') return asDeclared(withArtifact(desired, { ...named, sha1: told }));
  const about =
    told === null
      ? ({
          ...UNKNOWN,
          severity: 'warning',
          message: `nobody is asked for the digest of ${remote.title}`,
        } as const)
      : {
          code: 'artifact_unavailable',
          message: told.message,
          ...(told.hint === null ? {} : { hint: told.hint }),
        };
  const diagnostic = manifestDiagnostic(desired.manifest, ['spec', 'artifact'], about);
  return { resource: withArtifact(desired, named), diagnostics: [diagnostic] };
}

const UNKNOWN = {
  code: 'artifact_unknown',
  hint: 'whether it is another one than what is there shows a plan that may ask; or declare sha1 beside it',
};

/** One host that is down says nothing about one manifest, and stops the run. */
const OF_THE_RUN: readonly ErrorCode[] = ['unreachable', 'lost', 'interrupted', 'bug'];

function problemOf(error: unknown): MuleteerError {
  if (error instanceof MuleteerError && !OF_THE_RUN.includes(error.code)) return error;
  throw error;
}

function withArtifact(desired: DesiredResource, artifact: SpecObject): DesiredResource {
  return { ...desired, spec: { ...desired.spec, artifact } };
}
