/** A write that makes something, whose answer got lost, and that is there more than once by then. */
import { expect, test } from 'vitest';
import { RequestError } from '../../src/model/errors.ts';
import type { Provider } from '../../src/model/provider.ts';
import { deliver } from '../../src/reconcile/deliver.ts';
import { call } from '../render/plans.ts';

const NOT_TO_BE_READ = new RequestError('forbidden', 'Anypoint refused GET (403)', { arrived: 'no' });

test.each<readonly [string, readonly number[] | RequestError, 'maybe' | 'no', number]>([
  ['twice: in doubt, and never made a third time', [7, 8], 'maybe', 1],
  ['not at all: made again, three times in all', [], 'no', 3],
  ['perhaps, and may not be read: in doubt', NOT_TO_BE_READ, 'maybe', 1],
])('there %s', async (_, found, arrived, most) => {
  const key = 'ServerGroup/payments';
  let sent = 0;
  const provider: Pick<Provider, 'find'> = {
    find: async () => {
      if (found instanceof RequestError) throw found;
      return new Map([[key, found]]);
    },
  };
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
