/** A small estate that can be written down on one line, and made into one that keeps the offline rules. */
import { addressOf, type Deployment } from './estate.ts';
import { type Estate, nameOf, type PlaceOutline, placeOf } from './problem.ts';

export const SERVERS = ['mule-1', 'mule-2', 'mule-3', 'mule-4'] as const;
export const GROUPS = ['grp-a', 'grp-b'] as const;
export const CLUSTERS = ['clu-a', 'clu-b'] as const;
export const PLACES = [...GROUPS, ...CLUSTERS] as const;
export const NAMES = ['app-a', 'app-b', 'app-c'] as const;

export type ServerName = (typeof SERVERS)[number];
export type PlaceName = (typeof PLACES)[number];

export interface Seat {
  readonly place: PlaceName | null;
  /** Whether it has the second of its two addresses. */
  readonly spare: boolean;
}

export interface Draft {
  readonly seats: Readonly<Record<ServerName, Seat>>;
  readonly multicast: Readonly<Record<string, boolean>>;
  /** Groups that are there even when nobody is in them. */
  readonly groups: readonly string[];
  readonly applications: Readonly<Record<string, Deployment>>;
}

export function membersIn(draft: Draft, place: string): readonly ServerName[] {
  return SERVERS.filter((server) => draft.seats[server].place === place);
}

export function placesIn(draft: Draft): readonly PlaceName[] {
  return PLACES.filter((place) => membersIn(draft, place).length > 0 || draft.groups.includes(place));
}

/** Where applications can be: existing places, and servers that belong to none. */
export function spotsIn(draft: Draft): readonly string[] {
  return [...placesIn(draft), ...SERVERS.filter((server) => draft.seats[server].place === null)];
}

export function estateOf(draft: Draft): Estate {
  const spots = spotsIn(draft);
  const applications = Object.entries(draft.applications).filter(([address]) =>
    spots.includes(placeOf(address)),
  );
  return {
    places: Object.fromEntries(placesIn(draft).map((place) => [place, outlineOf(draft, place)])),
    applications: Object.fromEntries(applications),
  };
}

function outlineOf(draft: Draft, place: PlaceName): PlaceOutline {
  const isGroup = place === 'grp-a' || place === 'grp-b';
  const form = isGroup ? 'group' : draft.multicast[place] ? 'multicast' : 'unicast';
  const members = membersIn(draft, place).map((server) => {
    const subnet = draft.seats[server].spare ? 1 : 0;
    return [server, form === 'unicast' ? `10.0.${subnet}.1${server.at(-1)}` : null] as const;
  });
  return { form, members: Object.fromEntries(members) };
}

export function withApplication(draft: Draft, address: string, deployment: Deployment | null): Draft {
  const { [address]: _, ...rest } = draft.applications;
  return { ...draft, applications: deployment === null ? rest : { ...rest, [address]: deployment } };
}

export function withSeat(draft: Draft, server: ServerName, seat: Partial<Seat>): Draft {
  return { ...draft, seats: { ...draft.seats, [server]: { ...draft.seats[server], ...seat } } };
}

/** An application as it would be somewhere else. */
export function readdressed(address: string, place: string): string {
  return addressOf(nameOf(address), place);
}
