// For processes of their own that measure what one transfer takes: plain JavaScript, since they run what was built.
import { createTransport } from '../../dist/src/http/transport.js';

/** A transport to a server of the test, without anything around it. */
export function plainTransport(origin, access) {
  return createTransport({
    origin,
    access,
    signInPaths: [],
    tls: { ca: null, clientCert: null, clientKey: null },
    env: {},
    newId: () => 'id',
    requestIdHeader: null,
    trace: () => {},
    learn: () => {},
    limits: { connect: 10_000, read: 60_000, write: 300_000 },
  });
}

/** What the work comes to, and by how many bytes the process grew meanwhile, at the most. */
export async function growthOf(work) {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  const result = await work();
  most = Math.max(most, process.memoryUsage.rss());
  clearInterval(sampling);
  return { result, grown: most - before };
}
