/**
 * The laws, on random estates: planning sends nothing but GETs; apply sends exactly what the plan says and never
 * a call that the service refuses; the plan after it is empty; and nothing is disturbed that was not foretold.
 * FAST_CHECK_SEED and FAST_CHECK_RUNS replay and widen it; a failing seed is printed.
 */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { planJson } from '../support/laws.ts';
import { type RandomCase, randomCase } from './arbitrary-estate.ts';

const seed = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 60);

/** What the guards are for is tested elsewhere. */
const ALLOW = ['--allow-updates', '99', '--allow-restarts', '99'];

afterEach(closeBenches);

describe('random estates', () => {
  it(`obey the laws (seed ${seed}, ${numRuns} runs)`, { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(randomCase, obeysLaws), { seed, numRuns, endOnFailure: false });
  });
});

async function obeysLaws({ world, files }: RandomCase): Promise<void> {
  const bench = await openBench(world);
  try {
    await bench.settle();
    await bench.write(files);
    await bench.clearLog();
    const plan = await planJson(bench);
    expect(await bench.writes()).toEqual([]);
    await bench.control('DELETE', 'effects');

    const applied = await bench.cli(['apply', '--yes', '--timeout', '30s', '-o', 'json', ...ALLOW]);
    const { outcomes } = JSON.parse(applied.stdout);
    const refused = outcomes.filter(
      ({ result, error }: { result: string; error: string | null }) =>
        result !== 'done' &&
        error !== null &&
        !/not there after/.test(error) &&
        !/waits for|wave \S+ did not finish/.test(error),
    );
    expect(refused, applied.stderr).toEqual([]);
    expect([0, 4, 5]).toContain(applied.code);
    if (applied.code !== 0) return;

    await bench.settle();
    const foretold = plan.resource_changes.flatMap(({ effects }) =>
      effects.map(({ class: name, subject }) => `${name} ${subject.replace('production/', '')}`),
    );
    const observed = (await bench.effects()).map(
      ({ class: name, subject }) => `${name} ${subject.replace(/@(cluster|serverGroup|server):/, '@')}`,
    );
    const surprises = observed.filter((effect) => !foretold.includes(effect));
    expect(surprises, 'nothing is disturbed that was not foretold').toEqual([]);

    await bench.clearLog();
    const after = await planJson(bench);
    // A copy that a leaving server brings along can be compared only once it is there.
    const waited = plan.resource_changes.filter(({ reason }) => reason === 'application_overlap');
    const unexpected = after.calls.filter(({ address }) => !waited.some((one) => one.address === address));
    expect(unexpected, `the plan after apply, which did ${JSON.stringify(plan.calls)}`).toEqual([]);
  } finally {
    await closeBenches();
  }
}
