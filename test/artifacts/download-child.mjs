// Downloads one file with the built code into a cache and prints, as JSON, how far the memory grew meanwhile. A
// process of its own, so that nothing but the download is measured. Arguments: the file's URL, its SHA-1, the cache.
import { randomUUID } from 'node:crypto';
import { createArtifactCache } from '../../dist/src/artifacts/artifact-cache.js';
import { createArtifactClient } from '../../dist/src/artifacts/artifact-client.js';
import { createRemoteArtifacts } from '../../dist/src/artifacts/remote-artifacts.js';
import { growthOf, plainTransport } from '../support/memory-growth.mjs';

const [url, sha1, folder] = process.argv.slice(2);
const client = createArtifactClient({
  learn: () => {},
  open: (origin) => plainTransport(origin, 'read-only'),
});
const cache = createArtifactCache({ folder, newId: randomUUID, now: Date.now });
const artifacts = createRemoteArtifacts(cache, client);
const from = {
  title: 'a',
  fileName: 'a.jar',
  sha256: null,
  release: null,
  digestUrl: null,
  credentials: null,
};
const fetch = (path, digest) =>
  artifacts.fetch(
    { fileName: 'a.jar', sha1: digest, from: { ...from, url: `${url}${path}`, sha1: digest } },
    new AbortController().signal,
  );

// What the first request loads is not the download's.
await fetch('/small.jar', 'da39a3ee5e6b4b0d3255bfef95601890afd80709');
const { result, grown } = await growthOf(() => fetch('/large.jar', sha1));
await artifacts.close();
process.stdout.write(JSON.stringify({ size: result.size, grown }));
