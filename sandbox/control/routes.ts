/** `/__sandbox/`: what a test sees and moves. No sign-in; nothing here is in the log. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { setStatus } from '../estate/restarts.ts';
import { settle } from '../estate/settle.ts';
import { Refusal } from '../http/answer.ts';
import { isObject } from '../http/read-input.ts';
import { Entry, WorldError } from '../world/entry.ts';
import type { WorldInput } from '../world/input.ts';
import { parseSwitches } from '../world/parse-switches.ts';
import { plainState } from '../world/state-file.ts';
import type { World } from '../world/world.ts';
import { readFault } from './read-fault.ts';

const PATH = '/__sandbox';

/** Another world, or the one that the sandbox began with. */
type Reopen = (world: WorldInput | undefined) => Promise<World>;

export function controlRoutes(app: FastifyInstance, world: World, reopen: Reopen): void {
  journalRoutes(app, world);
  faultRoutes(app, world);
  clockRoutes(app, world);
  estateRoutes(app, world);
  app.post(`${PATH}/reset`, async (request, reply) => {
    const entry = isObject(request.body) ? request.body.world : undefined;
    await world.reset(await reopen(entry === undefined ? undefined : (entry as WorldInput)).catch(badWorld));
    return reply.code(204).send();
  });
}

function badWorld(error: unknown): never {
  throw new Refusal(400, error instanceof Error ? error.message : String(error));
}

function journalRoutes(app: FastifyInstance, world: World): void {
  const { journal } = world;
  app.get(`${PATH}/log`, async () => journal.log);
  app.delete(`${PATH}/log`, async (_request, reply) => {
    journal.log = [];
    return reply.code(204).send();
  });
  app.get(`${PATH}/effects`, async () => {
    settle(world);
    return journal.effects;
  });
  app.delete(`${PATH}/effects`, async (_request, reply) => {
    journal.effects = [];
    return reply.code(204).send();
  });
}

function faultRoutes(app: FastifyInstance, world: World): void {
  let count = 0;
  app.get(`${PATH}/faults`, async () => world.faults);
  app.post(`${PATH}/faults`, async (request, reply) => {
    count += 1;
    const fault = read(() => readFault(count, request.body));
    world.faults.push(fault);
    return reply.code(201).send(fault);
  });
  app.delete(`${PATH}/faults`, async (_request, reply) => {
    world.faults = [];
    return reply.code(204).send();
  });
}

function clockRoutes(app: FastifyInstance, world: World): void {
  app.get(`${PATH}/clock`, async () => world.clock.read());
  app.post(`${PATH}/clock`, async (request) => {
    const entry = read(() => new Entry(request.body, 'clock'));
    const mode = read(() => entry.choice('mode', ['real', 'manual']));
    const advanceMs = read(() => entry.number('advanceMs')) ?? 0;
    read(() => entry.done());
    if (advanceMs < 0) throw new Refusal(400, 'clock.advanceMs must not be negative');
    if (mode) world.clock.switchTo(mode);
    world.clock.advance(advanceMs);
    settle(world);
    return world.clock.read();
  });
}

function estateRoutes(app: FastifyInstance, world: World): void {
  app.get(`${PATH}/world`, async () => {
    settle(world);
    return plainState(world.state);
  });
  app.patch(`${PATH}/switches`, async (request) => {
    world.state.switches = read(() => parseSwitches(request.body, world.state.switches));
    return world.state.switches;
  });
  app.post(`${PATH}/servers/:name`, async (request, reply) =>
    changeServer(world, request.params, request.body, reply),
  );
  app.post(`${PATH}/deployments/fail`, async (request, reply) => {
    const entry = read(() => new Entry(request.body, 'failure'));
    const server = read(() => entry.optionalText('server'));
    const message = read(() => entry.optionalText('message')) ?? 'Deployment failed';
    const fileName = read(() => entry.optionalText('fileName'));
    const times = read(() => entry.number('times'));
    const application = read(() => entry.text('application'));
    read(() => entry.done());
    const only = { ...(server && { server }), ...(fileName && { fileName }), ...(times && { times }) };
    world.state.failures.push({ application, message, ...only });
    return reply.code(204).send();
  });
  app.delete(`${PATH}/deployments/fail`, async (_request, reply) => {
    world.state.failures = [];
    return reply.code(204).send();
  });
}

/**
 * An agent connects or disconnects. One of a runtime that was upgraded in place tells its new version. A name that
 * several environments have changes in all of them.
 */
function changeServer(world: World, params: unknown, body: unknown, reply: FastifyReply): FastifyReply {
  settle(world);
  const name = isObject(params) ? params.name : undefined;
  const servers = [...world.state.servers.values()].filter((server) => server.name === name);
  if (servers.length === 0) throw new Refusal(404, `There is no server ${String(name)}`);
  const entry = read(() => new Entry(body, 'server'));
  const status = read(() => entry.choice('status', ['CREATED', 'RUNNING', 'DISCONNECTED']));
  if (!status) throw new Refusal(400, 'status is required');
  const muleVersion = read(() => entry.optionalText('muleVersion'));
  read(() => entry.done());
  for (const server of servers) {
    if (muleVersion !== undefined) server.muleVersion = muleVersion;
    setStatus(world, server, status, 0);
  }
  return reply.code(204).send();
}

function read<T>(reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    if (error instanceof WorldError || error instanceof Error) throw new Refusal(400, error.message);
    throw error;
  }
}
