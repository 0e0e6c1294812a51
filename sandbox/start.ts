/** A local Anypoint Runtime Manager and Mule Management Console over real HTTP, on 127.0.0.1 only. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import fastify, { type FastifyInstance } from 'fastify';
import { organizationRoutes } from './accounts/organizations.ts';
import { signInRoutes } from './accounts/sign-in.ts';
import { whoAmIRoutes } from './accounts/who-am-i.ts';
import { controlRoutes } from './control/routes.ts';
import { readBodies } from './http/bodies.ts';
import { answerErrors, answerUnreadable, answerUnroutable } from './http/errors.ts';
import { injectFaults } from './http/faults.ts';
import { logRequests } from './http/request-log.ts';
import { keepTransport } from './http/transport.ts';
import { userGroupRoutes } from './mmc/user-groups.ts';
import { alertRoutes } from './runtime-manager/alerts.ts';
import { applicationRoutes } from './runtime-manager/applications.ts';
import { clusterRoutes } from './runtime-manager/clusters.ts';
import { componentRoutes } from './runtime-manager/components.ts';
import { flowRoutes } from './runtime-manager/flows.ts';
import { registrationRoutes } from './runtime-manager/registration.ts';
import { serverGroupRoutes } from './runtime-manager/server-groups.ts';
import { serverRoutes } from './runtime-manager/servers.ts';
import { uiRoutes } from './runtime-manager/ui.ts';
import type { WorldInput } from './world/input.ts';
import { openWorld } from './world/open-world.ts';
import { saveState } from './world/state-file.ts';
import type { World } from './world/world.ts';

export interface SandboxOptions {
  /** 0, the default: any free port. */
  readonly port?: number;
  /** A parsed world, or the path of a YAML or JSON file. */
  readonly world?: WorldInput | string;
  /** A JSON file: loaded if it exists, rewritten after each change. Artifacts are kept beside it. */
  readonly statePath?: string;
  readonly tls?: { readonly certPath: string; readonly keyPath: string };
}

export interface Sandbox {
  readonly url: string;
  /** `url` and the console's context; the API is below `/api`. */
  readonly mmc: string;
  /** The routes below `/__sandbox/` without a socket, for whoever started the sandbox in the same process. */
  control(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<ControlAnswer>;
  close(): Promise<void>;
}

export interface ControlAnswer {
  readonly status: number;
  readonly text: string;
}

/** @throws Error with one line when the world is wrong or the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const certificate = readCertificate(options);
  const world = await openWorld(options);
  const app = createApp(world, certificate);
  try {
    await furnish(app, world, options);
    await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  } catch (error) {
    await world.artifacts.close();
    throw error;
  }
  const url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${portOf(app)}`;
  return {
    url,
    mmc: `${url}${world.state.console.context}`,
    control: (method, path, body) => inject(app, method, path, body),
    close: once(() => close(app, world)),
  };
}

async function inject(
  app: FastifyInstance,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body: object | undefined,
): Promise<ControlAnswer> {
  const { statusCode, payload } = await app.inject({
    method,
    url: `/__sandbox/${path}`,
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: statusCode, text: payload };
}

async function furnish(app: FastifyInstance, world: World, options: SandboxOptions): Promise<void> {
  keepTransport(app, world);
  logRequests(app, world);
  injectFaults(app, world);
  answerErrors(app, world);
  if (options.statePath !== undefined) saveAfterWrites(app, world, options.statePath);
  await readBodies(app);
  addRoutes(app, world);
  controlRoutes(app, world, (other) =>
    openWorld({ ...options, ...(other === undefined ? {} : { world: other }), anew: true }),
  );
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** First of all: when it cannot be read, nothing is left behind. */
function readCertificate({ tls }: SandboxOptions): Certificate | undefined {
  return tls && { cert: readFileSync(tls.certPath), key: readFileSync(tls.keyPath) };
}

function createApp(world: World, certificate: Certificate | undefined): FastifyInstance {
  return fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: 64 * 1024 * 1024,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 2000 },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => void answerUnroutable(world, error, request, reply),
    serverFactory: (handler) => (certificate ? createTlsServer(certificate, handler) : createServer(handler)),
  });
}

function addRoutes(app: FastifyInstance, world: World): void {
  const all = [
    signInRoutes,
    whoAmIRoutes,
    organizationRoutes,
    registrationRoutes,
    serverRoutes,
    serverGroupRoutes,
    clusterRoutes,
    applicationRoutes,
    flowRoutes,
    componentRoutes,
    alertRoutes,
    uiRoutes,
    userGroupRoutes,
  ];
  for (const routes of all) routes(app, world);
}

/** Before the answer leaves, so that what a client was told is on disk. */
function saveAfterWrites(app: FastifyInstance, world: World, path: string): void {
  const save = (): void => saveState(path, { state: world.state, clock: world.clock.read() });
  save();
  // A read may change things, too: it makes up for what fell due.
  let settled = world.settled;
  app.addHook('onSend', async (request) => {
    if (request.method === 'GET' && settled === world.settled) return;
    settled = world.settled;
    save();
  });
}

/** Several signals may ask for the end; there is one. */
function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= run();
    return done;
  };
}

async function close(app: FastifyInstance, world: World): Promise<void> {
  await app.close();
  await world.artifacts.close();
}
