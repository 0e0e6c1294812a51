/**
 * At which stage of each application's change a server leaves its group. For one server and one application some
 * stage costs least; together such wishes may contradict each other: mule-1 before orders goes and after pay has
 * come, mule-2 the other way round. So the stages are chosen along an order of the servers in which no application
 * falls back to an earlier stage, and the cheapest order is taken.
 */
import { groupBy } from '../../model/group-by.ts';
import type { ResourceKey } from '../../model/resource.ts';
import type { HostedApplication } from './application-states.ts';
import { type Cost, FREE } from './copy-costs.ts';

export interface LeavingStages {
  /** Infinite where no choice of stages is possible. */
  readonly cost: Cost;
  /** Server → for each application, in the order in which they were given, the index of its stage. */
  readonly stages: ReadonlyMap<ResourceKey, readonly number[]>;
}

/**
 * What each stage of an application costs on a server that leaves then; infinite where it cannot leave then.
 */
export type CostsOf = (server: ResourceKey, application: HostedApplication) => readonly Cost[];

export function chooseStages(
  leavers: readonly ResourceKey[],
  hosted: readonly HostedApplication[],
  costsOf: CostsOf,
): LeavingStages {
  const wishes = leavers.map((server): Wish => {
    const prices = hosted.map((one) => pricesOf(one, costsOf(server, one)));
    return { server, prices, favourites: prices.map(cheapest) };
  });
  const floor = wishes.flatMap(favouritePrices).reduce(addPrices, NOTHING);
  // Wishes that agree are granted by the order of how late they are.
  const sorted = [...wishes].sort((a, b) => lateness(a) - lateness(b));
  let best = goAlong(sorted, hosted.length);
  for (const order of ordersOf(sorted)) {
    if (!isLess(floor, best.price)) break;
    const choice = goAlong(order, hosted.length);
    if (isLess(choice.price, best.price)) best = choice;
  }
  return { cost: best.price, stages: best.stages };
}

/** Of stages that cost the same, the one with the smallest detour is taken. */
interface Price extends Cost {
  readonly detour: number;
}

/** A server with its price for each stage of each application. */
interface Wish {
  readonly server: ResourceKey;
  readonly prices: readonly (readonly Price[])[];
  /** The stage of each application that costs least. */
  readonly favourites: readonly number[];
}

const NOTHING: Price = { ...FREE, detour: 0 };

/** As early as it can be, but for what goes: its copies had better not come to be. */
function pricesOf({ goes }: HostedApplication, costs: readonly Cost[]): readonly Price[] {
  return costs.map((cost, index) => ({ ...cost, detour: goes ? costs.length - 1 - index : index }));
}

function cheapest(prices: readonly Price[]): number {
  return prices.reduce((best, price, index) => (isLess(price, prices[best] ?? NOTHING) ? index : best), 0);
}

function favouritePrices({ prices, favourites }: Wish): readonly Price[] {
  return prices.map((stages, index) => stages[favourites[index] ?? 0] ?? NOTHING);
}

function lateness({ favourites }: Wish): number {
  return favourites.reduce((sum, stage) => sum + stage, 0);
}

/** So many orders are tried; beyond that it is no everyday change. */
const MOST_ORDERS = 256;

/** Servers that want the same leave one after another. */
function* ordersOf(wishes: readonly Wish[]): Generator<readonly Wish[]> {
  const alike = groupBy(wishes, ({ prices }) => JSON.stringify(prices));
  let tried = 0;
  for (const order of permutations([...alike.values()])) {
    if (tried >= MOST_ORDERS) return;
    yield order.flat();
    tried += 1;
  }
}

function* permutations<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  if (items.length === 0) yield [];
  for (const [index, first] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [first, ...rest];
  }
}

interface Choice {
  readonly price: Price;
  readonly stages: ReadonlyMap<ResourceKey, readonly number[]>;
}

/** The cheapest stages when the servers leave in this order. */
function goAlong(order: readonly Wish[], applications: number): Choice {
  const ways = Array.from({ length: applications }, (_, application) =>
    cheapestWay(order.map(({ prices }) => prices[application] ?? [])),
  );
  return {
    price: ways.map((way) => way.price).reduce(addPrices, NOTHING),
    stages: new Map(
      order.map(({ server }, index) => [server, ways.map((way) => way.stages[index] ?? 0)] as const),
    ),
  };
}

/** A stage of one application for each server of an order, none before that of the server that left before. */
interface Way {
  readonly stages: readonly number[];
  readonly price: Price;
}

function cheapestWay(servers: readonly (readonly Price[])[]): Way {
  let ways: readonly Way[] = [{ stages: [], price: NOTHING }];
  for (const prices of servers) {
    const before = ways;
    ways = prices.map((price, stage) => {
      const way = cheapestOf(before.slice(0, stage + 1));
      return { stages: [...way.stages, stage], price: addPrices(way.price, price) };
    });
  }
  return cheapestOf(ways);
}

function cheapestOf(ways: readonly Way[]): Way {
  return ways.reduce((best, way) => (isLess(way.price, best.price) ? way : best));
}

function addPrices(a: Price, b: Price): Price {
  return {
    interruptions: a.interruptions + b.interruptions,
    calls: a.calls + b.calls,
    detour: a.detour + b.detour,
  };
}

function isLess(a: Price, b: Price): boolean {
  if (a.interruptions !== b.interruptions) return a.interruptions < b.interruptions;
  return a.calls === b.calls ? a.detour < b.detour : a.calls < b.calls;
}
