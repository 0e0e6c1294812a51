// What the vendor's command line is made to do, in this order, and what must be true after each command: first
// those of the runtime-manager reference, section 13, then the errors that were tried there.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectEqual, expectFailure, expectJson, expectOk, named } from './expect.js';

const MANAGER = 'runtime-mgr';
const JSON_OUTPUT = ['-o', 'json'];

/** @param folder where artifacts are written and downloaded */
export function commands(folder) {
  const first = artifact(folder, 'orders-1.0.0.jar', 'the first bytes');
  const second = artifact(folder, 'orders-1.1.0.jar', 'the second bytes');
  return [
    ...accounts(),
    ...servers(),
    ...groups(),
    ...clusters(),
    ...applications(folder, first, second),
    ...errors(),
  ];
}

function accounts() {
  const organizations = ['account', 'business-group', 'list', ...JSON_OUTPUT];
  const names = (result) => expectJson(result).map(({ name }) => name);
  return [
    { args: organizations, check: (result) => expectEqual(names(result), ['Acme']) },
    { args: organizations, as: 'user', check: (result) => expectEqual(names(result), ['Acme']) },
    {
      args: ['account', 'environment', 'list', ...JSON_OUTPUT],
      check: (result) => expectEqual(names(result), ['Sandbox']),
    },
  ];
}

function servers() {
  const id = (world, name) => String(named(world.servers, name).id);
  return [
    {
      args: [MANAGER, 'server', 'list', ...JSON_OUTPUT],
      check: (result) =>
        expectEqual(
          expectJson(result)
            .data.map(({ name }) => name)
            .sort(),
          ['mule-1', 'mule-2', 'mule-3', 'mule-4', 'mule-5', 'mule-6'],
        ),
    },
    {
      args: (world) => [MANAGER, 'server', 'describe', id(world, 'mule-1'), ...JSON_OUTPUT],
      check: (result) => expectEqual(expectJson(result).muleVersion, '4.4.0'),
    },
    {
      args: (world) => [MANAGER, 'server', 'modify', id(world, 'mule-6'), '--name', 'mule-9'],
      check: async (result, sandbox) => {
        expectOk(result);
        named((await sandbox.world()).servers, 'mule-9');
      },
    },
    {
      args: [MANAGER, 'server', 'token'],
      check: async (result, sandbox) => {
        expectOk(result);
        const [{ token }] = (await sandbox.world()).registrationTokens;
        expectEqual(result.stdout.includes(token), true, 'the token is printed');
      },
    },
  ];
}

function groups() {
  const groupId = ({ groups: all }) => String(all[0].id);
  const serverId = (world, name) => String(named(world.servers, name).id);
  const members = async (result, sandbox, expected) => {
    expectOk(result);
    const world = await sandbox.world();
    const inside = world.servers.filter(({ membership }) => membership?.id === world.groups[0].id);
    expectEqual(inside.map(({ name }) => name).sort(), expected);
  };
  const group = [MANAGER, 'serverGroup'];
  return [
    {
      args: (world) => [...group, 'create', 'payments', serverId(world, 'mule-1'), serverId(world, 'mule-2')],
      check: (result, sandbox) => members(result, sandbox, ['mule-1', 'mule-2']),
    },
    {
      args: [...group, 'list', ...JSON_OUTPUT],
      check: (result) => expectEqual(expectJson(result).data[0].name, 'payments'),
    },
    {
      args: (world) => [...group, 'describe', groupId(world), ...JSON_OUTPUT],
      check: (result) => expectEqual(expectJson(result).data.servers.length, 2),
    },
    {
      args: (world) => [...group, 'modify', groupId(world), '--name', 'billing'],
      check: async (result, sandbox) => {
        expectOk(result);
        named((await sandbox.world()).groups, 'billing');
      },
    },
    {
      args: (world) => [...group, 'add', 'server', groupId(world), serverId(world, 'mule-3')],
      check: (result, sandbox) => members(result, sandbox, ['mule-1', 'mule-2', 'mule-3']),
    },
    {
      args: (world) => [...group, 'remove', 'server', groupId(world), serverId(world, 'mule-3')],
      check: (result, sandbox) => members(result, sandbox, ['mule-1', 'mule-2']),
    },
  ];
}

