import { describe, expect, it } from 'vitest';
import { MuleteerError, RequestError } from '../../src/model/errors.ts';
import { turnError } from '../../src/model/turn.ts';
import { settled } from '../support/hand-clock.ts';
import { FINE, INTERVAL, PASSING, stage, TERMINAL, type Turned } from './staged-turns.ts';

describe('the turns of one target', () => {
  it('comes back by the interval, give or take a tenth, from the end of the last turn', async () => {
    for (const [random, share] of [
      [() => 0, 0.9],
      [() => 0.5, 1],
      [() => 0.999, 1.1],
    ] as const) {
      const { clock, loop, started } = stage({ turn: () => FINE, random });
      loop.follow(['a'], 'start');
      await clock.advance(1_000);
      const pause = (clock.nextAt() ?? 0) - clock.now();
      expect(pause / INTERVAL).toBeCloseTo(share, 2);
      await clock.advance(pause - 1);
      expect(started()).toEqual(['a start']);
      await clock.advance(1);
      expect(started()).toEqual(['a start', 'a interval']);
    }
  });

  it('makes one more turn of all the triggers that come during one', async () => {
    const { clock, loop, started } = stage({ turn: () => FINE });
    loop.follow(['a'], 'start');
    await clock.advance(500);
    for (let n = 0; n < 1_000; n += 1) loop.trigger('hook');
    await clock.advance(INTERVAL / 2);
    expect(started()).toEqual(['a start', 'a hook']);
  });

  it('counts the interval from the last turn, whoever asked for that', async () => {
    const { clock, loop, started } = stage({ turn: () => FINE });
    loop.follow(['a'], 'start');
    await clock.advance(INTERVAL - 1_000);
    loop.trigger('hook', 'a');
    await clock.advance(INTERVAL - 1_000);
    expect(started()).toEqual(['a start', 'a hook']);
    await clock.advance(2_000);
    expect(started()).toEqual(['a start', 'a hook', 'a interval']);
  });

  it('waits longer and longer after what may pass, up to five minutes, and forgets that when a turn goes well', async () => {
    let turned = PASSING;
    const starts: number[] = [];
    const staged = stage({
      turn: () => {
        starts.push(staged.clock.now());
        return turned;
      },
      random: () => 0,
    });
    const { clock, loop } = staged;
    loop.follow(['a'], 'start');
    await clock.advance(25 * 60_000);
    const pauses = starts.slice(1).map((at, n) => (at - (starts[n] ?? 0) - PASSING.takes) / 1_000);
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
    expect(loop.view()).toMatchObject([{ failures: 10, next: { trigger: 'retry' } }]);
    turned = FINE;
    await clock.advance(300_000);
    expect(loop.view()).toMatchObject([{ failures: 0, next: { trigger: 'interval' } }]);
    turned = PASSING;
    loop.trigger('hook');
    await clock.advance(1_000);
    expect((clock.nextAt() ?? 0) - clock.now()).toBe(5_000);
  });

  it('leaves a fifth of a pause to chance, and never waits longer than the ceiling', async () => {
    const { clock, loop } = stage({ turn: () => PASSING, random: () => 0.999 });
    loop.follow(['a'], 'start');
    await clock.advance(1_000);
    expect((clock.nextAt() ?? 0) - clock.now()).toBeCloseTo(4_000, -1);
  });

  it.each(['commit', 'hook', 'signal'] as const)('waits with a terminal error until %s', async (trigger) => {
    const { clock, loop, started } = stage({ turn: () => TERMINAL });
    loop.follow(['a'], 'start');
    await clock.advance(10 * INTERVAL);
    expect(started()).toEqual(['a start']);
    expect(loop.view()).toMatchObject([{ state: 'waiting', next: null }]);
    if (trigger === 'commit') loop.follow(['a'], trigger);
    else loop.trigger(trigger);
    await clock.advance(1_000);
    expect(started()).toEqual(['a start', `a ${trigger}`]);
  });

  it('looks again when time is due to change something, unless the interval comes first', async () => {
    const staged = stage({
      turn: (_, trigger) =>
        trigger === 'start' ? { ...FINE, lookAgainAt: staged.clock.now() + 60_000 } : FINE,
    });
    staged.loop.follow(['a'], 'start');
    await staged.clock.advance(59_999);
    expect(staged.started()).toEqual(['a start']);
    await staged.clock.advance(1);
    expect(staged.started()).toEqual(['a start', 'a window']);
  });

  it('does not wait longer than the interval for a moment that is far away', async () => {
    const staged = stage({ turn: () => ({ ...FINE, lookAgainAt: staged.clock.now() + 10 * INTERVAL }) });
    staged.loop.follow(['a'], 'start');
    await staged.clock.advance(INTERVAL + FINE.takes);
    expect(staged.started()).toEqual(['a start', 'a interval']);
  });

  it('is not driven round by a moment that has passed', async () => {
    const staged = stage({ turn: () => ({ ...FINE, lookAgainAt: staged.clock.now() }) });
    staged.loop.follow(['a'], 'start');
    await staged.clock.advance(INTERVAL / 2);
    expect(staged.started()).toEqual(['a start']);
  });

  it('tells of the next turn: that somebody asked for it, and of none once it is to stop', async () => {
    const { clock, loop, events } = stage({ turn: () => FINE });
    loop.follow(['a'], 'start');
    await clock.advance(500);
    loop.trigger('hook');
    await clock.advance(500);
    const first = events.find(({ type }) => type === 'turn_end');
    expect(first).toMatchObject({ next: { at: clock.now(), trigger: 'hook' } });
    loop.trigger('signal');
    const stopping = loop.stop();
    await clock.advance(1_000);
    await stopping;
    expect(events.at(-1)).toMatchObject({ type: 'turn_end', next: null });
  });

  it('takes a turn that throws for one that failed, and goes on', async () => {
    let broken = true;
    const { clock, loop, events, started } = stage({
      turn: () => {
        if (broken) throw new TypeError('x is not a function');
        return FINE;
      },
    });
    loop.follow(['a'], 'start');
    await clock.advance(0);
    expect(events.at(-1)).toMatchObject({ result: { outcome: 'failed', error: { code: 'bug' } } });
    broken = false;
    await clock.advance(5_000);
    expect(started()).toEqual(['a start', 'a retry']);
  });
});

