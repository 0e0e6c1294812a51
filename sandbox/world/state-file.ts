/** A sandbox that outlives its process: its state as JSON, rewritten as a whole so that it is never half. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { ClockReading } from '../clock.ts';
import { isObject } from '../http/read-input.ts';
import { restoreAdministrators } from '../mmc/permissions.ts';
import { WorldError } from './entry.ts';
import { parseSwitches } from './parse-switches.ts';
import type { State } from './state.ts';

const FORMAT = 1;

export interface Saved {
  readonly state: State;
  readonly clock: ClockReading;
}

/** The state as plain JSON; also what the control shows. */
export function plainState(state: State): object {
  return {
    ...state,
    servers: [...state.servers.values()],
    groups: [...state.groups.values()],
    clusters: [...state.clusters.values()],
    applications: [...state.applications.values()],
  };
}

export function saveState(path: string, saved: Saved): void {
  const text = JSON.stringify({ format: FORMAT, clock: saved.clock, state: plainState(saved.state) });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** undefined: there is none yet. */
export function loadState(path: string): Saved | undefined {
  if (!existsSync(path)) return undefined;
  const parsed = parse(path, readFileSync(path, 'utf8'));
  const { state, clock } = parsed;
  const switches = parseSwitches(state.switches ?? {});
  const revived: State = {
    ...state,
    switches,
    servers: byId(state.servers),
    groups: byId(state.groups),
    clusters: byId(state.clusters),
    applications: byId(state.applications),
  };
  // A loaded state is a started console.
  restoreAdministrators(revived.console.userGroups);
  return { state: revived, clock };
}

/** The rows as they were written by `saveState`; only the envelope is checked. */
type PlainState = Omit<State, 'servers' | 'groups' | 'clusters' | 'applications'> & {
  readonly [K in 'servers' | 'groups' | 'clusters' | 'applications']: State[K] extends Map<number, infer Row>
    ? readonly Row[]
    : never;
};

function parse(path: string, text: string): { readonly state: PlainState; readonly clock: ClockReading } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WorldError(`${path}: is not JSON`);
  }
  if (!isObject(value) || value.format !== FORMAT || !isObject(value.state) || !isObject(value.clock)) {
    throw new WorldError(`${path}: is not a saved sandbox`);
  }
  // We wrote the file ourselves: its format's number says how.
  return value as unknown as { readonly state: PlainState; readonly clock: ClockReading };
}

function byId<Row extends { readonly id: number }>(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
