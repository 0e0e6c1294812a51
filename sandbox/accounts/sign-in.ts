import type { FastifyInstance } from 'fastify';
import { type Answer, ok, Refusal } from '../http/answer.ts';
import { MinuteCounter } from '../http/minute-counter.ts';
import { isObject } from '../http/read-input.ts';
import { send } from '../http/scope.ts';
import { nextToken } from '../world/ids.ts';
import type { SessionRow } from '../world/state.ts';
import type { World } from '../world/world.ts';

export function signInRoutes(app: FastifyInstance, world: World): void {
  const counter = new MinuteCounter();
  app.post('/accounts/api/v2/oauth2/token', async (request, reply) => {
    limitLogins(world, counter);
    return send(reply, clientToken(world, request.body));
  });
  app.post('/accounts/login', async (request, reply) => {
    limitLogins(world, counter);
    return send(reply, login(world, request.body));
  });
}

/** Reference 1.3: the login was limited per minute, and said so in X-RateLimit headers. */
function limitLogins(world: World, counter: MinuteCounter): void {
  const { loginRateLimitPerMinute: limit, rateLimitStatus } = world.state.switches;
  const now = world.now();
  if (counter.allow(now, limit)) return;
  throw new Refusal(rateLimitStatus, 'Too many requests', true, {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil(counter.resetsAt(now) / 1000)),
  });
}

/** Reference 2.1: JSON or form; a token with `expires_in`. */
function clientToken(world: World, body: unknown): Answer {
  const { client_id, client_secret, grant_type } = isObject(body) ? body : {};
  const client = world.state.clients.find((row) => row.id === client_id && row.secret === client_secret);
  if (!client || grant_type !== 'client_credentials') throw new Refusal(401, 'Unauthorized', true);
  const token = openSession(world, { kind: 'client', id: client.id });
  return ok({ access_token: token, expires_in: world.state.switches.tokenSeconds, token_type: 'bearer' });
}

/** Reference 2.2: no `expires_in`; a user with a second factor gets a redirect form and no token. */
function login(world: World, body: unknown): Answer {
  const { username, password } = isObject(body) ? body : {};
  const user = world.state.users.find((row) => row.username === username && row.password === password);
  if (!user) throw new Refusal(401, 'Unauthorized', true);
  if (user.mfa) return ok({ url: '/accounts/login/mfa', body: { RelayState: user.id } });
  const token = openSession(world, { kind: 'user', id: user.id });
  return ok({ access_token: token, token_type: 'bearer', redirectUrl: '/home/' });
}

function openSession(world: World, subject: SessionRow['subject']): string {
  const { state } = world;
  const now = world.now();
  const token = nextToken();
  state.sessions = state.sessions.filter((row) => row.expiresAt === null || row.expiresAt > now);
  state.sessions.push({ token, subject, expiresAt: now + state.switches.tokenSeconds * 1000 });
  return token;
}
