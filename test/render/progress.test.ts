/** What a log keeps of an apply: plain lines with times, few enough to be read. */
import { expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { createPaint } from '../../src/render/paint.ts';
import { createProgress } from '../../src/render/progress.ts';
import { ends, member, NOON, planOfCalls, starts, waits } from './applying.ts';

function watch(plan: Plan) {
  const lines: string[] = [];
  let now = NOON;
  const progress = createProgress(plan, {
    paint: createPaint(false),
    now: () => now,
    writeLine: (line) => lines.push(line),
  });
  const passes = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      now += 1000;
      progress.tick();
    }
  };
  return { lines, passes, ...progress };
}

test('one line when a call starts and one when it ends, with the time in UTC', () => {
  const { lines, passes, on } = watch(planOfCalls(2));
  on(starts('c1'));
  passes(12);
  on(ends('c1', 12_000));
  on(ends('c2', 0, { result: 'skipped', accepted: false, note: 'it is STOPPED already' }));
  expect(lines).toEqual([
    '12:03:07Z → c1 production/Application/app-1@orders-cluster: deploy',
    '12:03:19Z ✓ c1 production/Application/app-1@orders-cluster: deploy 12 s',
    '12:03:19Z - c2 production/Application/app-2@orders-cluster: deploy skipped: it is STOPPED already',
  ]);
});

test('what failed names the line of its manifest', () => {
  const { lines, on } = watch(planOfCalls(3));
  on(starts('c3'));
  on(ends('c3', 500, { result: 'failed', error: 'DEPLOYMENT_FAILED on mule-2: port 8081 is taken' }));
  expect(lines.at(-1)).toBe(
    '12:03:07Z ✗ c3 production/Application/app-3@orders-cluster: deploy 0.5 s: DEPLOYMENT_FAILED on mule-2: port 8081 is taken (apps.yaml:3)',
  );
});

test('what is waited for is said every 30 seconds, and not whenever it changes', () => {
  const { lines, passes, on } = watch(planOfCalls(2));
  on(starts('c1'));
  on({ type: 'call_progress', call: 'c1', sent: 12_300_000, total: 200_000_000 });
  for (const status of ['STARTING', 'STARTED']) {
    passes(10);
    on(waits('c1', 'x', member('mule-1', status), member('mule-2', 'STARTING')));
  }
  expect(lines).toHaveLength(1);
  passes(10);
  on(starts('c2'));
  passes(29);
  expect(lines.slice(1)).toEqual([
    '12:03:37Z … c1 production/Application/app-1@orders-cluster: deploy, 30 s: mule-1 started · mule-2 starting',
    '12:03:37Z … 0 of 2 done, 1 waited for',
    '12:03:37Z → c2 production/Application/app-2@orders-cluster: deploy',
  ]);
  passes(1);
  expect(lines.slice(4)).toHaveLength(3);
});

test('of hundreds that wait a few are named, and all are counted', () => {
  const { lines, passes, on } = watch(planOfCalls(500));
  for (let id = 1; id <= 500; id += 1) on(starts(`c${id}`));
  for (let id = 1; id <= 132; id += 1) on(ends(`c${id}`, 1000));
  on(ends('c133', 1000, { result: 'failed', error: 'no' }));
  const before = lines.length;
  passes(60);
  expect(lines.slice(before)).toHaveLength(2 * 9);
  expect(lines.at(-1)).toBe('12:04:07Z … and 359 more; 132 of 500 done, 367 running, 1 failed');
});

test('no text of a manifest or a service can move the cursor', () => {
  const { lines, passes, on } = watch(planOfCalls(1, 'add \u001b[2J\nx'));
  on(starts('c1'));
  on(waits('c1', 'half\u001b]0;title\u0007'));
  passes(30);
  on(ends('c1', 1, { result: 'failed', error: 'bad\r\u001b[1A\u202etext' }));
  expect(lines).toHaveLength(4);
  expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
});