describe('the turns of several targets', () => {
  it('goes on with all others while one hangs or fails', async () => {
    const turns: Record<string, Turned> = { hangs: { ...FINE, takes: 1e9 }, fails: PASSING, well: FINE };
    const { clock, loop, started } = stage({ turn: (target) => turns[target] ?? FINE, atOnce: 2 });
    loop.follow(Object.keys(turns), 'start');
    await clock.advance(10 * INTERVAL);
    const times = (target: string): number => started().filter((one) => one.startsWith(target)).length;
    expect(times('hangs')).toBe(1);
    expect(times('well')).toBe(10);
    expect(times('fails')).toBeGreaterThan(10);
  });

  it('has no more of them at once than it may, and serves who came first', async () => {
    const { clock, loop, started, running } = stage({ turn: () => FINE, atOnce: 2 });
    loop.follow(['a', 'b', 'c', 'd'], 'start');
    await clock.advance(0);
    expect(running()).toBe(2);
    expect(loop.view().map(({ state }) => state)).toEqual(['running', 'running', 'queued', 'queued']);
    await clock.advance(1_000);
    expect(started()).toEqual(['a start', 'b start', 'c start', 'd start']);
  });

  it('follows targets that come, and leaves those that go when their turn is over', async () => {
    const { clock, loop, started, running } = stage({ turn: () => FINE });
    loop.follow(['a', 'b'], 'start');
    await clock.advance(500);
    loop.follow(['b', 'c'], 'commit');
    expect(loop.view().map(({ target }) => target)).toEqual(['b', 'c']);
    await clock.advance(600);
    expect(running('a')).toBe(0);
    loop.trigger('hook', 'a');
    await clock.advance(2 * INTERVAL);
    expect(started().filter((one) => one.startsWith('a'))).toEqual(['a start']);
  });

  it('does not have two turns of a target that goes and comes back meanwhile', async () => {
    const { clock, loop, started, running } = stage({ turn: () => FINE });
    loop.follow(['a'], 'start');
    await clock.advance(500);
    loop.follow([], 'commit');
    loop.follow(['a'], 'commit');
    await settled();
    expect(running('a')).toBe(1);
    await clock.advance(600);
    expect(started()).toEqual(['a start', 'a commit']);
  });

  it('hears a trigger that is given from within its own news', async () => {
    let more = 2;
    const { clock, started } = (() => {
      const staged = stage({
        turn: () => FINE,
        on: (event, loop) => {
          if (event.type === 'turn_end' && more-- > 0) loop.trigger('hook');
        },
      });
      staged.loop.follow(['a'], 'start');
      return staged;
    })();
    await clock.advance(10_000);
    expect(started()).toEqual(['a start', 'a hook', 'a hook']);
  });

  it('has no second turn beside one that was asked for from within its own news', async () => {
    let asks = true;
    const staged = stage({
      turn: () => FINE,
      on: (event, loop) => {
        if (event.type === 'turn_end' && asks) loop.trigger('hook');
      },
    });
    staged.loop.follow(['a'], 'start');
    await staged.clock.advance(1_000);
    asks = false;
    await staged.clock.advance(500);
    staged.loop.trigger('signal');
    await staged.clock.advance(0);
    expect(staged.running('a')).toBe(1);
    await staged.clock.advance(2_000);
    expect(staged.started()).toEqual(['a start', 'a hook', 'a signal']);
  });
});

