import type { World } from '../../model/draft.ts';
import type { Waiting } from '../../model/plan.ts';
import { type DesiredResource, type LiveResource, placeKey } from '../../model/resource.ts';
import { waiting } from '../draft.ts';
import { applicationsOn, memberIds, placeOf } from '../places.ts';

/**
 * One server runs one application of a name, whoever put it there (reference, unknown 9): its own, or that of
 * its group or cluster. A deployment that would be the second waits.
 */
export function findOverlap(desired: DesiredResource, world: World): Waiting | null {
  const { place, name } = desired.identity;
  if (place === null) return null;
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

const PLAN_AGAIN = 'remove it, or plan again once the server has left';
