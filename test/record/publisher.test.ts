import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/record/publisher.ts';
import { begun, type Kept } from '../../src/record/record-state.ts';
import type { StateKeeper } from '../../src/record/state-keeper.ts';
import { createClock, startOf, T0 } from './fixtures.ts';

function kept(version: string, now: number): Kept {
  const runner = { run: 'run-1', host: 'h', process: 1, author: null };
  return { version, state: begun(null, startOf(null), runner, now) };
}

/** A remote that answers when the test says so. */
function createRemote() {
  const asked: { readonly version: string; answer(is: boolean): void; fail(): void }[] = [];
  const publish: StateKeeper['publish'] = (_, { version }) =>
    new Promise((resolve, reject) => {
      asked.push({ version, answer: resolve, fail: () => reject(new Error('away')) });
    });
  const versions = () => asked.map(({ version }) => version);
  return { asked, versions, keeper: { publish } as StateKeeper };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('publishing', () => {
  it('shows the newest only, and one at a time', async () => {
    const { asked, versions, keeper } = createRemote();
    const publisher = createPublisher(keeper, 'production', createClock());
    for (const version of ['1', '2', '3']) publisher.soon(kept(version, T0));
    expect(versions()).toEqual(['1']);
    asked[0]?.answer(true);
    await settled();
    expect(versions()).toEqual(['1', '3']);
  });

  it('shows what it was told to show now, also when what was under way fails', async () => {
    const { asked, versions, keeper } = createRemote();
    const publisher = createPublisher(keeper, 'production', createClock());
    publisher.soon(kept('1', T0));
    const now = publisher.now(kept('2', T0));
    asked[0]?.fail();
    await settled();
    expect(versions()).toEqual(['1', '2']);
    asked[1]?.answer(true);
    expect(await now).toBe(true);
  });

  it('knows until when others believe in it: by what they saw, not by what it wrote', async () => {
    const { asked, keeper } = createRemote();
    const publisher = createPublisher(keeper, 'production', createClock());
    const first = kept('1', T0);
    publisher.soon(first);
    asked[0]?.answer(true);
    await settled();
    publisher.soon(kept('2', T0 + 5_000));
    expect(publisher.believedUntil).toBe(first.state.run.leaseUntil);
    asked[1]?.fail();
    await settled();
    expect(publisher.believedUntil).toBe(first.state.run.leaseUntil);
  });

  it('stops when others have moved on', async () => {
    const { asked, versions, keeper } = createRemote();
    const publisher = createPublisher(keeper, 'production', createClock());
    const now = publisher.now(kept('1', T0));
    await settled();
    asked[0]?.answer(false);
    expect(await now).toBe(false);
    expect(await publisher.surely(kept('2', T0))).toBe(false);
    expect(versions()).toEqual(['1']);
  });
});