describe('stopping', () => {
  it('starts nothing more and waits for the turns that go on', async () => {
    const { clock, loop, started } = stage({ turn: () => ({ ...FINE, takes: 3_000 }), atOnce: 1 });
    loop.follow(['a', 'b'], 'start');
    await clock.advance(500);
    let over = false;
    const stopping = loop.stop().then(() => {
      over = true;
    });
    loop.trigger('hook');
    loop.follow(['a', 'b', 'c'], 'commit');
    await clock.advance(2_000);
    expect(over).toBe(false);
    await clock.advance(500);
    await stopping;
    expect(started()).toEqual(['a start']);
    expect(clock.nextAt()).toBe(null);
  });

  it('leaves a turn after eight seconds, and says so, but not one whose write is on its way', async () => {
    for (const isSending of [false, true]) {
      const { clock, loop } = stage({
        turn: () => ({ ...FINE, takes: 60_000 }),
        isSending: () => isSending,
      });
      loop.follow(['a'], 'start');
      await clock.advance(500);
      let over = false;
      const stopping = loop.stop().then((left) => {
        over = true;
        return left;
      });
      await clock.advance(7_999);
      expect(over).toBe(false);
      await clock.advance(1);
      expect(over).toBe(!isSending);
      await clock.advance(60_000);
      expect(await stopping).toEqual(isSending ? [] : ['a']);
    }
  });
});

describe('what may pass', () => {
  it.each([
    [new MuleteerError('sign_in', 'no'), false],
    [new MuleteerError('settings', 'no'), false],
    [new MuleteerError('manifests', 'no'), false],
    [new MuleteerError('refused', 'a guard'), false],
    [new MuleteerError('refused', 'somebody is applying', { passes: true }), true],
    [new MuleteerError('unreachable', 'no'), true],
    [new RequestError('forbidden', 'no', { status: 403, arrived: 'no' }), false],
    [new RequestError('api', 'no', { status: 503, arrived: 'maybe', retryable: true }), true],
    [new Error('what?'), true],
  ])('%s: %s', (error, passes) => {
    expect(turnError(error).passes).toBe(passes);
  });
});
