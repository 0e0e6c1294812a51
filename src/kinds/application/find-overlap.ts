import type { World } from '../../model/draft.ts';
import type { Waiting } from '../../model/plan.ts';
import {
  type DesiredResource,
  keyOf,
  type LiveResource,
  type PlaceKindName,
  placeKey,
} from '../../model/resource.ts';
import { waiting } from '../draft.ts';
import { membersOf } from '../membership.ts';
import { applicationsOn, memberIds, placeOf } from '../places.ts';

/**
 * One server runs one application of a name, whoever put it there (reference, unknown 9): its own, or that of
 * its group or cluster. A deployment that would be the second waits.
 */
export function findOverlap(desired: DesiredResource, world: World): Waiting | null {
  const { place, name } = desired.identity;
  if (place === null) return null;
  const declared = declaredTwin(desired, world);
  if (declared !== null) return declared;
  const named = (other: LiveResource): boolean => other.identity.name === name;
  if (place.kind === 'Server') {
    const server = world.live('Server').find(({ key }) => key === placeKey(place));
    const home = server === undefined ? null : placeOf(server, world);
    const twin = home === null ? undefined : applicationsOn(world, home.key).find(named);
    return home === null || twin === undefined
      ? null
      : waiting(
          'application_overlap',
          `${place.name} runs ${name} already, as a member of ${home.identity.name}`,
          PLAN_AGAIN,
        );
  }
  const at = world.live(place.kind).find(({ key }) => key === placeKey(place));
  const members = at === undefined ? [] : memberIds(at);
  const owner = world
    .live('Server')
    .find(({ id, key }) => members.includes(id) && applicationsOn(world, key).some(named));
  return owner === undefined
    ? null
    : waiting(
        'application_overlap',
        `${owner.identity.name} runs an application ${name} of its own already`,
        PLAN_AGAIN,
      );
}

/** Both are declared: on a server, and on the group or cluster whose manifest names that server. */
function declaredTwin({ identity }: DesiredResource, world: World): Waiting | null {
  const { place, name } = identity;
  if (place?.kind !== 'Server') return null;
  const home = [...world.comparisons('ServerGroup'), ...world.comparisons('Cluster')].find(({ desired }) =>
    membersOf(desired.spec.servers).some((member) => member.name === place.name),
  )?.desired.identity;
  if (home === undefined) return null;
  const twin = keyOf({ ...identity, place: { kind: home.kind as PlaceKindName, name: home.name } });
  if (world.comparison(twin) === undefined) return null;
  return waiting(
    'application_overlap',
    `${place.name} gets ${name} as a member of ${home.name}, and a server runs one application of a name`,
    'declare it for one of the two',
  );
}

const PLAN_AGAIN = 'remove it, or plan again once the server has left';
