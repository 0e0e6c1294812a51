import { describe, expect, it } from 'vitest';
import { createCollapse } from '../../src/loop/collapse.ts';
import { afterQuietPeriod } from '../../src/loop/quiet-period.ts';
import { createHandClock, settled } from '../support/hand-clock.ts';

describe('work that is asked for while it goes on', () => {
  it('is done once more, with all that was asked for meanwhile', async () => {
    const done: (readonly string[])[] = [];
    const finish: (() => void)[] = [];
    const { ask } = createCollapse<string>(async (reasons) => {
      done.push([...reasons]);
      await new Promise<void>((resolve) => finish.push(resolve));
    });
    ask('a');
    ask('b');
    ask('c');
    ask('b');
    await settled();
    expect(done).toEqual([['a']]);
    finish.shift()?.();
    await settled();
    expect(done).toEqual([['a'], ['b', 'c']]);
    finish.shift()?.();
    await settled();
    expect(finish).toEqual([]);
    ask('d');
    expect(done.at(-1)).toEqual(['d']);
  });
});

describe('a quiet period', () => {
  function listen() {
    const clock = createHandClock();
    let times = 0;
    const heard = afterQuietPeriod({ ...clock, quiet: 1_000, most: 10_000 }, () => {
      times += 1;
    });
    return { clock, heard, times: () => times };
  }

  it('makes one of many things that happen one upon the other', async () => {
    const { clock, heard, times } = listen();
    for (let n = 0; n < 5; n += 1) {
      heard();
      await clock.advance(900);
    }
    expect(times()).toBe(0);
    await clock.advance(100);
    expect(times()).toBe(1);
    heard();
    await clock.advance(1_000);
    expect(times()).toBe(2);
  });

  it('does not wait for ever where something happens all the time', async () => {
    const { clock, heard, times } = listen();
    for (let n = 0; n < 25; n += 1) {
      heard();
      await clock.advance(500);
    }
    expect(times()).toBe(1);
  });
});
