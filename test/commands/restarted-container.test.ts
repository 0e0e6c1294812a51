/** A container that was killed in mid-apply and is started again: its processes may have the numbers that they had. */
import { afterEach, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { GROUP } from '../support/estate.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { leaveLock } from './dead-run.ts';

afterEach(closeBenches);

const BEFORE = 'muleteer-0 5065ffcb pid:[4026532180]@100';

test.each([
  ['its own name space, begun anew', 'muleteer-0 5065ffcb pid:[4026532180]@200', 0],
  ['the name space that it was in', BEFORE, 3],
  ['another name space', 'muleteer-0 5065ffcb pid:[4026532181]@200', 3],
  ['another start of the machine', 'muleteer-0 0a1b2c3d pid:[4026532180]@200', 3],
  ['one of which nobody knows when it began', 'muleteer-0 5065ffcb pid:[4026532180]', 3],
])('a lock seen from %s', async (_, host, code) => {
  const bench = await openBench();
  const record = ['--record', 'file:record'];
  await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1'), GROUP) });
  await bench.cli(['apply', '--yes', ...record]);
  await leaveLock(bench, { host: BEFORE, process: 7, leaseMs: 900_000 });
  await bench.write({ 'more.yaml': manifest('ServerGroup', 'orders', '{ servers: [] }') });
  const runner = { host, process: 7, isAlive: () => true };
  expect(await bench.cli(['apply', '--yes', ...record], { process: { runner } })).toMatchObject({ code });
});
