/**
 * What was really sent to a sandbox, as actions: its request log, read with the ids of the world before and after.
 * Only a copy that came and went in between is in neither; copies get rising ids in the order in which the effects
 * tell of them, so that the ones that are unknown can be matched one to one.
 */
import type { Action, Member } from './actions.ts';
import { addressOf } from './estate.ts';
import { nameOf, placeOf } from './problem.ts';
import { bytesOf, namesOf, type SandboxWorld } from './sandbox-world.ts';

export interface LogRow {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly service: string;
  readonly write: boolean;
  readonly body?: unknown;
}

/** What happened to a sandbox between two moments. */
export interface Episode {
  readonly before: SandboxWorld;
  /** After the clock was moved far enough for everything to be over. */
  readonly after: SandboxWorld;
  /** `GET /__sandbox/log` and `GET /__sandbox/effects`, both of the time between the two. */
  readonly log: readonly LogRow[];
  readonly effects: readonly { readonly class: string; readonly subject: string }[];
}

/** @throws Error when a write was refused, or is none that the oracle knows. */
export function readCalls(episode: Episode): readonly Action[] {
  const names = new Map([...namesOf(episode.before), ...namesOf(episode.after)]);
  const addresses = addressesIn(episode, names);
  const writes = episode.log.filter(({ write, service }) => write && service === 'runtime-manager');
  return writes.map((row) => {
    const action = (row.status ?? 500) < 300 ? readCall(row, names, addresses) : undefined;
    if (action === undefined) throw new Error(`no call of a plan: ${JSON.stringify(row)}`);
    return action;
  });
}

type Names = ReadonlyMap<number, string>;

function addressesIn({ before, after, log, effects }: Episode, names: Names): Names {
  const rows = [...before.applications, ...after.applications];
  const known = new Map(rows.map((row) => [row.id, addressOf(row.name, names.get(row.targetId) ?? '')]));
  const ids = log.map(({ path }) => Number(/\/applications\/(\d+)/.exec(path)?.[1] ?? Number.NaN));
  const unknown = [...new Set(ids.filter((id) => id > 0 && !known.has(id)))].sort((a, b) => a - b);
  const was = new Set(before.applications.map(({ id }) => id));
  const kept = new Set(after.applications.filter(({ id }) => !was.has(id)).map(({ id }) => known.get(id)));
  const copies = effects.flatMap(({ class: name, subject }) =>
    name === 'app-copy' ? [subject.replace('Application/', '').replace('@server:', '@')] : [],
  );
  const gone = copies.filter((address) => !kept.has(address));
  if (gone.length !== unknown.length) {
    throw new Error(`which copies are ${unknown.join(', ')}? There were ${copies.join(', ')}`);
  }
  return new Map([...known, ...unknown.map((id, index) => [id, gone[index] ?? ''] as const)]);
}

function readCall(row: LogRow, names: Names, addresses: Names): Action | undefined {
  const [, , , , kind, id, , member] = (row.path.split('?')[0] ?? '').split('/');
  const isPlace = kind === 'serverGroups' || kind === 'clusters';
  if (kind === 'applications') return readApplicationCall(row, names, addresses.get(Number(id)));
  if (!isPlace) return undefined;
  if (id === undefined) return readCreation(row, names, kind);
  const place = names.get(Number(id)) ?? '';
  if (!row.path.includes('/servers')) return row.method === 'DELETE' ? { type: 'delete', place } : undefined;
  if (member === undefined) return { type: 'join', place, ...readMember(row.body, names) };
  const server = names.get(Number(member)) ?? '';
  return row.method === 'DELETE'
    ? { type: 'leave', server, place }
    : { type: 'join', server, place, ip: null };
}

function readCreation({ body }: LogRow, names: Names, kind: string): Action | undefined {
  const { name, serverIds, servers, multicastEnabled } = fieldsOf(body);
  if (typeof name !== 'string') return undefined;
  if (kind === 'serverGroups') {
    const members = listOf(serverIds).map((id) => ({ server: names.get(Number(id)) ?? '', ip: null }));
    return { type: 'create', place: name, form: 'group', members };
  }
  const members = listOf(servers).map((entry) => readMember(entry, names));
  return { type: 'create', place: name, form: multicastEnabled === true ? 'multicast' : 'unicast', members };
}

function readMember(entry: unknown, names: Names): Member {
  const { serverId, serverIp } = fieldsOf(entry);
  return {
    server: names.get(Number(serverId)) ?? '',
    ip: typeof serverIp === 'string' ? serverIp : null,
  };
}

function readApplicationCall(row: LogRow, names: Names, address: string | undefined): Action | undefined {
  const { parts, desiredStatus } = fieldsOf(row.body);
  const fields = listOf(parts).map(fieldsOf);
  const part = (name: string) => fields.find((one) => one.name === name);
  const bytes = bytesOf(String(part('file')?.sha1));
  if (row.method === 'POST') {
    const place = names.get(Number(part('targetId')?.value)) ?? '';
    return { type: 'deploy', name: String(part('artifactName')?.value), place, bytes };
  }
  if (address === undefined) return undefined;
  const identity = { name: nameOf(address), place: placeOf(address) };
  if (row.method === 'DELETE') return { type: 'remove', ...identity };
  if (part('file') !== undefined) return { type: 'update', ...identity, bytes };
  if (desiredStatus === 'STARTED') return { type: 'start', ...identity };
  return desiredStatus === 'STOPPED' ? { type: 'stop', ...identity } : undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
