/** The sandbox's whole state, as `GET /__sandbox/world` shows it, in the oracle's words. */
import { createHash } from 'node:crypto';
import {
  type Application,
  addressOf,
  type Form,
  type Home,
  type RunStatus,
  type Server,
  type State,
} from './estate.ts';

interface Row {
  readonly id: number;
  readonly name: string;
}

/** The part of it that is read. */
export interface SandboxWorld {
  readonly servers: readonly (Row & {
    readonly status: string;
    readonly membership?: { readonly id: number; readonly serverIp?: string };
  })[];
  readonly groups: readonly Row[];
  readonly clusters: readonly (Row & { readonly multicastEnabled: boolean })[];
  readonly applications: readonly (Row & {
    readonly targetId: number;
    readonly goal: RunStatus;
    readonly artifact: { readonly fileChecksum: string };
    readonly missedBy: readonly number[];
  })[];
}

export function stateOf(world: SandboxWorld): State {
  const names = namesOf(world);
  const servers = world.servers.map(({ name, status, membership }): [string, Server] => {
    const home: Home | null = membership
      ? { place: nameOfId(names, membership.id), ip: membership.serverIp ?? null }
      : null;
    return [name, { connected: status === 'RUNNING', home }];
  });
  const groups = world.groups.map(({ name }): [string, Form] => [name, 'group']);
  const clusters = world.clusters.map(({ name, multicastEnabled }): [string, Form] => [
    name,
    multicastEnabled ? 'multicast' : 'unicast',
  ]);
  return {
    servers: new Map(servers),
    places: new Map([...groups, ...clusters]),
    applications: applicationsOf(world, names),
  };
}

/** Whose an application is, the service does not know; here all are ours. */
function applicationsOf(world: SandboxWorld, names: ReadonlyMap<number, string>): State['applications'] {
  const rows = world.applications.map((row): Application => {
    const { name, goal: status } = row;
    const missedBy = row.missedBy.map((id) => nameOfId(names, id));
    const place = nameOfId(names, row.targetId);
    return { name, place, bytes: bytesOf(row.artifact.fileChecksum), status, owned: true, missedBy };
  });
  return new Map(rows.map((row) => [addressOf(row.name, row.place), row]));
}

/** Servers, groups and clusters share one id-space. */
export function namesOf({ servers, groups, clusters }: SandboxWorld): ReadonlyMap<number, string> {
  return new Map([...servers, ...groups, ...clusters].map(({ id, name }) => [id, name]));
}

function nameOfId(names: ReadonlyMap<number, string>, id: number): string {
  return names.get(id) ?? `unknown ${id}`;
}

const KNOWN_BYTES = new Map(
  ['v1', 'v2'].map((bytes) => [createHash('sha1').update(bytes).digest('hex'), bytes]),
);

export function bytesOf(sha1: string): string {
  return KNOWN_BYTES.get(sha1) ?? sha1;
}
