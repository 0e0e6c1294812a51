/**
 * Rounds of random edits with random faults, on one sandbox whose clock is moved by hand. After every round the goal
 * is reached, and in the end no more memory is held than after the first rounds. SOAK_ROUNDS and SOAK_SEED widen and
 * repeat it; `npm run soak` runs 200 rounds.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Bench } from '../support/bench.ts';
import { plannedWrites, RECORD } from './effective-writes.ts';
import { createEdits, type Pick } from './random-edits.ts';
import { openBenchBesideSandbox } from './sandbox-process.ts';

const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 25);
/** After these, what is loaded once is loaded. */
const WARM_UP = 20;

const FAULTS = [
  { type: 'respond', status: 500, body: '' },
  { type: 'respond', status: 502, body: '<html>Bad gateway</html>' },
  { type: 'respond', status: 503, body: 'at capacity' },
  { type: 'respond', status: 429, headers: { 'retry-after': '3' }, body: 'slow down' },
  { type: 'respond', status: 401, body: 'Unauthorized' },
  { type: 'drop', when: 'before' },
  { type: 'drop', when: 'after' },
  { type: 'truncate' },
];

test(`${ROUNDS} rounds`, { timeout: 3_600_000 }, async () => {
  const seed = Number(process.env.SOAK_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`soak, seed ${seed}\n`);
  const pick = picker(seed);
  const bench = await openBenchBesideSandbox();
  const edits = createEdits(pick);
  const tally = { calls: 0, again: 0, heapAfterWarmUp: 0, heapAfter: 0 };
  for (let round = 1; round <= ROUNDS; round += 1) {
    await bench.write(edits.next());
    await armSome(bench, pick);
    const first = await bench.cli(['apply', '--yes', ...RECORD]);
    await bench.control('DELETE', 'faults');
    await bench.settle();
    if (first.code !== 0) {
      tally.again += 1;
      const again = await bench.cli(['apply', '--yes', ...RECORD]);
      expect(
        again,
        `round ${round}\n${first.stdout}${first.stderr}\n${again.stdout}${again.stderr}`,
      ).toMatchObject({
        code: 0,
      });
      await bench.settle();
    }
    expect(await plannedWrites(bench), `round ${round}`).toEqual([]);
    tally.calls += (await bench.writes()).length;
    await bench.clearLog();
    await bench.control('DELETE', 'effects');
    if (round === WARM_UP) tally.heapAfterWarmUp = heapInUse();
    if (round % 50 === 0) process.stdout.write(`round ${round}: ${heapInUse()} bytes of heap\n`);
  }
  tally.heapAfter = heapInUse();
  process.stdout.write(`soak, ${ROUNDS} rounds: ${JSON.stringify(tally)}\n`);
  expect(tally.heapAfter).toBeLessThan(tally.heapAfterWarmUp * 1.1);
});

async function armSome(bench: Bench, pick: Pick): Promise<void> {
  for (let count = pick(4); count > 0; count -= 1) {
    const action = FAULTS[pick(FAULTS.length)];
    const match = pick(2) === 0 ? {} : { method: ['POST', 'PATCH', 'PUT', 'DELETE'][pick(4)] };
    await bench.control('POST', 'faults', { match, skip: pick(15), times: 1 + pick(2), action });
  }
}

/** Bytes that are still needed. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed;
}

/** Whole numbers from 0 up to a bound, the same for the same seed. */
function picker(seed: number): Pick {
  let state = seed | 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 8) / 2 ** 24) * bound);
  };
}
