/** Ways in which what is wanted differs from what is there; each one is a story that somebody could tell. */

import {
  CLUSTERS,
  type Draft,
  membersIn,
  NAMES,
  PLACES,
  placesIn,
  readdressed,
  SERVERS,
  spotsIn,
  withApplication,
  withSeat,
} from './draft.ts';
import type { Deployment } from './estate.ts';
import { placeOf } from './problem.ts';

/** Numbers that choose among whatever there is to choose from. */
export interface Choice {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

type Mutation = (draft: Draft, choice: Choice) => Draft;

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % items.length];
}

const move: Mutation = (draft, { a, b }) => {
  const server = pick(SERVERS, a) ?? 'mule-1';
  return withSeat(draft, server, { place: pick([...PLACES, null], b) ?? null });
};

/** Two servers change places; three of them, when `c` is odd. */
const rotate: Mutation = (draft, { a, b, c }) => {
  const chosen = [...new Set([pick(SERVERS, a), pick(SERVERS, b), c % 2 ? pick(SERVERS, a + 2) : undefined])];
  const servers = chosen.filter((server) => server !== undefined);
  return servers.reduce((rotated, server, index) => {
    const next = servers[(index + 1) % servers.length] ?? server;
    return withSeat(rotated, server, { place: draft.seats[next].place });
  }, draft);
};

/** All members of two places change sides. */
const trade: Mutation = (draft, { a, b }) => {
  const [one, other] = [pick(PLACES, a) ?? 'grp-a', pick(PLACES, b) ?? 'grp-b'];
  const freed = membersIn(draft, one).reduce((on, server) => withSeat(on, server, { place: other }), draft);
  return membersIn(draft, other).reduce((on, server) => withSeat(on, server, { place: one }), freed);
};

const flip: Mutation = (draft, { a }) => {
  const cluster = pick(CLUSTERS, a) ?? 'clu-a';
  return { ...draft, multicast: { ...draft.multicast, [cluster]: !draft.multicast[cluster] } };
};

const readdress: Mutation = (draft, { a }) => {
  const server = pick(SERVERS, a) ?? 'mule-1';
  return withSeat(draft, server, { spare: !draft.seats[server].spare });
};

/** A place goes; its applications go too, or stay on some of its servers, or are wanted at another place. */
const dissolve: Mutation = (draft, { a, b, c }) => {
  const place = pick(placesIn(draft), a);
  if (place === undefined) return draft;
  const members = membersIn(draft, place);
  const bare: Draft = { ...draft, groups: draft.groups.filter((group) => group !== place) };
  const freed = members.reduce((on, server) => withSeat(on, server, { place: null }), bare);
  const heirs = [[], members.slice(0, 1 + (b % 2)), [pick(spotsIn(freed), b) ?? place]][c % 3] ?? [];
  return inherit(freed, place, heirs);
};

function inherit(draft: Draft, place: string, heirs: readonly string[]): Draft {
  let after = draft;
  for (const [address, deployment] of heldAt(draft, place)) {
    after = withApplication(after, address, null);
    for (const heir of heirs) after = withApplication(after, readdressed(address, heir), deployment);
  }
  return after;
}

function heldAt(draft: Draft, place: string | null): readonly (readonly [string, Deployment])[] {
  return Object.entries(draft.applications).filter(([address]) => placeOf(address) === place);
}

/** A server leaves its place, and some of what the place has is wanted on it. */
const settleDown: Mutation = (draft, { a, b }) => {
  const server = pick(SERVERS, a) ?? 'mule-1';
  let after = withSeat(draft, server, { place: null });
  for (const [address, deployment] of heldAt(draft, draft.seats[server].place).slice(0, 1 + (b % 2))) {
    after = withApplication(after, readdressed(address, server), deployment);
  }
  return after;
};

const add: Mutation = (draft, { a, b, c }) => {
  const spot = pick(spotsIn(draft), b);
  if (spot === undefined) return draft;
  const deployment: Deployment = { bytes: c % 2 ? 'v2' : 'v1', status: c % 3 ? 'STARTED' : 'STOPPED' };
  return withApplication(draft, readdressed(`${pick(NAMES, a)}@`, spot), deployment);
};

const drop: Mutation = (draft, { a }) => {
  const address = pick(Object.keys(draft.applications), a);
  return address === undefined ? draft : withApplication(draft, address, null);
};

const release: Mutation = (draft, { a, b }) => {
  const [address, deployment] = pick(Object.entries(draft.applications), a) ?? [];
  if (address === undefined || deployment === undefined) return draft;
  const { bytes, status } = deployment;
  const turned = status === 'STARTED' ? 'STOPPED' : 'STARTED';
  const changed: Deployment = {
    bytes: b % 3 === 0 ? bytes : bytes === 'v1' ? 'v2' : 'v1',
    status: b % 3 === 1 ? status : turned,
  };
  return withApplication(draft, address, changed);
};

const relocate: Mutation = (draft, { a, b }) => {
  const [address, deployment] = pick(Object.entries(draft.applications), a) ?? [];
  const spot = pick(spotsIn(draft), b);
  if (address === undefined || deployment === undefined || spot === undefined) return draft;
  return withApplication(withApplication(draft, address, null), readdressed(address, spot), deployment);
};

export const MUTATIONS: readonly Mutation[] = [
  move,
  rotate,
  trade,
  flip,
  readdress,
  dissolve,
  settleDown,
  add,
  drop,
  release,
  relocate,
];
