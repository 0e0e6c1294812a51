/** What the kinds of a target listed, named first and described when the declared renames are known. */
import type { ResourceKindName } from '../model/manifest.ts';
import type { LiveName, LiveSnapshot, Observation } from '../model/provider.ts';
import { keyOf, type LiveResource, type Place, type RemoteId } from '../model/resource.ts';
import type { Names, Rows } from './kind-definition.ts';

export type Listed = readonly (readonly [ResourceKindName, Rows])[];

export function observation(lists: Listed): Observation {
  const names = lists.flatMap(([kind, { rows }]) =>
    rows.map(({ id, name }): LiveName => ({ kind, id, name })),
  );
  return {
    names,
    describe(nameOf): LiveSnapshot {
      const statuses = new Map<RemoteId, string>();
      const known: Names = { ...namesIn(names, nameOf), serverStatus: (id) => statuses.get(id) };
      const described = lists.map(([kind, { rows }]) =>
        rows.map((row): LiveResource => {
          const { place, spec, settled, facts } = row.describe(known);
          // Servers are described first, so that the others may ask how they are.
          if (kind === 'Server') statuses.set(row.id, String(facts.status));
          const identity = { kind, name: nameOf({ kind, id: row.id, name: row.name }), place };
          return { identity, key: keyOf(identity), id: row.id, liveName: row.name, spec, settled, facts };
        }),
      );
      const resources = described.flatMap((rows) => rows.sort(byKeyAndId));
      return { resources, diagnostics: lists.flatMap(([, { diagnostics }]) => diagnostics) };
    },
  };
}

/** A service may list in any order, such as that of parallel deployments: no plan should look different for it. */
function byKeyAndId(a: LiveResource, b: LiveResource): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return Number(a.id) - Number(b.id);
}

function namesIn(
  names: readonly LiveName[],
  nameOf: (live: LiveName) => string,
): Omit<Names, 'serverStatus'> {
  const places = new Map<RemoteId, Place>();
  const byKind = new Map<string, string>();
  for (const live of names) {
    const name = nameOf(live);
    byKind.set(`${live.kind} ${live.id}`, name);
    if (live.kind === 'Server' || live.kind === 'ServerGroup' || live.kind === 'Cluster') {
      places.set(live.id, { kind: live.kind, name });
    }
  }
  return {
    nameOf: (kind, id) => byKind.get(`${kind} ${id}`),
    placeOf: (id) => places.get(id),
  };
}
