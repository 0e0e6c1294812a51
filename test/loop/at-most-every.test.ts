import { expect, it } from 'vitest';
import { atMostEvery } from '../../src/loop/at-most-every.ts';
import { createHandClock } from '../support/hand-clock.ts';

function pace() {
  const clock = createHandClock(0);
  const times: number[] = [];
  const paced = atMostEvery({ pause: 5_000, now: clock.now, after: clock.after }, () =>
    times.push(clock.now()),
  );
  return { clock, times, paced };
}

it('does at once what comes alone, and once more whatever comes upon it', async () => {
  const { clock, times, paced } = pace();
  for (let n = 0; n < 1_000; n += 1) {
    paced.ask();
    await clock.advance(1);
  }
  await clock.advance(60_000);
  expect(times).toEqual([0, 5_000]);
  paced.ask();
  expect(times).toEqual([0, 5_000, 61_000]);
});

it('goes on once in each pause for as long as it is asked', async () => {
  const { clock, times, paced } = pace();
  for (let n = 0; n < 120; n += 1) {
    paced.ask();
    await clock.advance(100);
  }
  await clock.advance(60_000);
  expect(times).toEqual([0, 5_000, 10_000, 15_000]);
  expect(clock.pending()).toBe(0);
});

it('leaves what it has not done when it is stopped', async () => {
  const { clock, times, paced } = pace();
  paced.ask();
  paced.ask();
  paced.stop();
  await clock.advance(60_000);
  expect([times, clock.pending()]).toEqual([[0], 0]);
});
