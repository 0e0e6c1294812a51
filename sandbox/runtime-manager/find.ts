/** Rows by id, as seen from one environment: another environment's id is as unknown as any (404). */
import { invalid, notFound } from '../http/answer.ts';
import { pathId, readInteger } from '../http/read-input.ts';
import type { Call } from '../http/scope.ts';
import type { ServerRow } from '../world/state.ts';
import type { World } from '../world/world.ts';

interface Row {
  readonly id: number;
  readonly environmentId: string;
}

export function rowsIn<T extends Row>(rows: ReadonlyMap<number, T>, call: Call): T[] {
  return [...rows.values()].filter((row) => row.environmentId === call.environment.id);
}

export function findIn<T extends Row>(rows: ReadonlyMap<number, T>, call: Call, id: number): T | undefined {
  const row = rows.get(id);
  return row?.environmentId === call.environment.id ? row : undefined;
}

export function rowAt<T extends Row>(
  world: World,
  rows: ReadonlyMap<number, T>,
  call: Call,
  what: string,
  parameter = 'id',
): T {
  const id = pathId(world, call.request, parameter);
  const row = findIn(rows, call, id);
  if (!row) throw notFound(`${what} ${id}`);
  return row;
}

/** A server named in a body: what it names must exist for the request to make sense. */
export function serverNamed(world: World, call: Call, value: unknown): ServerRow {
  const id = readInteger(value);
  const server = id === undefined ? undefined : findIn(world.state.servers, call, id);
  if (!server) throw invalid(world, `There is no server ${String(value)}`);
  return server;
}
