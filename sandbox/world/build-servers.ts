/** Servers, groups and clusters of a world. A world may hold what the service would refuse to make: it is history. */
import { type BuildContext, findNamed, idFor, placeOf } from './build-context.ts';
import { DEFAULT_SERVERS, listOr } from './default-world.ts';
import { Entry } from './entry.ts';
import { nextOrder } from './ids.ts';
import type { EnvironmentRow, Membership, ServerRow } from './state.ts';

const DAY = 86_400_000;

export function buildServers(context: BuildContext): void {
  const servers = new Entry(listOr(context.world, 'servers', DEFAULT_SERVERS), '');
  for (const entry of servers.entries('servers')) {
    const row = buildServer(context, entry);
    context.state.servers.set(row.id, row);
    entry.done();
  }
}

function buildServer(context: BuildContext, entry: Entry): ServerRow {
  const status = entry.choice('status', ['CREATED', 'RUNNING', 'DISCONNECTED']) ?? 'RUNNING';
  const gatewayVersion = entry.optionalText('gatewayVersion');
  // Only an agent tells its version, so a server that never connected has none.
  const agentVersion = entry.optionalText('agentVersion') ?? (status === 'CREATED' ? undefined : '2.5.4');
  const ips = entry.texts('addresses') ?? [];
  return {
    id: idFor(context, entry, 'target'),
    environmentId: placeOf(context, entry).id,
    name: entry.text('name'),
    status,
    serverType: gatewayVersion === undefined ? 'MULE' : 'GATEWAY',
    muleVersion: entry.optionalText('muleVersion') ?? '4.4.0',
    ...(gatewayVersion === undefined ? {} : { gatewayVersion }),
    ...(agentVersion === undefined ? {} : { agentVersion }),
    javaVersion: entry.optionalText('javaVersion') ?? '1.8.0_372-b07',
    addresses: ips.map((ip) => ({ ip, networkInterface: 'eth0' })),
    licenseExpirationDate: entry.time('licenseExpirationDate') ?? context.now + 500 * DAY,
    // Reference: certificates last two years from registration.
    certificateExpirationDate: entry.time('certificateExpirationDate') ?? context.now + 700 * DAY,
    timeCreated: context.now,
    timeUpdated: context.now,
  };
}

export function buildServerGroups(context: BuildContext): void {
  for (const entry of context.world.entries('serverGroups')) {
    const environment = placeOf(context, entry);
    const id = idFor(context, entry, 'target');
    const { now: timeCreated, now: timeUpdated } = context;
    context.state.groups.set(id, {
      id,
      environmentId: environment.id,
      name: entry.text('name'),
      timeCreated,
      timeUpdated,
    });
    for (const name of entry.texts('servers') ?? []) {
      seat(context, { entry, environment, name }, { of: 'SERVER_GROUP', id });
    }
    entry.done();
  }
}

export function buildClusters(context: BuildContext): void {
  for (const entry of context.world.entries('clusters')) {
    const environment = placeOf(context, entry);
    const id = idFor(context, entry, 'target');
    const { now: timeCreated, now: timeUpdated } = context;
    const multicastEnabled = entry.boolean('multicast') ?? true;
    const name = entry.text('name');
    context.state.clusters.set(id, {
      id,
      environmentId: environment.id,
      name,
      multicastEnabled,
      timeCreated,
      timeUpdated,
    });
    for (const item of entry.list('servers')) {
      const node = new Entry(typeof item === 'string' ? { name: item } : item, `${entry.path}.servers`);
      const serverIp = node.optionalText('ip');
      const seated = { entry, environment, name: node.text('name') };
      seat(context, seated, { of: 'CLUSTER', id, ...(serverIp === undefined ? {} : { serverIp }) });
      node.done();
    }
    entry.done();
  }
}

interface Seat {
  readonly entry: Entry;
  readonly environment: EnvironmentRow;
  readonly name: string;
}

function seat(
  context: BuildContext,
  { entry, environment, name }: Seat,
  membership: Omit<Membership, 'order'>,
): void {
  const server = findNamed(context.state.servers, environment, name);
  if (!server) throw entry.error('servers', `names no server of this environment: ${name}`);
  if (server.membership) throw entry.error('servers', `names a server that is a member already: ${name}`);
  server.membership = { ...membership, order: nextOrder(context.state.ids) };
}
