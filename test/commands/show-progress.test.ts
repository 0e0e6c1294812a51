/** A line that is cut must not let half a secret through. */
import { expect, test } from 'vitest';
import type { Io } from '../../src/commands/io.ts';
import { createMask } from '../../src/commands/mask.ts';
import { showProgress } from '../../src/commands/show-progress.ts';
import { NOON, planOfCalls, starts, waits } from '../render/applying.ts';

const SECRET = 'hunter2 "and" more';

const SAID = `no such user ${SECRET} here`;

test.each([
  ['of what is waited for', true, waits('c1', `it cannot be read: ${SAID}`)],
  ['of what is waited for', false, waits('c1', `it cannot be read: ${SAID}`)],
  ['of what is in doubt', true, { type: 'call_doubted', call: 'c1', message: SAID }],
  ['of what is in doubt', false, { type: 'call_doubted', call: 'c1', message: SAID }],
] as const)('%s, however wide it is (terminal: %s)', (_, isTerminal, event) => {
  let shown = '';
  for (let columns = 30; columns < 140; columns += 1) {
    const mask = createMask();
    mask.add(SECRET);
    const output = {
      write: (text: string) => {
        shown += mask.apply(text);
      },
      isTerminal,
      columns,
      rows: 24,
    };
    let now = NOON;
    let tick = (): void => {};
    const io = {
      env: {},
      stderr: output,
      clock: { now: () => now },
      mask,
      every: (_: number, action: () => void) => {
        tick = action;
        return () => {};
      },
    } as unknown as Io;
    const progress = showProgress(planOfCalls(1), { output: [], color: true }, io);
    progress.on(starts('c1'));
    progress.on(event);
    now += 30_000;
    tick();
    progress.end();
  }
  expect(shown).toContain('no such user (secret) here');
  expect(shown).not.toContain('hunter2');
});
