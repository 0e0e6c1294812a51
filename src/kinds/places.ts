/** Who is where: servers in groups and clusters, applications on them. */

import type { Goal } from '../model/call.ts';
import type { World } from '../model/draft.ts';
import type { LiveResource, RemoteId } from '../model/resource.ts';

/** The live group or cluster that a server belongs to. */
export function placeOf(server: LiveResource, world: World): LiveResource | null {
  const places = [...world.live('ServerGroup'), ...world.live('Cluster')];
  return places.find((place) => memberIds(place).includes(server.id)) ?? null;
}

export function memberIds(place: LiveResource): readonly RemoteId[] {
  const ids = place.facts.memberIds;
  return Array.isArray(ids) ? (ids as readonly RemoteId[]) : [];
}

/**
 * Waits for applications that ran before; one that had failed already is not this call's to heal, and one that is
 * being changed itself may be started or stopped by then.
 */
export function keepsRunning(
  applications: readonly LiveResource[],
  serverIds: readonly RemoteId[] | null,
  world: World,
): readonly Goal[] {
  const changes = ({ key }: LiveResource): boolean => world.comparison(key)?.action !== 'keep';
  return applications
    .filter(({ settled }) => settled.state !== 'failed')
    .map((application) => ({
      until: 'deployed' as const,
      applicationId: application.id,
      serverIds,
      status:
        application.spec.desiredStatus === 'STARTED' && !changes(application) ? ('STARTED' as const) : null,
      sha1: null,
    }));
}
