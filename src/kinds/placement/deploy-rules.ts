/**
 * Where an application can be deployed: its place is there or is made, and no server gets a second application of
 * its name, whoever put the first one there (runtime-manager reference, section 8.6 and unknown 9).
 */

import type { Waiting } from '../../model/change.ts';
import { type DeclaredComparison, isActive } from '../../model/comparison.ts';
import { keyOf, type LiveResource, type Place as NamedPlace, placeKey } from '../../model/resource.ts';
import { waiting } from '../draft.ts';
import { membersOf } from '../members.ts';
import { notRegistered } from '../not-registered.ts';
import type { Question } from './blocks.ts';
import { bytesMissing, isDeployedOnly } from './deployed-bytes.ts';
import type { Moves } from './moves.ts';
import { isGoing } from './ownership.ts';

/** Why it cannot be deployed in this run; null where it can. */
export function deployWaits(
  comparison: DeclaredComparison,
  moves: Moves,
  question: Question,
): Waiting | null {
  const { place, name } = comparison.desired.identity;
  if (place === null) return null;
  if (isDeployedOnly(comparison.desired.spec)) return bytesMissing(name);
  return (
    placeWaits(place, question) ??
    declaredTwice(comparison, question) ??
    (place.kind === 'Server'
      ? twinAtHome(place, name, moves, question)
      : twinOnMember(place, name, moves, question))
  );
}

function placeWaits(place: NamedPlace, { world, blocks }: Question): Waiting | null {
  const at = world.comparison(placeKey(place));
  if (at?.obstacle != null) return at.obstacle;
  const blocked = blocks.places.has(placeKey(place)) && at?.live == null;
  // What is deployed now would go down with the place later, and be deployed twice.
  if (blocks.places.has(placeKey(place)) && at?.action === 'replace') {
    return waiting('place_waits', `${place.name} must be replaced first, and cannot be yet`);
  }
  if (at?.live != null || (at !== undefined && isActive(at) && !blocked && place.kind !== 'Server'))
    return null;
  if (at === undefined) {
    const strange = world.live(place.kind).some(({ key }) => key === placeKey(place));
    return strange ? null : waiting('awaiting_registration', `${place.name} is not there`);
  }
  if (place.kind === 'Server' && at.desired !== null) return notRegistered(at.desired);
  if (at.desired?.selected === false)
    return waiting('not_selected', `${place.name} is not there yet, and is not part of this run`);
  return waiting('awaiting_registration', `${place.name} is not there, and cannot be made yet`);
}

/** Both are declared: on a server, and on the group or cluster whose manifest names that server. */
function declaredTwice({ desired }: DeclaredComparison, { world }: Question): Waiting | null {
  const { identity } = desired;
  const { place, name } = identity;
  if (place?.kind !== 'Server') return null;
  for (const kind of ['ServerGroup', 'Cluster'] as const) {
    const home = world
      .comparisons(kind)
      .find((one) => membersOf(one.desired?.spec.servers).some((member) => member.name === place.name));
    if (home?.desired == null) continue;
    const twin = keyOf({ ...identity, place: { kind, name: home.desired.identity.name } });
    if (world.comparison(twin)?.desired == null) continue;
    return waiting(
      'application_overlap',
      `${place.name} gets ${name} as a member of ${home.desired.identity.name}, and a server runs one application of a name`,
      'declare it for one of the two',
    );
  }
  return null;
}

function twinAtHome(
  place: NamedPlace,
  name: string,
  { homes, leavers }: Moves,
  question: Question,
): Waiting | null {
  const server = placeKey(place);
  const home = homes.get(server);
  if (home === undefined) return null;
  const dismantled = home.fate !== 'stays' && !question.blocks.places.has(home.key);
  if (dismantled || leavers.get(home.key)?.some(({ key }) => key === server)) return null;
  const twin = question.world.liveAt(home.key).find(named(name));
  if (twin === undefined ? !comesTo(home.key, name, question) : isGoing(twin, question)) return null;
  return waiting(
    'application_overlap',
    `${place.name} runs ${name} already, as a member of ${home.name}`,
    PLAN_AGAIN,
  );
}

/** It is deployed there in this very plan. */
function comesTo(place: string, name: string, { world, blocks }: Question): boolean {
  const declared = world.declaredAt(place).find(({ desired }) => desired.identity.name === name);
  return declared !== undefined && isActive(declared) && !blocks.deploys.has(declared.key);
}

function twinOnMember(
  place: NamedPlace,
  name: string,
  { places, leavers }: Moves,
  question: Question,
): Waiting | null {
  const at = places.find(({ key }) => key === placeKey(place));
  if (at === undefined || at.fate !== 'stays') return null;
  const leaving = leavers.get(at.key) ?? [];
  const owner = at.there.find(
    ({ key }) => !leaving.some((one) => one.key === key) && ownTwin(key, name, question) !== undefined,
  );
  if (owner === undefined) return null;
  return waiting(
    'application_overlap',
    `${owner.name} runs an application ${name} of its own already`,
    PLAN_AGAIN,
  );
}

function ownTwin(server: string, name: string, question: Question): LiveResource | undefined {
  const twin = question.world.liveAt(server).find(named(name));
  return twin === undefined || isGoing(twin, question) ? undefined : twin;
}

function named(name: string) {
  return ({ identity }: LiveResource): boolean => identity.name === name;
}

const PLAN_AGAIN = 'remove it, or declare it for one of the two';
