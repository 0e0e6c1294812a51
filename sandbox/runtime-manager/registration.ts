/** Registering a server. The reference knows the request and not the reply, so the reply's form is a switch. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { settle } from '../estate/settle.ts';
import { type Answer, data, invalid } from '../http/answer.ts';
import { bodyOf, type JsonObject } from '../http/read-input.ts';
import { bearerOf, findEnvironment, findSession, hybrid, send, unauthorized } from '../http/scope.ts';
import { nextId, nextToken } from '../world/ids.ts';
import type { EnvironmentRow, RegistrationTokenRow, ServerRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { NAME_RULES, readName, refuseDuplicate } from './names.ts';
import { viewServer } from './server-view.ts';

const YEAR = 365 * 86_400_000;

export function registrationRoutes(app: FastifyInstance, world: World): void {
  const path = '/hybrid/api/v1/servers/registrationToken';
  app.get(
    path,
    hybrid(world, 'Manage Servers', ({ environment }) => data(issueToken(world, environment))),
  );
  app.post('/hybrid/api/v1/servers', {
    preParsing: async (request) => {
      settle(world);
      authenticate(world, request);
    },
    handler: async (request, reply) => {
      settle(world);
      return send(reply, register(world, request));
    },
  });
}

/** A uuid, three dashes and a number, as in the samples; scoped to the headers' environment. */
function issueToken(world: World, environment: EnvironmentRow): string {
  const { state } = world;
  const uuid = nextToken();
  const number = state.environments.indexOf(environment) + 1;
  const seconds = state.switches.registrationTokenSeconds;
  const expiresAt = seconds === 0 ? null : world.now() + seconds * 1000;
  const token = `${uuid}---${number}`;
  state.registrationTokens.push({ token, environmentId: environment.id, expiresAt, used: false });
  return token;
}

function register(world: World, request: FastifyRequest): Answer {
  const { environment, token } = authenticate(world, request);
  if (token) token.used = true;
  const body = bodyOf(world, request);
  const server = createServer(world, environment, body);
  const { registrationStatus, registrationCertificateField } = world.state.switches;
  const certificate = signedCertificate(String(body.signatureRequest));
  return data(
    { ...viewServer(world.state, server), [registrationCertificateField]: certificate },
    registrationStatus,
  );
}

interface Registrar {
  readonly environment: EnvironmentRow;
  readonly token?: RegistrationTokenRow;
}

/** With a registration token; a session only where the switch allows it. */
function authenticate(world: World, request: FastifyRequest): Registrar {
  const { registrationTokens, environments, switches } = world.state;
  const token = registrationTokens.find((row) => row.token === bearerOf(request));
  if (token && isValid(world, token)) {
    const environment = environments.find((row) => row.id === token.environmentId);
    if (environment) return { environment, token };
  }
  const session = switches.registrationAcceptsSession ? findSession(world, request) : undefined;
  if (session) return { environment: findEnvironment(world, request, session) };
  throw unauthorized(world);
}

/** RM unknown 6. */
function isValid(world: World, token: RegistrationTokenRow): boolean {
  if (token.used && world.state.switches.registrationTokenSingleUse) return false;
  return token.expiresAt === null || token.expiresAt > world.now();
}

function createServer(world: World, environment: EnvironmentRow, body: JsonObject): ServerRow {
  const { state } = world;
  const name = readName(world, body.muleLabel, NAME_RULES.server);
  const { muleVersion, gatewayVersion, signatureRequest } = body;
  if (typeof muleVersion !== 'string' || muleVersion === '') throw invalid(world, 'muleVersion is required');
  if (!String(signatureRequest).includes('BEGIN CERTIFICATE REQUEST')) {
    throw invalid(world, 'signatureRequest must be a PEM certificate request');
  }
  if (environment.type === 'design') throw invalid(world, 'A design environment holds no servers');
  if (state.switches.serverNamesUnique) {
    refuseDuplicate(world, state.servers.values(), { name, environmentId: environment.id });
  }
  refuseMany(world, environment);
  const now = world.now();
  const server: ServerRow = {
    id: nextId(state.ids, 'target'),
    environmentId: environment.id,
    name,
    // Until an agent connects; there is no way to bring a server up from here.
    status: 'CREATED',
    serverType: gatewayVersion === undefined ? 'MULE' : 'GATEWAY',
    muleVersion,
    ...(gatewayVersion === undefined ? {} : { gatewayVersion: String(gatewayVersion) }),
    javaVersion: '1.8.0_372-b07',
    addresses: [],
    // Reference: certificates last two years from registration.
    certificateExpirationDate: now + 2 * YEAR,
    timeCreated: now,
    timeUpdated: now,
  };
  state.servers.set(server.id, server);
  return server;
}

function refuseMany(world: World, environment: EnvironmentRow): void {
  const { servers, switches } = world.state;
  const count = [...servers.values()].filter((row) => row.environmentId === environment.id).length;
  if (count >= switches.maxServersPerEnvironment) {
    throw invalid(world, `At most ${switches.maxServersPerEnvironment} servers are allowed`);
  }
}

/** Looks like a certificate, and is none: nothing here is a certificate authority. */
function signedCertificate(request: string): string {
  const lines = [0, 1, 2, 3].map((part) => createHash('sha384').update(`${part}${request}`).digest('base64'));
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
