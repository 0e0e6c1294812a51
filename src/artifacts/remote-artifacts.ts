/**
 * Archives that lie on servers for files. A plan needs no more of one than its SHA-1: from the manifest, from what
 * earlier runs learnt, from the repository's `.sha1` file, and only where a URL has nothing but a SHA-256, once, from
 * the bytes. The bytes are fetched when they must be sent, once for all who send them.
 */
import type { FilePart, RemoteFile } from '../model/call.ts';
import { MuleteerError } from '../model/errors.ts';
import type { RemoteArtifact } from '../model/remote-artifact.ts';
import { MAX_ARCHIVE_BYTES } from './archive.ts';
import type { ArtifactCache, KeptFile } from './artifact-cache.ts';
import type { ArtifactClient } from './artifact-client.ts';
import { type Expected, mismatch } from './digests.ts';
import type { RecordedDigests } from './recorded-digests.ts';
import { aboutSha256 } from './recorded-digests.ts';

export interface RemoteArtifacts {
  /**
   * Null where nobody may be asked, and nobody told before.
   * @param recorded what was applied earlier
   * @throws MuleteerError that names the host and the artifact
   */
  sha1Of(artifact: RemoteArtifact, recorded: RecordedDigests): Promise<string | null>;
  /**
   * The bytes, as a file.
   * @param signal aborted: it is given up
   * @throws MuleteerError where they cannot be had, or are others
   */
  fetch(file: RemoteFile, signal: AbortSignal): Promise<FilePart>;
  close(): Promise<void>;
}

const MAX_DIGEST_FILE_BYTES = 4_096;

/** @param client null: nobody is asked */
export function createRemoteArtifacts(cache: ArtifactCache, client: ArtifactClient | null): RemoteArtifacts {
  const digests = new Map<string, Promise<string | null>>();
  const files = new Map<string, Promise<KeptFile>>();
  const unstopped = new AbortController().signal;

  const learnSha1 = async (artifact: RemoteArtifact, recorded: RecordedDigests): Promise<string | null> => {
    const { sha256, release, digestUrl } = artifact;
    const about = sha256 === null ? release : aboutSha256(sha256);
    if (about === null) return null;
    const known = (await cache.recall(about)) ?? (sha256 === null ? null : (recorded.get(about) ?? null));
    if (known !== null) return known;
    if (client === null) return recorded.get(about) ?? null;
    if (digestUrl === null) return (await download({ artifact, sha1: null, signal: unstopped })).sha1;
    const sha1 = await askRepository(artifact, client);
    // Of a declared SHA-256 only the bytes can tell whether this is its SHA-1.
    if (sha256 === null) await cache.learn(about, sha1);
    return sha1;
  };

  const download = async ({ artifact, sha1, signal }: Download): Promise<KeptFile> => {
    if (client === null)
      throw new MuleteerError('bug', `${artifact.title} cannot be fetched: nobody is asked`);
    const expected: Expected = { sha1, sha256: artifact.sha256 };
    const kept: KeptFile[] = [];
    await client
      .get(artifact, 'file', async (chunks) => {
        const check = { during: limits(artifact, signal), after: assertSame(artifact, expected) };
        kept.push(await cache.keep(chunks, check));
      })
      .catch(async (error: unknown) => {
        // Whoever told the wrong digest is asked again by the next plan.
        if (error instanceof OtherBytes && artifact.release !== null) await cache.forget(artifact.release);
        throw error;
      });
    const file = kept.at(-1);
    if (file === undefined) throw new MuleteerError('bug', `${artifact.title} was answered without a body`);
    if (artifact.sha256 !== null) await cache.learn(aboutSha256(artifact.sha256), file.sha1);
    return file;
  };

  return {
    async sha1Of(artifact, recorded) {
      if (artifact.sha1 !== null) return artifact.sha1;
      const about = `${artifact.url} ${artifact.sha256}`;
      const asked = digests.get(about) ?? learnSha1(artifact, recorded);
      digests.set(about, asked);
      return asked;
    },
    async fetch({ from, sha1, fileName }, signal) {
      if (sha1 === null) throw new MuleteerError('bug', `nobody knows the digest of ${from.title}`);
      const about = `${sha1} ${from.sha256}`;
      const fetching =
        files.get(about) ??
        cache
          .find({ sha1, sha256: from.sha256 })
          .then((found) => found ?? download({ artifact: from, sha1, signal }));
      files.set(about, fetching);
      const { path, size } = await fetching;
      return { path, fileName, sha1, size };
    },
    close: async () => client?.close(),
  };
}

interface Download {
  readonly artifact: RemoteArtifact;
  readonly sha1: string | null;
  readonly signal: AbortSignal;
}

/** `9f86d081…  orders-api-1.2.0.jar`, or the digest alone. */
async function askRepository(artifact: RemoteArtifact, client: ArtifactClient): Promise<string> {
  let text = '';
  await client.get(artifact, 'SHA-1', async (chunks) => {
    text = '';
    for await (const chunk of chunks) {
      text += Buffer.from(chunk).toString('latin1');
      if (text.length > MAX_DIGEST_FILE_BYTES) break;
    }
  });
  const [word = ''] = text.trim().split(/\s+/);
  if (/^[0-9a-f]{40}$/i.test(word)) return word.toLowerCase();
  const { host } = new URL(artifact.url);
  const message = `what ${host} tells as the SHA-1 of ${artifact.title} is none`;
  throw new MuleteerError('unexpected_answer', message, {
    hint: 'does the URL lead to a repository, and not to its pages? Else declare sha1 or sha256 beside maven',
  });
}

class OtherBytes extends MuleteerError {}

function assertSame({ title, fileName, url }: RemoteArtifact, expected: Expected) {
  return (found: Parameters<typeof mismatch>[1]): void => {
    const what = mismatch(expected, found);
    if (what === null) return;
    const { host } = new URL(url);
    const message = `${host} has other bytes for ${title} than its digest says: ${what}`;
    throw new OtherBytes('unexpected_answer', message, {
      hint: `somebody put another ${fileName} there, or the digest is wrong: do not take it over unseen`,
    });
  };
}

function limits({ title }: RemoteArtifact, signal: AbortSignal) {
  return (size: number): void => {
    if (signal.aborted) throw new MuleteerError('interrupted', 'Interrupted, nothing was written');
    if (size <= MAX_ARCHIVE_BYTES) return;
    throw new MuleteerError(
      'settings',
      `${title} has more than ${MAX_ARCHIVE_BYTES / 1_048_576} MB, the most that the service takes`,
    );
  };
}
