/** Applications whose manifest knows their bytes by the digest alone: only the service has them, where they run now. */

import type { StoredFile } from '../../model/call.ts';
import type { Waiting } from '../../model/change.ts';
import type { LiveResource } from '../../model/resource.ts';
import { isSpecObject, type SpecObject } from '../../model/spec-value.ts';
import { storedFile } from '../../model/stored-file.ts';
import { waiting } from '../draft.ts';

export function isDeployedOnly({ artifact }: SpecObject): boolean {
  return isSpecObject(artifact) && artifact.deployed !== undefined;
}

/** The bytes as the service has them; null where it has others, or does not tell enough to fetch them. */
export function bytesAt(live: LiveResource, spec: SpecObject): StoredFile | null {
  const wanted = isSpecObject(spec.artifact) ? spec.artifact.sha1 : undefined;
  const file = storedFile(live.id, live.spec.artifact);
  return file?.sha1 === wanted ? file : null;
}

export function bytesMissing(name: string): Waiting {
  return waiting(
    'artifact_not_here',
    `the bytes of ${name} would have to be sent, and its manifest knows their digest only (artifact.deployed)`,
    'put the file into the repository, and name it in spec.artifact.file',
  );
}
