/**
 * The laws on many random worlds, several at a time. LAWS_SEED and LAWS_WORLDS replay and widen it; LAWS_ONLY is the
 * number of one world of the seed.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type OracleCase, oracleCase } from '../oracle/arbitrary-case.ts';
import { closePool } from './bench-pool.ts';
import { inMemory, type Keeping } from './life.ts';
import { type Lived, obeyLaws } from './obey-laws.ts';

/** So many worlds may be too large for the search before the figure means little. */
const UNKNOWN_SHARE = 0.05;
/** A world mostly waits for answers; more at a time only fills the memory. */
const AT_ONCE = 4;
/** Cases are made in batches, each with a seed of its own, so that a long run needs no more memory than a short one. */
const BATCH = 500;

/** After so many the rest would say the same. */
const MOST_BROKEN = 5;

type Tally = Record<Lived['verdict'], number> & { calls: number };

/** @param part which part of the worlds this is, where several files share them */
export function testRandomWorlds(worlds: number, part: number, keeping: Keeping = inMemory): void {
  const given = process.env.LAWS_SEED;
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given) + part;
  const count = Number(process.env.LAWS_WORLDS ?? worlds);
  afterAll(closePool);
  describe('random worlds', () => {
    it(`obey the laws (seed ${seed}, ${count} worlds)`, { timeout: 24 * 3_600_000 }, async () => {
      const broken: string[] = [];
      const tally: Tally = { minimal: 0, partly: 0, unknown: 0, away: 0, calls: 0 };
      for (let start = 0; start < count; start += BATCH) {
        await liveThrough(casesFrom(seed + start, Math.min(BATCH, count - start)), {
          replaySeed: seed - part,
          start,
          tally,
          broken,
          keeping,
        });
        if (count > 2 * BATCH)
          process.stdout.write(
            `${start + BATCH} of ${count}: ${JSON.stringify(tally)}, ${broken.length} broken\n`,
          );
      }
      process.stdout.write(`random worlds, seed ${seed}: ${JSON.stringify(tally)}\n`);
      expect(broken.join('\n\n'), `worlds that broke a law`).toBe('');
      expect(tally.unknown, 'worlds that the search did not exhaust').toBeLessThan(count * UNKNOWN_SHARE + 1);
    });
  });
}

interface Case {
  readonly one: OracleCase;
  readonly chance: number;
}

/** One world of a seed, by its number. */
export function caseAt(seed: number, number: number): Case {
  const start = Math.floor(number / BATCH) * BATCH;
  const found = casesFrom(seed + start, number - start + 1).at(-1);
  if (found === undefined) throw new RangeError(`no world ${number}`);
  return found;
}

function casesFrom(seed: number, numRuns: number): readonly Case[] {
  const pairs = fc.sample(fc.tuple(oracleCase, fc.nat()), { seed, numRuns });
  return pairs.map(([one, chance]) => ({ one, chance }));
}

interface Batch {
  /** What LAWS_SEED has to be for these worlds. */
  readonly replaySeed: number;
  readonly start: number;
  readonly tally: Tally;
  /** A picture of each world that broke a law. */
  readonly broken: string[];
  readonly keeping: Keeping;
}

async function liveThrough(
  cases: readonly Case[],
  { replaySeed, start, tally, broken, keeping }: Batch,
): Promise<void> {
  const queue = cases.entries();
  const only = process.env.LAWS_ONLY;
  const worker = async (): Promise<void> => {
    for (const [index, { one, chance }] of queue) {
      const number = start + index;
      if (only !== undefined && Number(only) !== number) continue;
      if (broken.length >= MOST_BROKEN) return;
      const lived = await obeyLaws(one, chance, keeping).catch((error: unknown) => {
        const replay = `LAWS_SEED=${replaySeed} LAWS_WORLDS=${number + 1} LAWS_ONLY=${number}`;
        const said = error instanceof Error ? error.stack : String(error);
        const picture = `world ${number} (replay with ${replay})\n${pictureOf(one)}\n${said}`;
        process.stdout.write(`${picture}\n`);
        broken.push(picture);
        return null;
      });
      if (lived === null) continue;
      tally[lived.verdict] += 1;
      tally.calls += lived.plan.calls.length;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** What a person needs to see of a world that broke a law. */
function pictureOf({ world, files, owned }: OracleCase): string {
  const text = files['estate.yaml'] ?? '';
  const applications = world.applications?.map(
    ({ name, target, contents, desiredStatus }) =>
      `${name}@${String(target)} ${String(contents)} ${desiredStatus}`,
  );
  const wanted = text
    .split('---\n')
    .filter((one) => !/kind: (Server|Environment)\n/.test(one))
    .map((one) => one.replace(/apiVersion.*\n|kind: |metadata: |spec: /g, '').replaceAll('\n', ' '));
  const live = JSON.stringify({ ...world, applications });
  return [
    `live ${live}`,
    `prune ${/prune: (\w+)/.exec(text)?.[1]}`,
    `owned ${owned.join(' ')}`,
    ...wanted,
  ].join('\n');
}
