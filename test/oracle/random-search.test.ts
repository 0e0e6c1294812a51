/**
 * The search on random cases: what it leaves out costs nothing, a bound cuts where it should, the cases are such as
 * are worth planning, and it is fast. FAST_CHECK_SEED and FAST_CHECK_RUNS replay and widen the first;
 * ORACLE_FIGURES=1 shows how long the last took.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeAction } from './actions.ts';
import { type OracleCase, oracleCase } from './arbitrary-case.ts';
import type { Cost } from './cost.ts';
import type { Problem } from './problem.ts';
import { type SearchResult, search } from './search.ts';

const seed = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);

describe('the search', () => {
  it(`finds nothing dearer than a plain one (seed ${seed}, ${numRuns} runs)`, { timeout: 120_000 }, () => {
    fc.assert(fc.property(oracleCase, isAsCheapAsPlain), { seed, numRuns });
  });

  it(`finds the same within its own cost, and nothing below (seed ${seed})`, { timeout: 120_000 }, () => {
    fc.assert(fc.property(oracleCase, keepsItsBound), { seed, numRuns });
  });

  it('exhausts cases that are worth it, and is fast', { timeout: 120_000 }, () => {
    const timed = fc.sample(oracleCase, { seed: 1, numRuns: 200 }).map(({ problem }) => time(problem));
    if (process.env.ORACLE_FIGURES === '1') process.stdout.write(`${figuresOf(timed)}\n`);
    const found = timed.filter(({ result }) => result.outcome === 'found');
    const dense = found.filter(({ calls }) => calls >= 2 && calls <= 8);
    expect(timed.filter(({ result }) => result.outcome === 'not_exhausted').length).toBeLessThan(5);
    expect(found.length).toBeGreaterThan(120);
    expect(dense.length).toBeGreaterThan(90);
  });
});

function isAsCheapAsPlain({ problem }: OracleCase): void {
  const plain = search(problem, { plain: true, nodeLimit: 2000 });
  if (plain.outcome === 'not_exhausted') return;
  const result = search(problem);
  const calls = plain.outcome === 'found' ? plain.calls.map(describeAction).join('; ') : '';
  expect(costIn(result), calls).toEqual(costIn(plain));
}

function keepsItsBound({ problem }: OracleCase): void {
  const result = search(problem);
  if (result.outcome !== 'found') return;
  const { cost } = result;
  expect(costIn(search(problem, { bound: cost }))).toEqual(cost);
  if (cost.calls === 0) return;
  const below = search(problem, { bound: { ...cost, calls: cost.calls - 1 } });
  expect(below.outcome).toBe('unreachable');
}

function costIn(result: SearchResult): Cost | string {
  return result.outcome === 'found' ? result.cost : result.outcome;
}

interface Timed {
  readonly result: SearchResult;
  readonly ms: number;
  readonly calls: number;
}

function time(problem: Problem): Timed {
  const start = performance.now();
  const result = search(problem);
  const ms = performance.now() - start;
  return { result, ms, calls: result.outcome === 'found' ? result.cost.calls : 0 };
}

function figuresOf(timed: readonly Timed[]): string {
  const spread = (numbers: readonly number[]): string => {
    const sorted = [...numbers].sort((a, b) => a - b);
    const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
    return `median ${at(0.5)}, 90 % ${at(0.9)}, 99 % ${at(0.99)}, worst ${at(1)}`;
  };
  const count = (outcome: string): number => timed.filter(({ result }) => result.outcome === outcome).length;
  return [
    `${count('found')} found, ${count('unreachable')} unreachable, ${count('not_exhausted')} not exhausted`,
    `ms: ${spread(timed.map(({ ms }) => ms))}`,
    `states: ${spread(timed.map(({ result }) => result.expanded))}`,
    `calls: ${spread(timed.map(({ calls }) => calls))}`,
  ].join('\n');
}
