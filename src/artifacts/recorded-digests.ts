/** What the record of earlier applies tells: which SHA-1 belongs to which SHA-256, or to which release. */
import type { Json } from '../model/json.ts';
import { asObject, asString } from '../model/json.ts';

/** From `sha256 …` or `maven …` to a SHA-1. */
export type RecordedDigests = ReadonlyMap<string, string>;

export function aboutSha256(sha256: string): string {
  return `sha256 ${sha256}`;
}

/** The parts of a release in a repository; other keys do not matter. */
export function aboutRelease(maven: Readonly<Record<string, unknown>>): string {
  const { repository, groupId, artifactId, version, classifier } = maven;
  return `maven ${[repository, groupId, artifactId, version, classifier].map(String).join(' ')}`;
}

/** @param artifacts as the record keeps them */
export function recordedDigests(artifacts: readonly (Json | undefined)[]): RecordedDigests {
  const known = new Map<string, string>();
  for (const artifact of artifacts) {
    const { sha1, sha256, maven } = asObject(artifact) ?? {};
    if (typeof sha1 !== 'string') continue;
    const stated = asString(sha256);
    if (stated !== undefined) known.set(aboutSha256(stated), sha1);
    const release = asObject(maven);
    if (release !== undefined) known.set(aboutRelease(release), sha1);
  }
  return known;
}