function clusters() {
  return [
    {
      args: ({ servers: all }) => {
        const members = ['mule-4', 'mule-5'].flatMap((name) => ['--server', String(named(all, name).id)]);
        return [MANAGER, 'cluster', 'create', 'orders', '--multicast', ...members];
      },
      check: async (result, sandbox) => {
        expectOk(result);
        const world = await sandbox.world();
        const { id, multicastEnabled } = named(world.clusters, 'orders');
        expectEqual(multicastEnabled, true);
        expectEqual(result.stdout.includes(String(id)), true, 'the id is printed');
        expectEqual(world.servers.filter(({ membership }) => membership?.id === id).length, 2);
      },
    },
    {
      args: ({ servers: all }) => {
        const { id } = named(all, 'mule-3');
        return [MANAGER, 'cluster', 'create', 'stock', '--server', `${id}:10.0.0.13`];
      },
      check: async (result, sandbox) => {
        expectOk(result);
        const world = await sandbox.world();
        expectEqual(named(world.clusters, 'stock').multicastEnabled, false);
        expectEqual(named(world.servers, 'mule-3').membership.serverIp, '10.0.0.13');
      },
    },
    {
      args: [MANAGER, 'cluster', 'list', ...JSON_OUTPUT],
      check: (result) =>
        expectEqual(
          expectJson(result)
            .map(({ name }) => name)
            .sort(),
          ['orders', 'stock'],
        ),
    },
  ];
}

function applications(folder, first, second) {
  const application = [MANAGER, 'standalone-application'];
  const runs = async (result, sandbox, expected) => {
    expectOk(result);
    const {
      goal,
      artifact: bytes,
      serverArtifacts,
    } = named((await sandbox.world()).applications, 'orders-api');
    const reported = serverArtifacts.filter((row) => row.superseded !== true).map((row) => row.reported);
    expectEqual({ goal, fileName: bytes.fileName, reported }, expected);
  };
  const started = (fileName) => ({ goal: 'STARTED', fileName, reported: ['STARTED', 'STARTED'] });
  return [
    {
      args: [...application, 'deploy', 'orders', 'orders-api', first],
      check: (result, sandbox) => runs(result, sandbox, started('orders-1.0.0.jar')),
    },
    {
      args: [...application, 'list', ...JSON_OUTPUT],
      check: (result) => expectEqual(expectJson(result).length, 1),
    },
    {
      args: [...application, 'describe', 'orders-api', ...JSON_OUTPUT],
      check: (result) => expectEqual(expectJson(result).lastReportedStatus, 'STARTED'),
    },
    {
      args: [...application, 'stop', 'orders-api'],
      check: (result, sandbox) =>
        runs(result, sandbox, {
          goal: 'STOPPED',
          fileName: 'orders-1.0.0.jar',
          reported: ['STOPPED', 'STOPPED'],
        }),
    },
    {
      args: [...application, 'start', 'orders-api'],
      check: (result, sandbox) => runs(result, sandbox, started('orders-1.0.0.jar')),
    },
    {
      args: [...application, 'restart', 'orders-api'],
      check: async (result, sandbox) => {
        await runs(result, sandbox, started('orders-1.0.0.jar'));
        const restarts = (await sandbox.control('GET', 'effects')).filter(
          (one) => one.class === 'app-restart',
        );
        expectEqual(restarts.length, 1, 'it was restarted once');
      },
    },
    {
      args: [...application, 'modify', 'orders-api', second],
      check: (result, sandbox) => runs(result, sandbox, started('orders-1.1.0.jar')),
    },
    {
      args: [...application, 'artifact', 'orders-api', join(folder, 'downloads')],
      check: async (result, sandbox) => {
        expectOk(result);
        const { id } = named((await sandbox.world()).applications, 'orders-api');
        const bytes = readFileSync(join(folder, 'downloads', `app_${id}_artifact.zip`), 'utf8');
        expectEqual(bytes, 'the second bytes');
      },
    },
    {
      args: [...application, 'delete', 'orders-api'],
      check: async (result, sandbox) => {
        expectOk(result);
        expectEqual((await sandbox.world()).applications, []);
      },
    },
  ];
}

/** The service's own message is shown, but for 401 and 403, which have fixed texts. */
function errors() {
  const describe = [MANAGER, 'server', 'describe', '1'];
  const armed = (status) => ({
    args: describe,
    fault: { match: { path: '/servers/1$' }, times: 1, action: refusal(status) },
    check: (result) => expectFailure(result, status === 403 ? 'Forbidden' : `refused with ${status}`),
  });
  return [
    { args: describe, as: 'wrong app', check: (result) => expectFailure(result, 'Authentication failed') },
    armed(403),
    { args: describe, check: (result) => expectFailure(result, '1') },
    {
      args: [MANAGER, 'serverGroup', 'create', 'billing'],
      check: (result) => expectFailure(result, 'billing'),
    },
    armed(429),
    armed(500),
  ];
}

function refusal(status) {
  return { type: 'respond', status, body: { status, message: `refused with ${status}` } };
}

function artifact(folder, name, bytes) {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}
