import { tmpdir } from 'node:os';
import { createAnypointClient } from '../anypoint/client.ts';
import { findEstate } from '../anypoint/find-estate.ts';
import { createRuntimeManager, type RuntimeManager } from '../anypoint/runtime-manager.ts';
import { createSession, SIGN_IN_PATHS } from '../anypoint/session.ts';
import type { Artifacts } from '../artifacts/artifacts.ts';
import { createKeptArtifacts } from '../artifacts/kept-artifacts.ts';
import { patiently } from '../http/patient-transport.ts';
import {
  createTransport,
  type RequestTrace,
  type Transport,
  type TransportOptions,
} from '../http/transport.ts';
import { consoleKinds, runtimeManagerKinds } from '../kinds/index.ts';
import { type ConnectedProvider, createProvider } from '../kinds/provider.ts';
import { createMmcClient } from '../mmc/client.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Io } from './io.ts';
import { knownArtifacts } from './open-artifacts.ts';
import { type AnypointSettings, anypointSettings, consoleSettings } from './settings.ts';

/** What a command may do: nothing but GET and the sign-in, or everything. */
export type Access = 'read-only' | 'read-write';

export interface ConnectOptions {
  readonly access: Access;
  readonly io: Io;
  readonly trace: (trace: RequestTrace) => void;
  /** How many writes may be on their way at once. */
  readonly parallelism: number;
  /** Aborted: what is on its way is given up. */
  readonly stop: AbortSignal;
  /** Archives that lie elsewhere; left out by whoever neither plans nor sends. */
  readonly artifacts?: Artifacts;
}

export interface Connected<Thing> {
  readonly thing: Thing;
  close(): Promise<void>;
}

/** The provider of a target, ready to be observed: signed in, and sure of its organization and environment. */
export async function connect(
  manifest: Manifest,
  options: ConnectOptions,
): Promise<Connected<ConnectedProvider>> {
  return manifest.kind === 'Console'
    ? connectConsole(manifest, options)
    : connectEnvironment(manifest, options);
}

async function connectEnvironment(
  manifest: Manifest,
  options: ConnectOptions,
): Promise<Connected<ConnectedProvider>> {
  const { thing: api, close } = await connectRuntimeManager(manifest, options);
  const kept = createKeptArtifacts(options.io.env.TMPDIR ?? tmpdir());
  const provider = createProvider({
    target: manifest.metadata.name,
    title: `${api.estate.organizationName} / ${api.estate.environmentName}`,
    estate: `${api.host} ${api.estate.organizationId} ${api.estate.environmentId}`,
    known: {
      controlPlane: [api.host],
      organization: [api.estate.organizationId, api.estate.organizationName],
      environment: [api.estate.environmentId, api.estate.environmentName],
    },
    basePath: '',
    kinds: runtimeManagerKinds,
    api,
    alerts: () => api.listAlerts(),
    artifacts: options.artifacts ?? knownArtifacts(options.io),
    keep: (file) => kept.keep(file, (take) => api.downloadArtifact(Number(file.heldBy), take)),
  });
  return {
    thing: provider,
    async close() {
      await kept.remove();
      await close();
    },
  };
}

export async function connectRuntimeManager(
  manifest: Manifest,
  options: ConnectOptions,
): Promise<Connected<RuntimeManager>> {
  const settings = await anypointSettings(manifest, options.io);
  const transport = await open(settings, ANYPOINT, options);
  return closingOnFailure(transport, async () => {
    const session = createSession(transport, settings.credentials, options.io.clock);
    const client = createAnypointClient(transport, session);
    return createRuntimeManager(client, await findEstate(client, settings));
  });
}

async function connectConsole(
  manifest: Manifest,
  options: ConnectOptions,
): Promise<Connected<ConnectedProvider>> {
  const settings = await consoleSettings(manifest, options.io);
  const transport = await open(settings, CONSOLE, options);
  return closingOnFailure(transport, async () =>
    createProvider({
      target: manifest.metadata.name,
      title: settings.url,
      estate: settings.url,
      known: { url: [settings.url] },
      basePath: settings.context,
      kinds: consoleKinds,
      api: createMmcClient(transport, settings.context, settings.credentials),
      alerts: async () => [],
      artifacts: options.artifacts ?? knownArtifacts(options.io),
      keep: async ({ fileName }) => {
        throw new MuleteerError('bug', `${fileName} is no artifact of a console`);
      },
    }),
  );
}

type Service = Pick<TransportOptions, 'signInPaths' | 'requestIdHeader'>;

/** The vendor's own clients send this header (runtime-manager reference, section 1). */
const ANYPOINT: Service = { signInPaths: SIGN_IN_PATHS, requestIdHeader: 'x-request-id' };
const CONSOLE: Service = { signInPaths: [], requestIdHeader: null };

/** While writes are on their way, the lists are read that tell what became of earlier ones. */
const READS_BESIDE = 4;

async function open(
  { origin, tls }: Pick<AnypointSettings, 'origin' | 'tls'>,
  service: Service,
  { access, io, trace, stop, parallelism }: ConnectOptions,
): Promise<Transport> {
  const { env, limits, clock, random, newId, mask } = io;
  const learn = (secret: string): void => mask.learn(secret);
  const options = { origin, tls, access, ...service, env, newId, trace, learn, limits, stop };
  const most = parallelism + READS_BESIDE;
  return patiently(await createTransport(options), { ...service, most, clock, random, stop });
}

async function closingOnFailure<Thing>(
  transport: Transport,
  build: () => Promise<Thing>,
): Promise<Connected<Thing>> {
  try {
    return { thing: await build(), close: () => transport.close() };
  } catch (error) {
    await transport.close();
    throw error;
  }
}
