/**
 * Who leaves, who joins, which groups and clusters are made and unmade: what the manifests want, less what the
 * service's rules do not allow in this run. No order yet.
 */

import type { Waiting } from '../../model/change.ts';
import { isActive } from '../../model/comparison.ts';
import { fact } from '../../model/facts.ts';
import type { LiveResource, ResourceKey } from '../../model/resource.ts';
import { waiting } from '../draft.ts';
import { type LiveMember, type Member, sameMember, serverAt } from '../members.ts';
import { nameNeeds } from '../rename.ts';
import type { Blocks, Question } from './blocks.ts';
import { bytesMissing, isDeployedOnly } from './deployed-bytes.ts';
import { isWaiting, mayJoin, staysBehind } from './join-rules.ts';
import { isGoing } from './ownership.ts';
import type { Place } from './places.ts';

export interface Joiner extends Member {
  readonly server: LiveResource;
}

export interface Moves {
  readonly places: readonly Place[];
  /** Out of a place that stays, in the order of their names. */
  readonly leavers: ReadonlyMap<ResourceKey, readonly LiveMember[]>;
  /** Into a place that stays, or that is made. */
  readonly joiners: ReadonlyMap<ResourceKey, readonly Joiner[]>;
  /** Where each server belongs now. */
  readonly homes: ReadonlyMap<ResourceKey, Place>;
  /** Where the manifests want it, if its membership is ours to change. */
  readonly destinations: ReadonlyMap<ResourceKey, Place>;
}

export function findMoves(places: readonly Place[], question: Question): Moves {
  const homes = new Map(places.flatMap((place) => place.there.map(({ key }) => [key, place] as const)));
  const destinations = new Map(
    places.flatMap((place) => (place.wanted ?? []).map(({ key }) => [key, place] as const)),
  );
  const { blocks } = question;
  const leavers = new Map(
    places
      .filter(({ fate, wanted }) => fate === 'stays' && wanted !== null)
      .map((place) => [
        place.key,
        place.there.filter((one) => !stays(one, place) && !blocks.leaves.has(one.key)),
      ]),
  );
  const base = { places, leavers, homes, destinations };
  return { ...base, joiners: new Map(places.map((place) => [place.key, joinersOf(place, base, question)])) };
}

function stays(member: Member, { wanted, fate }: Place): boolean {
  return fate === 'stays' && (wanted === null || wanted.some((other) => sameMember(member, other)));
}

/** Whether the server comes free in this run. */
function leavesHome(
  member: Member,
  home: Place,
  { leavers }: Pick<Moves, 'leavers'>,
  blocks: Blocks,
): boolean {
  if (home.fate === 'delete' || home.fate === 'replace') return !blocks.places.has(home.key);
  return leavers.get(home.key)?.some(({ key }) => key === member.key) ?? false;
}

function joinersOf(place: Place, moves: Omit<Moves, 'joiners'>, question: Question): readonly Joiner[] {
  const { blocks, world } = question;
  if (place.wanted === null || blocks.places.has(place.key)) return [];
  const arriving = place.wanted.filter(
    (one) => place.fate !== 'stays' || !place.there.some((other) => sameMember(one, other)),
  );
  const staying = place.there.filter(
    ({ key }) => place.fate === 'stays' && !moves.leavers.get(place.key)?.some((one) => one.key === key),
  );
  const peers = staying.flatMap(({ key }) => serverAt(key, world) ?? []);
  const joiners: Joiner[] = [];
  for (const member of arriving) {
    if (blocks.joins.has(member.key)) continue;
    const home = moves.homes.get(member.key) ?? null;
    const leaves = home !== null && leavesHome(member, home, moves, blocks);
    const asked = {
      member,
      to: place,
      home,
      leaves,
      peers: [...peers, ...joiners.map(({ server }) => server)],
    };
    const answer = mayJoin(asked, question);
    if (isWaiting(answer)) blocks.joins.set(member.key, answer);
    else joiners.push({ ...member, server: answer });
  }
  return joiners;
}

/** Adds to the blocks what follows from them and from the service's rules, one round. */
export function findBlocks(moves: Moves, question: Question): void {
  for (const place of moves.places) {
    if (question.blocks.places.has(place.key)) continue;
    const waits = place.fate === 'stays' ? [] : placeWaits(place, moves, question);
    if (waits.length > 0) question.blocks.places.set(place.key, waits);
    if (place.fate === 'stays') blockLeaves(place, moves, question);
  }
  for (const [server, place] of moves.destinations) {
    const home = moves.homes.get(server);
    if (!question.blocks.places.has(place.key) || question.blocks.joins.has(server) || home === place)
      continue;
    question.blocks.joins.set(
      server,
      waiting('place_waits', `${place.name} is not there, and cannot be made yet`),
    );
  }
}

