/** The stages at which servers leave a group, held to every choice that some order of the servers allows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostedApplication } from '../../src/kinds/placement/application-states.ts';
import { chooseStages } from '../../src/kinds/placement/leaving-stages.ts';
import { keyOf } from '../../src/model/resource.ts';

interface Costs {
  readonly interruptions: number;
  readonly calls: number;
}

/** Server → application → stage → what it costs to leave then. */
type Table = readonly (readonly (readonly Costs[])[])[];

const cost = fc.record({ interruptions: fc.nat({ max: 1 }), calls: fc.nat({ max: 2 }) });

const tables: fc.Arbitrary<Table> = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  )
  .chain(([servers, stages]) => {
    const ofOne = fc.tuple(...stages.map((count) => fc.array(cost, { minLength: count, maxLength: count })));
    return fc.array(ofOne, { minLength: servers, maxLength: servers });
  });

test('no choice that can be carried out costs less', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  process.stdout.write(`leaving stages, seed ${seed}\n`);
  fc.assert(
    fc.property(tables, fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), (table, goes) => {
      const chosen = choose(table, goes);
      expect(isOrdered(chosen.stages), 'some order of the servers allows it').toBe(true);
      expect(weigh(priceOf(table, chosen.stages))).toBe(weigh(chosen.cost));
      expect(weigh(chosen.cost)).toBe(leastWeight(table));
    }),
    { seed, numRuns: 2_000 },
  );
});

test('where costs are equal, what goes is gone, and what changes has not changed yet', () => {
  const same = { interruptions: 0, calls: 1 };
  const table = [
    [
      [same, same],
      [same, same],
    ],
  ];
  expect(choose(table, [true, false]).stages).toEqual([[1, 0]]);
});

function choose(table: Table, goes: readonly boolean[]) {
  const servers = table.map((_, index) => keyOf({ kind: 'Server', name: `mule-${index}`, place: null }));
  const hosted = (table[0] ?? []).map(
    (stages, index): HostedApplication => ({
      key: keyOf({ kind: 'Application', name: `app-${index}`, place: { kind: 'ServerGroup', name: 'g' } }),
      name: `app-${index}`,
      stages: stages.map(() => ({ state: null, reached: null })) as unknown as HostedApplication['stages'],
      goes: goes[index] ?? false,
      disposable: true,
    }),
  );
  const result = chooseStages(
    servers,
    hosted,
    (server, one) => table[servers.indexOf(server)]?.[hosted.indexOf(one)] ?? [],
  );
  return { cost: result.cost, stages: servers.map((server) => result.stages.get(server) ?? []) };
}

/** Of any two servers one is at no stage earlier than the other. */
function isOrdered(stages: readonly (readonly number[])[]): boolean {
  const before = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((stage, index) => stage <= (b[index] ?? 0));
  return stages.every((a) => stages.every((b) => before(a, b) || before(b, a)));
}

/** Of all choices that some order of the servers allows. */
function leastWeight(table: Table): number {
  const servers = table.map((prices) =>
    everyWay(prices).map((stages) => ({ stages, weight: weigh(priceOf([prices], [stages])) })),
  );
  const leastOf = (server: number, before: readonly (readonly number[])[]): number => {
    const ways = servers[server];
    if (ways === undefined) return 0;
    let least = Number.POSITIVE_INFINITY;
    for (const { stages, weight } of ways) {
      if (!before.every((other) => isOrdered([other, stages]))) continue;
      least = Math.min(least, weight + leastOf(server + 1, [...before, stages]));
    }
    return least;
  };
  return leastOf(0, []);
}

/** A stage for each application of one server. */
function everyWay(prices: Table[number]): readonly (readonly number[])[] {
  return prices.reduce<readonly (readonly number[])[]>(
    (before, stages) => before.flatMap((some) => stages.map((_, stage) => [...some, stage])),
    [[]],
  );
}

function priceOf(table: Table, stages: readonly (readonly number[])[]): Costs {
  const costs = table.flatMap((prices, server) =>
    prices.flatMap((price, index) => price[stages[server]?.[index] ?? 0] ?? []),
  );
  return {
    interruptions: costs.reduce((sum, { interruptions }) => sum + interruptions, 0),
    calls: costs.reduce((sum, { calls }) => sum + calls, 0),
  };
}

function weigh({ interruptions, calls }: Costs): number {
  return interruptions * 1_000 + calls;
}
