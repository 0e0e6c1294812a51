// What the vendor's command line is made to do, in this order, and what must be true after each command: first
// those of the runtime-manager reference, section 13, then the errors that were tried there.
import { applications } from './applications.js';
import { errors } from './errors.js';
import { expectEqual, expectJson, expectOk, JSON_OUTPUT, MANAGER, named } from './expect.js';

/** @param folder where artifacts are written and downloaded */
export function commands(folder) {
  return [...accounts(), ...servers(), ...groups(), ...clusters(), ...applications(folder), ...errors()];
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
