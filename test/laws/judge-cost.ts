/** What a plan cost, beside the least that any sequence of calls costs. */
import { type Cost, weightOf } from '../oracle/cost.ts';
import type { State } from '../oracle/estate.ts';
import { unmetOf } from '../oracle/goal.ts';
import type { Problem } from '../oracle/problem.ts';
import { readCalls } from '../oracle/read-log.ts';
import { replay } from '../oracle/replay.ts';
import { search } from '../oracle/search.ts';

type Episode = Parameters<typeof readCalls>[0];

/**
 * `minimal`: as good as the oracle. `partly`: parts wait, the oracle finds no way either, and what was reached was
 * reached at the least cost. `unknown`: the search was not exhausted.
 */
export type Verdict = 'minimal' | 'partly' | 'unknown';

/** @throws Error when a call was not allowed, a cheaper way exists, or what waits need not */
export function judgeCost(problem: Problem, episode: Episode): Verdict {
  const calls = readCalls(episode);
  const { cost, illegal, unmet, state } = replay(problem, calls);
  if (illegal.length > 0) throw new Error(`not allowed: ${illegal.join('; ')}`);
  if (unmet.length === 0) return compare(problem, cost, 'minimal');
  const whole = search(problem);
  if (whole.outcome === 'found') {
    throw new Error(`unmet (${unmet.join('; ')}), but there is a way: ${JSON.stringify(whole.calls)}`);
  }
  if (whole.outcome === 'not_exhausted') return 'unknown';
  const reached = reachedProblem(problem, state);
  return unmetOf(reached, state).length === 0 ? compare(reached, cost, 'partly') : 'unknown';
}

function compare(problem: Problem, cost: Cost, verdict: 'minimal' | 'partly'): Verdict {
  const best = search(problem, { bound: cost });
  if (best.outcome === 'not_exhausted') return 'unknown';
  if (best.outcome === 'unreachable') throw new Error('the oracle does not find what the plan did');
  if (weightOf(best.cost) === weightOf(cost)) return verdict;
  throw new Error(
    `cheaper: ${JSON.stringify(best.cost)} instead of ${JSON.stringify(cost)}, by ${JSON.stringify(best.calls)}`,
  );
}

/** As if only what was reached had been wanted. */
function reachedProblem(problem: Problem, state: State): Problem {
  const applications = [...problem.applications.keys()].flatMap((address) => {
    const found = state.applications.get(address);
    return found === undefined ? [] : [[address, { bytes: found.bytes, status: found.status }] as const];
  });
  return {
    ...problem,
    wanted: new Map(
      [...state.servers].flatMap(([server, { home }]) => (home === null ? [] : [[server, home] as const])),
    ),
    declared: new Map(
      [...problem.declared].flatMap(([place]) => {
        const form = state.places.get(place);
        return form === undefined ? [] : [[place, form] as const];
      }),
    ),
    applications: new Map(applications),
    going: new Set([...problem.going].filter((place) => !state.places.has(place))),
    replaced: new Set(
      [...problem.replaced].filter((place) => state.places.get(place) === problem.declared.get(place)),
    ),
  };
}
