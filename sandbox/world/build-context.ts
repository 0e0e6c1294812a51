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
  return [...rows.values()].find((row) => row.environmentId === environment.id && row.name === name);
}
