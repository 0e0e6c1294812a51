/** Runs that got some way: what was done, what was not and why, and an exit code that says which. */
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { group, openConsole, stored } from '../support/console.ts';
import { APPLICATIONS, fault, openEstate, SERVER_GROUPS } from '../support/estate.ts';
import { expectNoInnards } from '../support/failure.ts';

afterEach(closeBenches);

const REFUSED = { type: 'respond', status: 400, body: { message: 'not today' } };
const CREATE_GROUP = { method: 'POST', path: `^${SERVER_GROUPS}$` };
const DEPLOY = { method: 'POST', path: `^${APPLICATIONS}$` };

test('a refused call: the rest is done, and what waited for it says so', async () => {
  const bench = await openEstate();
  await fault(bench, CREATE_GROUP, REFUSED);
  const result = await bench.cli(['apply', '--yes']);
  expect(result.code).toBe(4);
  expect(await bench.writes()).toHaveLength(2);
  expect(result.stdout).toMatch(
    /✗ c\d production\/ServerGroup\/payments {3}all\.yaml:\d+\n.*refused POST .*\(400\): not today/,
  );
  expect(result.stdout).toMatch(
    /- c\d production\/Application\/pay-api@payments {3}all\.yaml:\d+\n.*it waits for c\d, which did not finish/,
  );
  expect(result.stdout).toMatch(/Stopped part-way: 1 of 3 calls done.*it is safe to run again/);
  expectNoInnards(result);

  expect(await bench.cli(['apply', '--yes'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2 of 2 calls done'),
  });
});

test('a refused call of a console: what waits for it keeps no other from its turn', async () => {
  const renamed = (name: string, from: string): string =>
    group(name, 'SERVER_VIEW', '', `renamedFrom: ${from}`);
  const userGroups = ['Ops', 'Devs', 'East', 'North'].map((name) => ({ name, permissions: ['SERVER_VIEW'] }));
  const bench = await openConsole(
    [renamed('Audit', 'Ops'), renamed('Ops', 'Devs'), renamed('West', 'East'), renamed('East', 'North')],
    { mmc: { userGroups } },
  );
  await fault(bench, { method: 'PUT', path: 'usergroups/Ops' }, REFUSED);
  const result = await bench.cli(['apply', '--yes', '--allow-updates', '4']);
  expect(result).toMatchObject({ code: 4, stdout: expect.stringContaining('2 of 4 calls done') });
  expect(await stored(bench, 'North')).toBeUndefined();
  expectNoInnards(result);
});

test('every call refused: nothing was written, exit 1', async () => {
  const bench = await openEstate();
  await fault(bench, { method: 'POST', path: '^/hybrid/' }, REFUSED, 100);
  const result = await bench.cli(['apply', '--yes']);
  expect(result).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/Failed: 0 of 3 calls done.*nothing was written/),
  });
  expectNoInnards(result);
});

describe('a write whose answer was lost', () => {
  test.each([
    ['before', 2],
    ['after', 1],
  ])('%s it arrived: it is read back, and sent %i times', async (when, sent) => {
    const bench = await openEstate();
    await fault(bench, CREATE_GROUP, { type: 'drop', when });
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    const groups = (await bench.writes()).filter((write) => write === `POST ${SERVER_GROUPS}`);
    expect(groups).toHaveLength(sent);
    await bench.clearLog();
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
  });

  test('again and again: it is sent three times, and said to have failed', async () => {
    const bench = await openEstate();
    await fault(bench, CREATE_GROUP, { type: 'drop', when: 'before' }, 100);
    const result = await bench.cli(['apply', '--yes']);
    expect(result).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/✗ c\d production\/ServerGroup\/payments[^✗]*it did not arrive/),
    });
    expect((await bench.writes()).filter((write) => write === `POST ${SERVER_GROUPS}`)).toHaveLength(3);
  });

  test('and then cannot be read back: it stays in doubt; run again, it is found', async () => {
    const bench = await openEstate();
    await fault(bench, CREATE_GROUP, { type: 'drop', when: 'after' });
    const match = { method: 'GET', path: `^${SERVER_GROUPS}$` };
    // The plan reads it once.
    const lost = { match, skip: 1, times: 10_000, action: { type: 'drop', when: 'before' } };
    await bench.control('POST', 'faults', lost);
    const result = await bench.cli(['apply', '--yes']);
    expect(result).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/\? c\d production\/ServerGroup\/payments/),
    });
    await bench.control('DELETE', 'faults');
    await bench.clearLog();
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await bench.writes()).not.toContain(`POST ${SERVER_GROUPS}`);
  });
});

describe('an application that does not become healthy', () => {
  test('because it failed: exit 5, with what its server says', async () => {
    const bench = await openEstate();
    await bench.control('POST', 'deployments/fail', { application: 'ord-api', message: 'no such port' });
    const result = await bench.cli(['apply', '--yes']);
    expect(result).toMatchObject({
      code: 5,
      stdout: expect.stringMatching(/DEPLOYMENT_FAILED on mule-2: no such port/),
    });
    expect(result.stdout).toContain('Applied, but 1 application did not become healthy: 2 of 3 calls done');
    expect(await bench.writes()).toHaveLength(3);
    expectNoInnards(result);
  });

  test('in time: exit 5, with how long it was waited for', async () => {
    const bench = await openEstate({ switches: { deployMs: 3_600_000 } });
    const result = await bench.cli(['apply', '--yes', '--timeout', '90s']);
    expect(result).toMatchObject({ code: 5, stdout: expect.stringContaining('not there after 90 s') });
  });

  test('beside a refused call: 4 wins', async () => {
    const bench = await openEstate();
    await bench.control('POST', 'deployments/fail', { application: 'ord-api' });
    await fault(bench, CREATE_GROUP, REFUSED);
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 4 });
  });
});

describe('interrupted', () => {
  test('before the first call: nothing is sent', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['apply', '--yes'], { signal: AbortSignal.abort() });
    expect(result.code).toBe(130);
    expect(await bench.writes()).toEqual([]);
  });

  test('with a call on its way: that one is finished, no other is sent', async () => {
    const bench = await openEstate();
    const stop = new AbortController();
    await fault(bench, DEPLOY, { type: 'delay', ms: 200 }, 2);
    await fault(bench, CREATE_GROUP, { type: 'delay', ms: 200 });
    const running = bench.cli(['apply', '--yes', '--parallelism', '1'], { signal: stop.signal });
    await expect.poll(async () => (await bench.log()).filter(({ write }) => write).length).toBe(1);
    stop.abort();
    const result = await running;
    expect(result).toMatchObject({ code: 130, stdout: expect.stringContaining('Interrupted: ') });
    const sent = (await bench.log()).filter(({ write }) => write);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.status).toBeLessThan(300);
    expect(result.stdout).toContain('interrupted before it was sent');
    expectNoInnards(result);
  });
});
