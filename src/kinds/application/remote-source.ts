/**
 * Artifacts that lie on a server for files: how their manifests read, once without what nobody may see or compare, and
 * once as they are asked for.
 */
import { aboutRelease } from '../../artifacts/recorded-digests.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { RemoteArtifact, RepositoryCredentials } from '../../model/remote-artifact.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../../model/spec-value.ts';

/** What Mule's own build attaches to its archives. */
const DEFAULT_CLASSIFIER = 'mule-application';

/**
 * For the diff, the plan and the record: no credentials, since another password is no other artifact, and no query,
 * since it may hold a signature.
 */
export function canonicalArtifact(artifact: SpecObject): SpecObject {
  const { url, maven, sha1, sha256 } = artifact;
  if (url === undefined && maven === undefined) return artifact;
  const digests = {
    ...(typeof sha1 === 'string' ? { sha1: sha1.toLowerCase() } : {}),
    ...(typeof sha256 === 'string' ? { sha256: sha256.toLowerCase() } : {}),
  };
  if (typeof url === 'string') return { url: withoutQuery(url), ...digests };
  return isSpecObject(maven) ? { maven: { ...coordinatesOf(maven) }, ...digests } : artifact;
}

/** Null for what lies in the repository, or in Exchange. */
export function remoteArtifactOf(manifest: Manifest): RemoteArtifact | null {
  const { artifact } = manifest.spec;
  if (!isSpecObject(artifact)) return null;
  const { url, maven } = artifact;
  const { sha1, sha256 } = canonicalArtifact(artifact);
  const digests = { sha1: textOrNull(sha1), sha256: textOrNull(sha256) };
  if (typeof url === 'string') return { ...fromUrl(url), ...digests };
  return isSpecObject(maven) ? { ...fromMaven(maven), ...digests } : null;
}

type Source = Omit<RemoteArtifact, 'sha1' | 'sha256'>;

function fromUrl(url: string): Source {
  const title = withoutQuery(url);
  return { title, url, fileName: fileNameIn(url), release: null, digestUrl: null, credentials: null };
}

function fromMaven(maven: SpecObject): Source {
  const coordinates = coordinatesOf(maven);
  const { repository, groupId, artifactId, version, classifier } = coordinates;
  const suffix = classifier === '' ? '' : `-${classifier}`;
  const fileName = `${artifactId}-${version}${suffix}.jar`;
  const url = [repository, ...groupId.split('.'), artifactId, version, fileName].join('/');
  return {
    title: `${groupId}:${artifactId}:${version}`,
    url,
    fileName,
    release: aboutRelease(coordinates),
    digestUrl: `${url}.sha1`,
    credentials: credentialsIn(maven.credentials),
  };
}

function coordinatesOf(maven: SpecObject): Readonly<Record<(typeof COORDINATES)[number], string>> {
  return {
    repository: String(maven.repository).replace(/\/+$/, ''),
    groupId: String(maven.groupId),
    artifactId: String(maven.artifactId),
    version: String(maven.version),
    classifier: typeof maven.classifier === 'string' ? maven.classifier : DEFAULT_CLASSIFIER,
  };
}

const COORDINATES = ['repository', 'groupId', 'artifactId', 'version', 'classifier'] as const;

/** `checkShape` has held them to their schema. */
function credentialsIn(written: SpecValue | undefined): RepositoryCredentials | null {
  return written === undefined ? null : (written as unknown as RepositoryCredentials);
}

/** The last part of the path, as a file is called; empty where it cannot be told. */
export function fileNameIn(url: string): string {
  const last = URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '';
  try {
    return decodeURIComponent(last).replace(/[/\\]/g, '_');
  } catch {
    return last;
  }
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function textOrNull(value: SpecValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
