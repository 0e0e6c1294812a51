/** The order of calls, on random plans with waves, needs, lanes and failures, and on a very long one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Call } from '../../src/model/call.ts';
import type { ApplyEvent, CallResult, Outcome } from '../../src/model/report.ts';
import { createSchedule, type Underway } from '../../src/reconcile/schedule.ts';
import { call } from '../render/plans.ts';

interface Step {
  readonly target: string;
  readonly wave: number;
  /** How many calls before it, it waits for; of its own target and no later wave. */
  readonly reach: number;
  readonly lane: string | null;
  readonly result: CallResult | 'not needed';
  /** How many turns it takes. */
  readonly turns: number;
}

const target = fc.constantFrom('east', 'west');
const wave = fc.integer({ min: -1, max: 2 });
const turns = fc.integer({ min: 0, max: 4 });
const steps = fc.array(
  fc.record<Step>({
    target,
    wave,
    reach: fc.integer({ min: 0, max: 3 }),
    lane: fc.constantFrom(null, null, 'console'),
    result: fc.oneof(
      { weight: 6, arbitrary: fc.constant('done' as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('failed' as const, 'uncertain' as const, 'not needed' as const),
      },
    ),
    turns,
  }),
  { maxLength: 25 },
);
const others = fc.array(fc.record({ target, wave, turns, ends: fc.constantFrom('well', 'well', 'badly') }), {
  maxLength: 3,
});

/** Lower waves first, as a plan has them. */
function callsOf(some: readonly Step[]): readonly Call[] {
  const calls: Call[] = [];
  for (const [index, step] of [...some].sort((a, b) => a.wave - b.wave).entries()) {
    const before = calls.filter((one) => one.target === step.target).slice(-3);
    calls.push(
      call(`c${index + 1}`, `Server/${index}`, {
        target: step.target,
        wave: step.wave,
        lane: step.lane,
        waitsFor: before.slice(0, step.reach).map(({ id }) => id),
      }),
    );
  }
  return calls;
}

function outcomeOf({ id, target: on, key }: Call, result: Step['result']): Outcome {
  const skipped = result === 'not needed';
  const error = skipped || result === 'done' ? null : 'trouble';
  return {
    call: id,
    target: on,
    key,
    result: skipped ? 'skipped' : result,
    accepted: false,
    error,
    hint: null,
    note: null,
  };
}

async function pass(number: number): Promise<void> {
  for (let turn = 0; turn < number; turn += 1) await Promise.resolve();
}

test('nothing starts before its time, nor after what failed, and nothing else is left out', async () => {
  await fc.assert(
    fc.asyncProperty(steps, others, fc.integer({ min: 1, max: 4 }), async (some, extra, parallelism) => {
      const sorted = [...some].sort((a, b) => a.wave - b.wave);
      const calls = callsOf(some);
      const stepOf = new Map(calls.map((one, index) => [one.id, sorted[index] as Step]));
      const ended = new Map<string, Outcome>();
      const arrived = new Set<Underway>();
      const open = new Set<Call>();
      const underway = extra.map((one): Underway => {
        const self: Underway = {
          target: one.target,
          wave: one.wave,
          trouble: pass(one.turns).then(() => {
            arrived.add(self);
            return one.ends === 'well' ? null : 'it is sick';
          }),
        };
        return self;
      });
      const run = async (one: Call): Promise<Outcome> => {
        const isBelow = (other: { target: string; wave: number }): boolean =>
          other.target === one.target && other.wave < one.wave;
        for (const { id } of calls.filter(isBelow)) {
          const outcome = ended.get(id);
          expect(outcome?.error ?? (outcome === undefined ? 'open' : null), `${id} before ${one.id}`).toBe(
            null,
          );
        }
        for (const [index, other] of underway.entries()) {
          if (isBelow(other)) expect([arrived.has(other), extra[index]?.ends]).toEqual([true, 'well']);
        }
        for (const id of one.waitsFor) expect(ended.get(id)?.error, `${one.id} needs ${id}`).toBe(null);
        const inLane = [...open].filter(
          ({ lane, target: on }) => lane !== null && lane === one.lane && on === one.target,
        );
        expect(inLane).toEqual([]);
        open.add(one);
        expect(open.size).toBeLessThanOrEqual(parallelism);
        const step = stepOf.get(one.id) as Step;
        await pass(step.turns);
        open.delete(one);
        return outcomeOf(one, step.result);
      };
      const emit = (event: ApplyEvent): void => {
        if (event.type !== 'call_end') return;
        expect(ended.has(event.call), `${event.call} ends once`).toBe(false);
        ended.set(event.call, event.outcome);
      };
      const clock = { now: () => 0, sleep: async () => {} };
      const signal = new AbortController().signal;
      const schedule = createSchedule(calls, { parallelism, signal, clock, emit, underway, run });
      const outcomes = await schedule.finished();
      expect(outcomes.map((one) => one.call)).toEqual(calls.map(({ id }) => id));

      // And nothing is left out without a reason.
      for (const one of outcomes) {
        if (one.result !== 'skipped' || one.error === null) continue;
        const { target: on, wave: own, waitsFor } = calls.find(({ id }) => id === one.call) as Call;
        const isBelow = (other: { target: string; wave: number }): boolean =>
          other.target === on && other.wave < own;
        const reasons = [
          ...calls
            .filter((other) => isBelow(other) || waitsFor.includes(other.id))
            .map(({ id }) => ended.get(id)?.error),
          ...extra.filter((other) => isBelow(other) && other.ends === 'badly').map(() => 'sick'),
        ];
        expect(
          reasons.some((reason) => typeof reason === 'string'),
          one.error,
        ).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('waves of ten thousand calls cost no more than their sum', async () => {
  const calls = Array.from({ length: 20_000 }, (_, index) =>
    call(`c${index + 1}`, `Server/${index}`, { wave: index < 10_000 ? 0 : 1 }),
  );
  const order: string[] = [];
  const schedule = createSchedule(calls, {
    parallelism: 8,
    signal: new AbortController().signal,
    clock: { now: () => 0, sleep: async () => {} },
    emit: () => {},
    underway: [],
    run: async (one) => {
      order.push(one.id);
      return outcomeOf(one, 'done');
    },
  });
  expect(await schedule.finished()).toHaveLength(20_000);
  expect(order).toEqual(calls.map(({ id }) => id));
});
