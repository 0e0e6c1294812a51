/** What a person sees on a terminal while an apply runs, on a terminal that does what its sequences say. */
import { expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { createLiveProgress } from '../../src/render/live-progress.ts';
import { createPaint } from '../../src/render/paint.ts';
import { widthOf } from '../../src/render/printable.ts';
import { Terminal } from '../support/terminal.ts';
import { ends, member, NOON, planOfCalls, starts, waits } from './applying.ts';

function watch(plan: Plan, terminal = new Terminal(80, 24), colours = false) {
  let now = NOON;
  const progress = createLiveProgress(plan, {
    paint: createPaint(colours),
    now: () => now,
    screen: terminal,
  });
  const passes = (milliseconds: number): void => {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      now += 100;
      progress.tick();
    }
  };
  return { terminal, passes, ...progress };
}

const [STARTED, STARTING] = [member('mule-1', 'STARTED'), member('mule-2', 'STARTING')];
const AWAY = member('mule-3', 'DISCONNECTED', { statusOf: 'server' });

test.each([false, true])('a line for each running call, gone when it is done (colours: %s)', (colours) => {
  const { terminal, passes, on, end } = watch(planOfCalls(3), new Terminal(80, 24), colours);
  on(starts('c1'));
  on(starts('c2'));
  on({ type: 'call_progress', call: 'c1', sent: 12_300_000, total: 200_000_000 });
  on(waits('c2', 'STARTING on mule-2', STARTED, STARTING, AWAY));
  passes(4000);
  expect(terminal.text()).toBe(
    [
      '  → c1 app-1@orders-cluster: deploy  4 s  12.3 of 200.0 MB',
      '  → c2 app-2@orders-cluster: deploy  4 s  mule-1 started · mule-2 starting · m…',
      '  0 of 3 done, 1 running, 1 waited for · 4 s',
    ].join('\n'),
  );
  on({ type: 'call_progress', call: 'c1', sent: 200_000_000, total: 200_000_000 });
  on(ends('c2', 4000));
  expect(terminal.text()).toBe(
    [
      '✓ c2 production/Application/app-2@orders-cluster: deploy 4.0 s',
      '  → c1 app-1@orders-cluster: deploy  4 s  200.0 MB sent',
      '  1 of 3 done, 1 running · 4 s',
    ].join('\n'),
  );
  on(ends('c1', 4100, { result: 'failed', error: 'no' }));
  end();
  expect(terminal.text()).toBe(
    [
      '✓ c2 production/Application/app-2@orders-cluster: deploy 4.0 s',
      '✗ c1 production/Application/app-1@orders-cluster: deploy 4.1 s: no (apps.yaml:1)',
    ].join('\n'),
  );
});

test('a wide terminal shows every member', () => {
  const { terminal, passes, on } = watch(planOfCalls(1), new Terminal(160, 24));
  on(starts('c1'));
  on(waits('c1', 'x', STARTED, STARTING, AWAY));
  passes(100);
  expect(terminal.text()).toContain(
    'c1 app-1@orders-cluster: deploy  0 s  mule-1 started · mule-2 starting · mule-3 is disconnected\n',
  );
});

test('members that are alike stand together, and many are counted', () => {
  const { terminal, passes, on } = watch(planOfCalls(1), new Terminal(100, 24));
  on(starts('c1'));
  const many = Array.from({ length: 17 }, (_, index) => member(`node-${index}`, 'STARTED'));
  on(waits('c1', 'x', ...many, STARTING, AWAY));
  passes(100);
  expect(terminal.text()).toContain('17 started · mule-2 starting · mule-3 is disconnected');
});

test('five hundred calls: what fits, the rest as a number, and nothing wrapped', () => {
  for (const terminal of [new Terminal(80, 24), new Terminal(40, 5)]) {
    const { passes, on, end } = watch(planOfCalls(500), terminal);
    for (let id = 1; id <= 500; id += 1) on(starts(`c${id}`));
    for (let id = 1; id <= 492; id += 1) {
      on(waits(`c${id}`, 'x', STARTED, STARTING, AWAY));
      if (id % 50 === 0) passes(100);
      on(ends(`c${id}`, 1000));
    }
    passes(100);
    const live = terminal
      .text()
      .split('\n')
      .slice(terminal.columns === 40 ? -3 : -9);
    expect(live.every((line) => widthOf(line) < terminal.columns)).toBe(true);
    expect(live.at(-1)).toMatch(/^ {2}492 of 500 done, 8 running/);
    if (terminal.rows === 5) expect(live.at(-2)).toBe('  … and 6 more');
    end();
    expect(terminal.text().match(/✓/g)).toHaveLength(492);
    expect(terminal.text()).not.toMatch(/→|running/);
  }
});

test('what is being sent comes before what is waited for', () => {
  const { terminal, passes, on } = watch(planOfCalls(50));
  for (let id = 1; id <= 50; id += 1) on(starts(`c${id}`));
  for (let id = 1; id <= 48; id += 1) on(waits(`c${id}`, 'STARTING on mule-1'));
  on({ type: 'call_progress', call: 'c50', sent: 1_000_000, total: 2_000_000 });
  passes(100);
  const [first, second] = terminal.text().split('\n');
  expect(first).toContain('c49 app-49@orders-cluster: deploy  0 s');
  expect(second).toContain('c50 app-50@orders-cluster: deploy  0 s  1.0 of 2.0 MB');
  expect(terminal.text()).toMatch(/… and 35 more\n {2}0 of 50 done, 2 running, 48 waited for · 0 s$/);
});

test('it is not drawn more than ten times a second', () => {
  const { terminal, passes, on } = watch(planOfCalls(500));
  for (let id = 1; id <= 500; id += 1) on(starts(`c${id}`));
  expect(terminal.writes).toBe(1);
  passes(1000);
  expect(terminal.writes).toBeLessThanOrEqual(11);
  expect(terminal.text()).toContain('500 running · 1 s');
});

test('a terminal that becomes narrower keeps no leftovers', () => {
  const { terminal, passes, on, end } = watch(planOfCalls(2), new Terminal(160, 24));
  on(starts('c1'));
  on(waits('c1', 'x', STARTED, STARTING, AWAY));
  passes(100);
  terminal.resize(60);
  expect(terminal.text().split('\n')).toHaveLength(3);
  passes(1000);
  expect(terminal.text().split('\n')).toHaveLength(2);
  end();
  expect(terminal.text()).toBe('');
});

test('no text of a manifest or a service can move the cursor', () => {
  const { terminal, passes, on } = watch(planOfCalls(1, 'add \u001b[2J\nx'));
  on(starts('c1'));
  on(waits('c1', 'half\u001b]0;title\u0007\r\u202e'));
  passes(100);
  expect(terminal.text().split('\n')).toHaveLength(2);
  expect(terminal.text()).not.toContain('\u202e');
  on(ends('c1', 1, { result: 'failed', error: 'bad\r\u001b[1A\u202etext' }));
  expect(terminal.text()).not.toContain('\u202e');
});

test('wide characters are as wide as they look', () => {
  const { terminal, passes, on } = watch(planOfCalls(1), new Terminal(40, 24));
  on(starts('c1'));
  on(waits('c1', '起動中'.repeat(20)));
  passes(100);
  expect(terminal.text().split('\n')).toHaveLength(2);
});
