import type { StoredFile } from './call.ts';
import { asObject } from './json.ts';
import type { RemoteId } from './resource.ts';

/**
 * The bytes that a service has, as far as it tells enough to fetch them and to know them again.
 * @param artifact as live is described
 */
export function storedFile(heldBy: RemoteId, artifact: unknown): StoredFile | null {
  const { fileName, sha1, size } = asObject(artifact) ?? {};
  if (typeof fileName !== 'string' || typeof sha1 !== 'string' || typeof size !== 'number') return null;
  return { heldBy, fileName, sha1, size };
}
