/** What all parts of a world's building share: the state so far, and how a place or a name is found in it. */
import type { ArtifactStore } from './artifact-store.ts';
import type { Entry } from './entry.ts';
import { nextId } from './ids.ts';
import type { EnvironmentRow, OrganizationRow, State } from './state.ts';

export interface BuildContext {
  readonly state: State;
  readonly world: Entry;
  readonly now: number;
  readonly artifacts: ArtifactStore;
}

export function contextOf(state: State, world: Entry, now: number, artifacts: ArtifactStore): BuildContext {
  return { state, world, now, artifacts };
}

export function organizationNamed(
  context: BuildContext,
  entry: Entry,
  key = 'organization',
): OrganizationRow {
  const wanted = entry.optionalText(key);
  const { organizations } = context.state;
  const found = organizations.find((row) => wanted === undefined || row.id === wanted || row.name === wanted);
  if (!found) throw entry.error(key, `names no organization: ${wanted ?? ''}`);
  return found;
}

/** The environment an entry belongs to. */
export function placeOf(context: BuildContext, entry: Entry): EnvironmentRow {
  const organization = entry.has('organization') ? organizationNamed(context, entry) : undefined;
  const wanted = entry.optionalText('environment');
  const found = context.state.environments.find(
    (row) =>
      (organization === undefined || row.organizationId === organization.id) &&
      (wanted === undefined || row.id === wanted || row.name === wanted),
  );
  if (!found) throw entry.error('environment', `names no environment: ${wanted ?? ''}`);
  return found;
}

export function idFor(context: BuildContext, entry: Entry, space: 'target' | 'application'): number {
  const id = entry.number('id');
  if (id === undefined) return nextId(context.state.ids, space);
  const { servers, groups, clusters, applications } = context.state;
  const taken =
    space === 'application' ? applications.has(id) : servers.has(id) || groups.has(id) || clusters.has(id);
  if (taken || !Number.isSafeInteger(id)) throw entry.error('id', `cannot be ${id}`);
  // What is made later must not run into it.
  context.state.ids[space] = Math.max(context.state.ids[space], id);
  return id;
}

interface NamedRow {
  readonly name: string;
  readonly environmentId: string;
}

export function findNamed<T extends NamedRow>(
  rows: ReadonlyMap<number, T>,
  environment: EnvironmentRow,
  name: string,
): T | undefined {
  let index = indexes.get(rows);
  if (index?.size !== rows.size) {
    index = indexOf(rows);
    indexes.set(rows, index);
  }
  const id = index.ids.get(keyOf(environment.id, name));
  return id === undefined ? undefined : rows.get(id);
}

interface NameIndex {
  /** How many rows there were: while a world is built they only become more, and keep their names. */
  readonly size: number;
  readonly ids: ReadonlyMap<string, number>;
}

/** A world of 50,000 rows looks up a name for each of them. */
const indexes = new WeakMap<ReadonlyMap<number, NamedRow>, NameIndex>();

function indexOf(rows: ReadonlyMap<number, NamedRow>): NameIndex {
  const ids = new Map<string, number>();
  for (const [id, { environmentId, name }] of rows) {
    const key = keyOf(environmentId, name);
    // A world may have a name twice: the first is meant.
    if (!ids.has(key)) ids.set(key, id);
  }
  return { size: rows.size, ids };
}

function keyOf(environmentId: string, name: string): string {
  return `${environmentId} ${name}`;
}
