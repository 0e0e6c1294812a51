// Downloads one file with the built code into a cache and prints, as JSON, how far the memory grew meanwhile. A
// process of its own, so that nothing but the download is measured. Arguments: the file's URL, its SHA-1, the cache.
import { randomUUID } from 'node:crypto';
import { createArtifactCache } from '../../dist/src/artifacts/artifact-cache.js';
import { createArtifactClient } from '../../dist/src/artifacts/artifact-client.js';
import { createRemoteArtifacts } from '../../dist/src/artifacts/remote-artifacts.js';
import { createTransport } from '../../dist/src/http/transport.js';

const [url, sha1, folder] = process.argv.slice(2);
const client = createArtifactClient({
  learn: () => {},
  open: (origin) =>
    createTransport({
      origin,
      access: 'read-only',
      signInPaths: [],
      tls: { ca: null, clientCert: null, clientKey: null },
      env: {},
      newId: () => 'id',
      requestIdHeader: null,
      trace: () => {},
      learn: () => {},
      limits: { connect: 10_000, read: 60_000, write: 300_000 },
    }),
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
globalThis.gc?.();
const before = process.memoryUsage.rss();
let most = before;
const sampling = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 5);
const { size } = await fetch('/large.jar', sha1);
most = Math.max(most, process.memoryUsage.rss());
clearInterval(sampling);
await artifacts.close();
process.stdout.write(JSON.stringify({ size, grown: most - before }));
