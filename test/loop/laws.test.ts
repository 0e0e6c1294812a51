/**
 * What holds whatever happens: triggers, revisions and time in any order, turns that take any time and end in any way.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../src/model/turn.ts';
import { settled } from '../support/hand-clock.ts';
import { FINE, PASSING, type Staged, stage, TERMINAL, type Turned } from './staged-turns.ts';

const TARGETS = ['a', 'b', 'c'];

type Step =
  | { readonly do: 'trigger'; readonly target: string; readonly reason: Trigger }
  | { readonly do: 'follow'; readonly targets: readonly string[] }
  | { readonly do: 'advance'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('trigger' as const),
    target: fc.constantFrom(...TARGETS),
    reason: fc.constantFrom<Trigger>('hook', 'signal'),
  }),
  fc.record({ do: fc.constant('follow' as const), targets: fc.subarray(TARGETS) }),
  fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 400_000 }) }),
);

const turned: fc.Arbitrary<Turned> = fc
  .record({ kind: fc.constantFrom(FINE, PASSING, TERMINAL), takes: fc.integer({ min: 0, max: 20_000 }) })
  .map(({ kind, takes }) => ({ ...kind, takes }));

const story = fc.record({
  steps: fc.array(step, { maxLength: 30 }),
  turns: fc.array(turned, { minLength: 1, maxLength: 10 }),
  atOnce: fc.integer({ min: 1, max: 3 }),
  random: fc.integer({ min: 0, max: 999 }),
});

type Story = typeof story extends fc.Arbitrary<infer One> ? One : never;

function tell({ turns, atOnce, random }: Story, watch: (staged: Staged) => void): Staged {
  let n = 0;
  const staged: Staged = stage({
    turn: () => {
      watch(staged);
      return turns[n++ % turns.length] ?? FINE;
    },
    atOnce,
    random: () => random / 1000,
  });
  staged.loop.follow(TARGETS, 'start');
  return staged;
}

async function act({ loop, clock }: Staged, one: Step): Promise<void> {
  if (one.do === 'trigger') loop.trigger(one.reason, one.target);
  else if (one.do === 'follow') loop.follow(one.targets, 'commit');
  else await clock.advance(one.ms);
}

describe('the laws of the loop', () => {
  it('never has two turns of one target at once, nor more in all than it may', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (one) => {
        const staged = tell(one, ({ running }) => {
          for (const target of TARGETS) expect(running(target)).toBeLessThanOrEqual(1);
          expect(running()).toBeLessThanOrEqual(one.atOnce);
        });
        for (const next of one.steps) await act(staged, next);
        await staged.clock.advance(100_000);
        const threw = staged.events.find(
          (event) => event.type === 'turn_end' && event.result.error?.code === 'bug',
        );
        expect(threw).toBe(undefined);
      }),
    );
  });

  it('lets every trigger be followed by a turn that starts after it', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (one) => {
        const staged = tell(one, () => {});
        let followed: readonly string[] = TARGETS;
        /** Target → how many events there were when it was last asked for. */
        const asked = new Map<string, number>(TARGETS.map((target) => [target, 0]));
        for (const next of one.steps) {
          if (next.do === 'trigger' && followed.includes(next.target))
            asked.set(next.target, staged.events.length);
          if (next.do === 'follow') {
            followed = next.targets;
            asked.clear();
            for (const target of followed) asked.set(target, staged.events.length);
          }
          await act(staged, next);
        }
        // Two turns of each target, one by one.
        await staged.clock.advance(2 * TARGETS.length * 20_000);
        for (const [target, before] of asked) {
          const later = staged.events.slice(before);
          expect(later.some((event) => event.type === 'turn_start' && event.target === target)).toBe(true);
        }
      }),
    );
  });

  it('makes a storm of triggers during a turn cost one more', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Trigger>('hook', 'signal', 'commit'), { minLength: 1, maxLength: 50 }),
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 50, maxLength: 50 }),
        fc.constantFrom(FINE, PASSING, TERMINAL),
        async (triggers, pauses, kind) => {
          const { clock, loop, started } = stage({ turn: () => ({ ...kind, takes: 2_000 }) });
          loop.follow(['a'], 'start');
          await clock.advance(0);
          for (const [n, trigger] of triggers.entries()) {
            if (trigger === 'commit') loop.follow(['a'], trigger);
            else loop.trigger(trigger);
            await clock.advance(pauses[n] ?? 0);
          }
          await clock.advance(5_000);
          expect(started()).toEqual(['a start', `a ${triggers[0]}`]);
        },
      ),
    );
  });

  it('stops, whatever goes on, within ten seconds', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (one) => {
        const staged = tell(one, () => {});
        for (const next of one.steps) await act(staged, next);
        let over = false;
        void staged.loop.stop().then(() => {
          over = true;
        });
        await settled();
        const { length } = staged.started();
        await staged.clock.advance(10_000);
        expect(over).toBe(true);
        await staged.clock.advance(1_000_000);
        expect(staged.started()).toHaveLength(length);
      }),
    );
  });
});
