/** A write that makes something, whose answer got lost, and that is there more than once by then. */
import { expect, test } from 'vitest';
import { RequestError } from '../../src/model/errors.ts';
import type { Provider } from '../../src/model/provider.ts';
import { deliver } from '../../src/reconcile/deliver.ts';
import { call } from '../render/plans.ts';

test.each<readonly [string, readonly number[], 'maybe' | 'no', number]>([
  ['twice: in doubt, and never made a third time', [7, 8], 'maybe', 1],
  ['not at all: made again, three times in all', [], 'no', 3],
])('there %s', async (_, ids, arrived, most) => {
  const key = 'ServerGroup/payments';
  let sent = 0;
  const provider: Pick<Provider, 'find'> = { find: async () => new Map([[key, ids]]) };
  const made = call('c1', key, { evidence: 'created', creates: key });
  const delivery = {
    provider: provider as Provider,
    clock: { now: () => 0, sleep: async () => {} },
    signal: new AbortController().signal,
    before: async () => {},
    report: () => {},
    send: async () => {
      sent += 1;
      throw new RequestError('lost', 'the connection was closed', { arrived: 'maybe', retryable: true });
    },
  };
  await expect(deliver(made, delivery)).rejects.toMatchObject({ arrived });
  expect(sent).toBe(most);
});
