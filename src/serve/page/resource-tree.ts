/** The resources of a target as they hang together: places, and on each what runs there. */
import { groupBy } from '../../model/group-by.ts';
import type { ResourceStatus } from '../../model/resource-status.ts';

export interface Branch {
  /** Null: those that run nowhere and hold nothing. */
  readonly place: ResourceStatus | null;
  /** Declared servers that the place consists of; a name alone where nobody declares it. */
  readonly members: readonly (ResourceStatus | string)[];
  readonly leaves: readonly ResourceStatus[];
}

/** Clusters and groups, then servers on which something runs by itself, then the rest. */
export function branchesOf(resources: readonly ResourceStatus[]): readonly Branch[] {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const guests = groupBy(resources, ({ place }) => place);
  const joined = new Set(resources.flatMap(({ members }) => members));
  const isPlace = ({ kind, address }: ResourceStatus): boolean =>
    kind === 'Cluster' || kind === 'ServerGroup' || (kind === 'Server' && guests.has(address));
  const places = resources.filter(isPlace).sort((a, b) => rankOf(a) - rankOf(b));
  const branches = places.map((place) => ({
    place,
    members: place.members.map((address) => byAddress.get(address) ?? nameIn(address)),
    leaves: guests.get(place.address) ?? [],
  }));
  // An application may wait for a place that nobody has declared yet.
  const isLoose = (resource: ResourceStatus): boolean =>
    !isPlace(resource) &&
    !joined.has(resource.address) &&
    (resource.place === null || !byAddress.has(resource.place));
  const loose = resources.filter(isLoose);
  return loose.length === 0 ? branches : [...branches, { place: null, members: [], leaves: loose }];
}

function rankOf({ kind }: ResourceStatus): number {
  return ['Cluster', 'ServerGroup', 'Server'].indexOf(kind);
}

function nameIn(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1);
}
