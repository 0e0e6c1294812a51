/** Each request has an id of ours, which the log names, and the service where it takes one. */
import { expect, test } from 'vitest';
import { startHttpServer } from '../support/http-server.ts';
import { openTransport, request } from '../support/transport.ts';

test.each(['x-request-id', null])('in the header %s', async (requestIdHeader) => {
  const server = await startHttpServer(() => ({ headers: { 'x-anypnt-trx-id': 'theirs' }, body: {} }));
  let ids = 0;
  const newId = (): string => `ours-${++ids}`;
  const transport = await openTransport(server.url, { newId, requestIdHeader });
  await transport.send(request('GET', '/any?secret=1'));
  await transport.send(request('POST', '/other', '{}'));
  expect(server.received.map(({ headers }) => headers['x-request-id'])).toEqual(
    requestIdHeader === null ? [undefined, undefined] : ['ours-1', 'ours-2'],
  );
  expect(transport.traces).toMatchObject([
    { requestId: 'ours-1', path: '/any', transactionId: 'theirs' },
    { requestId: 'ours-2', path: '/other', transactionId: 'theirs' },
  ]);
});