/** Why a group or cluster cannot be made, deleted or replaced. */
function placeWaits(place: Place, moves: Moves, question: Question): readonly Waiting[] {
  const makes = place.fate === 'create' ? creationWaits(place, moves, question) : [];
  if (makes.length > 0 || place.fate === 'create') return makes;
  const kept = keptApplications(place, question) ?? unsentApplication(place, question);
  if (kept !== null) return [kept];
  const stranded = place.there.find((one) => {
    const to = moves.destinations.get(one.key);
    return to !== undefined && to !== place && question.blocks.joins.has(one.key);
  });
  if (stranded !== undefined) return [staysBehind(stranded, moves.destinations.get(stranded.key) ?? null)];
  return place.fate === 'replace' ? creationWaits(place, moves, question) : [];
}

function creationWaits(place: Place, { joiners }: Moves, { world, blocks }: Question): readonly Waiting[] {
  const comparison = world.comparison(place.key);
  if (comparison === undefined || comparison.desired === null) return [];
  const { waits } = nameNeeds(comparison, world);
  if (waits.length > 0) return waits;
  const none = place.kind === 'Cluster' && (joiners.get(place.key) ?? []).length === 0;
  if (!none && !world.impossible(fact.exists(place.key))) return [];
  const reasons = (place.wanted ?? []).flatMap(({ key }) => blocks.joins.get(key) ?? []);
  return reasons.length > 0 ? reasons : [waiting('no_member', `${place.name} would have no server`)];
}

/** A cluster, and a group without servers, takes its applications along, so that none may be there that is to stay. */
function keptApplications(place: Place, question: Question): Waiting | null {
  const kept = question.world.liveAt(place.key).filter((one) => {
    const comparison = question.world.comparison(one.key);
    if (isGoing(one, question)) return false;
    const leavesCopies = place.kind === 'ServerGroup' && place.there.length > 0;
    // What is to move, and cannot yet, must not be lost meanwhile.
    if (leavesCopies) {
      return comparison?.withheld?.reason === 'protected' || question.world.moveOf(one.key) !== undefined;
    }
    return comparison?.desired == null || !isActive(comparison) || place.fate === 'delete';
  });
  if (kept.length === 0) return null;
  const names = kept.map(({ identity }) => identity.name).join(', ');
  const verb = place.fate === 'replace' ? 'replacing' : 'deleting';
  const [which, hint] = kept.every((one) => question.world.comparison(one.key)?.desired?.selected === false)
    ? ['part of this run', 'select it as well']
    : ['ours to delete', 'declare, move or remove it first'];
  const message = `${verb} ${place.name} would delete ${names}, which ${kept.length === 1 ? 'is' : 'are'} not ${which}`;
  return waiting('holds_applications', message, hint);
}

/** What goes down with its place has to be sent again: not where nobody has the bytes. */
function unsentApplication({ key, fate }: Place, { world }: Question): Waiting | null {
  if (fate !== 'replace') return null;
  const unsent = world
    .declaredAt(key)
    .find(({ live, declared }) => live !== null && isDeployedOnly(declared));
  return unsent === undefined ? null : bytesMissing(unsent.desired.identity.name);
}

function blockLeaves(place: Place, moves: Moves, { blocks }: Question): void {
  const leavers = moves.leavers.get(place.key) ?? [];
  for (const leaver of leavers) {
    const to = moves.destinations.get(leaver.key);
    if (to !== undefined && blocks.joins.has(leaver.key)) {
      blocks.leaves.set(leaver.key, staysBehind(leaver, to === place ? null : to));
    }
  }
  const empties = place.kind === 'Cluster' && leavers.length > 0 && leavers.length === place.there.length;
  if (!empties) return;
  const newcomers = moves.joiners.get(place.key) ?? [];
  // One that comes back with another address can hold the place only if somebody holds it meanwhile.
  if (newcomers.some(({ key }) => leavers.length > 1 || !leavers.some((one) => one.key === key))) return;
  const last = leavers.find(({ key }) => !moves.destinations.has(key)) ?? leavers[0];
  if (last !== undefined) keepLast(last, place, blocks);
}

/** A cluster cannot lose its last server (reference, section 12, row 14). */
export function keepLast(member: Member, place: Place, { leaves, joins }: Blocks): void {
  const last = waiting(
    'last_member',
    `${member.name} stays: a cluster cannot lose its last server`,
    `give ${place.name} another server first`,
  );
  leaves.set(member.key, last);
  joins.set(member.key, waiting('member_of_another', `${member.name} is the last server of ${place.name}`));
}
