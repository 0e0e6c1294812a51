import type { Waiting } from '../../model/change.ts';
import type { DeclaredComparison } from '../../model/comparison.ts';
import type { LiveResource } from '../../model/resource.ts';
import { isSpecObject } from '../../model/spec-value.ts';
import { storedFile } from '../../model/stored-file.ts';
import { waiting } from '../draft.ts';

/**
 * Properties are sent with an artifact. Where that is ignored, or held, it is the one that is there.
 * @returns null where the service does not tell which that is
 */
export function withKeptArtifact(
  comparison: DeclaredComparison,
  live: LiveResource,
): DeclaredComparison | null {
  const { desired, declared } = comparison;
  if (desired.spec.artifact !== undefined) return comparison;
  const file = storedFile(live.id, live.spec.artifact);
  const isOfExchange = isSpecObject(declared.artifact) && declared.artifact.exchange !== undefined;
  if (file === null || isOfExchange) return null;
  const { fileName, sha1, size } = file;
  const artifact = { fileName, sha1, size, deployed: { sha1 } };
  return { ...comparison, desired: { ...desired, spec: { ...desired.spec, artifact } } };
}

export function artifactHeld(name: string): Waiting {
  return waiting(
    'artifact_not_here',
    `the properties of ${name} go with its artifact, which is left alone, and nobody can tell which one is there`,
    'hold them, too, or hold neither',
  );
}
