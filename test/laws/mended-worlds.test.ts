/** Worlds that broke a law once, each for a reason of its own. */
import { afterAll, describe, it } from 'vitest';
import { closePool } from './bench-pool.ts';
import { inMemory } from './life.ts';
import { obeyLaws } from './obey-laws.ts';
import { caseAt } from './random-worlds.ts';

afterAll(closePool);

/** What was wrong, the seed, and the number of the world. */
const WORLDS: readonly (readonly [string, number, number])[] = [
  ['two servers left a group in contradicting orders', 291827063, 852],
  ['a move that had been made was paired once more', 4000000, 3468],
  ['moves of one name were paired otherwise after a death', 70000001, 11094],
  ['a copy that had arrived left its move to another of that name', 71000000, 1542],
  ['the copy of what waits to move was taken for a stranger', 72000000, 6716],
  ['a move of which the new half is away waited for its health', 351085639, 420],
  ['what runs already was taken for the aim of a move', 80000000, 7792],
  ['new bytes were counted on to start what is stopped', 71000001, 4523],
];

describe('mended worlds', () => {
  it.each(WORLDS)('%s (seed %i, world %i)', { timeout: 120_000 }, async (_, seed, number) => {
    const { one, chance } = caseAt(seed, number);
    await obeyLaws(one, chance, inMemory);
  });
});
