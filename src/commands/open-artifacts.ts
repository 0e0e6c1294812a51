/**
 * Archives as a run knows them: local ones by what earlier runs found in them, others by asking the servers for files,
 * with one connection pool and one memory for all targets.
 */
import { createArtifactCache } from '../artifacts/artifact-cache.ts';
import { createArtifactClient } from '../artifacts/artifact-client.ts';
import type { Artifacts } from '../artifacts/artifacts.ts';
import { cacheFolder } from '../artifacts/cache-folder.ts';
import { digestFile } from '../artifacts/digest-file.ts';
import { knownDigest } from '../artifacts/known-digest.ts';
import { createRemoteArtifacts } from '../artifacts/remote-artifacts.ts';
import { patiently } from '../http/patient-transport.ts';
import { createTransport, type RequestTrace } from '../http/transport.ts';
import type { StampedValues } from '../model/stamped-values.ts';
import type { Io } from './io.ts';

/** Of one server: digests are small, and come by the hundred. */
const REQUESTS_AT_ONCE = 8;

export interface ArtifactOptions {
  readonly trace: (trace: RequestTrace) => void;
  /** Aborted: what is on its way is given up. */
  readonly stop: AbortSignal;
  /** Digests of local files. */
  readonly known: StampedValues;
}

export function openArtifacts(io: Io, { trace, stop, known }: ArtifactOptions): Artifacts {
  const { env, newId, limits, clock, random, mask } = io;
  const learn = (secret: string): void => mask.add(secret);
  const client = createArtifactClient({
    learn,
    async open(origin) {
      const transport = await createTransport({
        origin,
        access: 'read-only',
        signInPaths: [],
        tls: { ca: null, clientCert: null, clientKey: null },
        env,
        trace,
        learn,
        limits,
        newId,
        requestIdHeader: null,
        stop,
        trustedIn: 'the file that NODE_EXTRA_CA_CERTS names',
      });
      return patiently(transport, { most: REQUESTS_AT_ONCE, signInPaths: [], clock, random, stop });
    },
  });
  return {
    ...createRemoteArtifacts(cacheOf(io), client),
    digestOf: (path) => knownDigest(path, known),
  };
}

/** For whoever has to do with what earlier runs learnt, and asks nobody. */
export function knownArtifacts(io: Io): Artifacts {
  return { ...createRemoteArtifacts(cacheOf(io), null), digestOf: digestFile };
}

function cacheOf({ env, newId, clock }: Io) {
  return createArtifactCache({ folder: cacheFolder(env), newId, now: clock.now });
}
