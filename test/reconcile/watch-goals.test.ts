/** What is told while something is waited for: each change once, of any member. */
import { expect, test } from 'vitest';
import { RequestError } from '../../src/model/errors.ts';
import type { Provider } from '../../src/model/provider.ts';
import { SETTLED, type Settled, type Unsettled } from '../../src/model/resource.ts';
import { createWatch } from '../../src/reconcile/watch-goals.ts';
import { member } from '../render/applying.ts';

/** A target that answers each look with the next of these, and the last one for ever. */
async function watch(looks: readonly (Settled | Error)[], timeout = 60_000) {
  let now = 0;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  let at = 0;
  const look = async (): Promise<readonly Settled[]> => {
    const next = looks[Math.min(at++, looks.length - 1)] ?? SETTLED;
    if (next instanceof Error) throw next;
    return [next];
  };
  const told: Unsettled[] = [];
  const watching = createWatch({ look } as unknown as Provider, clock, new AbortController().signal);
  const goal = { until: 'gone', kind: 'Cluster', id: 1 } as const;
  const settled = await watching.until([goal], timeout, (health) => told.push(health));
  return { settled, told };
}

function pending(...statuses: readonly string[]): Settled {
  const members = statuses.map((status, index) => member(`mule-${index + 1}`, status));
  return { state: 'pending', message: 'STARTING on mule-1', members };
}

test('a member that changes is told, though the first one is still the same', async () => {
  const looks = [
    pending('STARTING', 'PENDING'),
    pending('STARTING', 'PENDING'),
    pending('STARTING', 'STARTED'),
  ];
  const { settled, told } = await watch([...looks, SETTLED]);
  expect(settled).toEqual(SETTLED);
  expect(told).toEqual([looks[0], looks[2]]);
});

test('a failure is told before it ends the wait', async () => {
  const failed: Settled = { state: 'failed', message: 'no', members: [member('mule-1', 'FAILED')] };
  expect(await watch([failed])).toEqual({ settled: failed, told: [failed] });
});

test('what nobody could look at when the time was up says so', async () => {
  const away = new RequestError('api', 'no answer (503)', { arrived: 'no', retryable: true });
  const { settled } = await watch([pending('STARTING'), away], 30_000);
  const message = 'not there after 30 s: it cannot be read: no answer (503)';
  expect(settled).toMatchObject({ state: 'failed', message, unseen: true });
});

test.each([
  [['STARTED', 'STARTING'], 'mule-1 STARTED, mule-2 STARTING'],
  [['STARTING'], 'STARTING on mule-1'],
])('%j: not there in time', async (statuses, last) => {
  const { settled } = await watch([pending(...statuses)], 30_000);
  expect(settled).toMatchObject({ state: 'failed', message: `not there after 30 s: ${last}` });
});
