/**
 * The oracle's rules against the sandbox's: what one accepts the other accepts, what one refuses the other refuses,
 * and what becomes of the estate, who restarts and what is interrupted is the same. FAST_CHECK_SEED and
 * FAST_CHECK_RUNS replay and widen it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, describeAction } from './actions.ts';
import { expectAgreement, linesOf } from './agreement.ts';
import { type OracleCase, oracleCase } from './arbitrary-case.ts';
import { worldOf } from './case-input.ts';
import { conceivableAction } from './conceivable-action.ts';
import type { State } from './estate.ts';
import { legalActions } from './legal-actions.ts';
import type { Choice } from './mutations.ts';
import { type ProblemInput, problemOf } from './problem.ts';
import { readCalls } from './read-log.ts';
import { replay } from './replay.ts';
import { openRun } from './sandbox-run.ts';
import { stateOf } from './sandbox-world.ts';
import { search } from './search.ts';

const seed = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);

const number = fc.noBias(fc.nat(239));
const walk = fc.array(fc.record({ a: number, b: number, c: number }), { minLength: 4, maxLength: 10 });

describe('the oracle and the sandbox', () => {
  it(`agree on random calls (seed ${seed}, ${numRuns} runs)`, { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(oracleCase, walk, async (one, choices) => {
      const next = (state: State, index: number) => nextAction(one, state, choices[index]);
      await expectAgreement(one.world, one.problem.live, next);
    });
    await fc.assert(property, { seed, numRuns });
  });

  it(`agree on cheapest sequences (seed ${seed})`, { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(oracleCase, agreeOnPlan);
    await fc.assert(property, { seed, numRuns: Math.ceil(numRuns / 3) });
  });

  it('agree on a group with a member that is away: one update, and the next after it has left', async () => {
    const update = (bytes: string): Action => ({ type: 'update', name: 'app-a', place: 'grp-a', bytes });
    const refusals = await agreeOnCalls([
      update('v2'),
      update('v1'),
      { type: 'leave', server: 'mule-2', place: 'grp-a' },
      update('v1'),
      { type: 'remove', name: 'app-a', place: 'mule-2' },
      { type: 'join', server: 'mule-2', place: 'grp-a', ip: null },
      update('v2'),
      update('v1'),
    ]);
    const refusal = 'mule-2 has missed an update of app-a@grp-a';
    expect(refusals).toEqual([refusal, refusal]);
  });

  it('agree on where a server that is away may join', async () => {
    const member = { server: 'mule-2', ip: '10.0.0.12' };
    const refusals = await agreeOnCalls([
      { type: 'leave', server: 'mule-2', place: 'grp-a' },
      { type: 'remove', name: 'app-a', place: 'mule-2' },
      { type: 'join', place: 'clu-a', ...member },
      { type: 'create', place: 'clu-b', form: 'unicast', members: [member] },
      { type: 'create', place: 'clu-b', form: 'multicast', members: [{ server: 'mule-2', ip: null }] },
    ]);
    expect(refusals).toEqual(['mule-2 is not running', 'mule-2 is not running']);
  });
});

/** What a plan could do next, or just as often anything. */
function nextAction({ problem }: OracleCase, state: State, choice: Choice | undefined): Action | null {
  if (choice === undefined) return null;
  const legal = choice.a >= 120 ? [] : legalActions(problem, state);
  return legal[choice.b % Math.max(1, legal.length)] ?? conceivableAction(state, choice);
}

async function agreeOnPlan({ problem, world }: OracleCase): Promise<void> {
  const result = search(problem);
  if (result.outcome !== 'found') return;
  const run = await openRun(world);
  try {
    for (const action of result.calls) expect(await run.send(action), describeAction(action)).toBe(true);
    const { state, cost } = replay(problem, result.calls);
    expect(cost).toEqual(result.cost);
    expect(linesOf(stateOf(run.world()))).toEqual(linesOf(state));
    const sent = readCalls(await run.episode());
    expect(sent.map(describeAction)).toEqual(result.calls.map(describeAction));
  } finally {
    await run.close();
  }
}

/** A group with an application and a member that is away, and a unicast cluster. */
async function agreeOnCalls(calls: readonly Action[]): Promise<readonly string[]> {
  const input: ProblemInput = {
    servers: { 'mule-1': true, 'mule-2': false, 'mule-3': true },
    live: {
      places: {
        'grp-a': { form: 'group', members: { 'mule-1': null, 'mule-2': null } },
        'clu-a': { form: 'unicast', members: { 'mule-3': '10.0.0.13' } },
      },
      applications: { 'app-a@grp-a': { bytes: 'v1', status: 'STARTED' } },
    },
    desired: { places: {}, applications: {} },
    recorded: [],
    prune: 'none',
  };
  return expectAgreement(worldOf(input), problemOf(input).live, (_, index) => calls[index] ?? null);
}
