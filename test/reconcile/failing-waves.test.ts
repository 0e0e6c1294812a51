/** Waves that do not end well: what is left of the later ones, and what is said of it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { APPLICATIONS, fault } from '../support/estate.ts';
import { manifest } from '../support/manifests.ts';
import {
  app,
  apply,
  declare,
  declareGroups,
  expectPlan,
  open,
  SLOW,
  sent,
  THREE_WAVES,
} from './wave-bench.ts';

afterEach(closeBenches);

describe('a wave that fails', () => {
  test('stops all later ones, says why, and lets its own go on', async () => {
    const bench = await open(THREE_WAVES);
    await bench.control('POST', 'deployments/fail', { application: 'aaa-api', message: 'no such port' });
    const result = await apply(bench, '-o', 'text', '-o', 'json=report.json');
    expect(result.code).toBe(4);
    expect((await sent(bench)).map(([what]) => what)).toEqual(['aaa-api', 'bbb-api']);
    expect(result.stdout).toMatch(
      /- c3 production\/Application\/ccc-api@mule-3 .*\n {4}wave 0 did not finish: c1 failed\n/,
    );
    expect(result.stdout).toMatch(/Stopped part-way: 1 of 4 calls done/);
    const report = JSON.parse(await readFile(join(bench.folder, 'report.json'), 'utf8'));
    expectPlan(report);
    expect(report.outcomes.map(({ result: one }: { result: string }) => one)).toEqual([
      'failed',
      'done',
      'skipped',
      'skipped',
    ]);

    // The next run does not go on either, as long as what failed is what is there.
    await bench.clearLog();
    const second = await apply(bench);
    expect(second.code).toBe(1);
    expect(second.stdout).toContain(
      'wave 0 did not finish: production/Application/aaa-api@mule-1 is not healthy',
    );
    expect(second.stdout).toContain('Failed: 0 of 2 calls done');
    expect(second.stdout).toContain('nothing was written');
    expect(await sent(bench)).toEqual([]);

    await bench.control('DELETE', 'deployments/fail');
    await bench.write({ 'a.jar': 'better bytes' });
    expect(await apply(bench)).toMatchObject({ code: 0 });
  });

  test('counts what failed in it', async () => {
    const bench = await open(THREE_WAVES);
    await fault(bench, { method: 'POST', path: `^${APPLICATIONS}$` }, { type: 'respond', status: 400 }, 2);
    const result = await apply(bench);
    expect(result).toMatchObject({ code: 1 });
    expect(result.stdout.match(/wave 0 did not finish: c\d failed, and 1 more/g)).toHaveLength(2);
  });

  test('because nobody knows whether a write arrived', async () => {
    const bench = await open(THREE_WAVES);
    await fault(bench, { method: 'POST', path: `^${APPLICATIONS}$` }, { type: 'drop', when: 'after' }, 2);
    // Nor can anybody look, once the plan is made.
    const match = { method: 'GET', path: `^${APPLICATIONS}$` };
    const lost = { match, skip: 1, times: 10_000, action: { type: 'drop', when: 'before' } };
    await bench.control('POST', 'faults', lost);
    const result = await apply(bench, '--parallelism', '1');
    expect(result.code).toBe(4);
    expect(result.stdout).toMatch(/wave 0 did not finish: c1 is uncertain, and 1 more/);
  });

  test('names its own failure to what waits for more than one wave', async () => {
    const bench = await open([
      app('aaa-api', 'server: mule-1', 0),
      manifest('ServerGroup', 'grp-b', '{ servers: [mule-2] }', 'wave: 1'),
      app('bbb-api', 'serverGroup: grp-b', 2),
    ]);
    await bench.control('POST', 'deployments/fail', { application: 'aaa-api' });
    const { stdout } = await apply(bench);
    expect(stdout.match(/wave 0 did not finish: c1 failed/g)).toHaveLength(2);
  });

  test('stops its own target alone', async () => {
    const bench = await open(THREE_WAVES);
    await declareGroups(bench, { one: 0, two: 1 });
    await bench.control('POST', 'deployments/fail', { application: 'aaa-api' });
    expect(await apply(bench)).toMatchObject({ code: 4 });
    expect((await bench.writes()).filter((write) => write.includes('usergroups'))).toHaveLength(2);
  });
});

describe('what is on its way without a call', () => {
  test('holds up later waves, and no other', async () => {
    const slow = { switches: { deployMs: 60_000 } };
    const bench = await open([app('aaa-api', 'server: mule-1', 1)], slow);
    expect(await apply(bench, '--timeout', '5s')).toMatchObject({ code: 5 });
    await declare(bench, [
      app('aaa-api', 'server: mule-1', 1),
      app('bbb-api', 'server: mule-2', 1),
      app('ccc-api', 'server: mule-3', 2),
    ]);
    await bench.clearLog();
    expect(await apply(bench)).toMatchObject({ code: 0 });
    const [first, second] = await sent(bench);
    expect([first?.[0], second?.[0]]).toEqual(['bbb-api', 'ccc-api']);
    expect(second?.[1]).toBeGreaterThanOrEqual(60);
  });

  test('holds up even where nothing else is in its wave, until its time is over', async () => {
    const bench = await open([app('aaa-api', 'server: mule-1', -4)], { switches: { deployMs: 3_600_000 } });
    expect(await apply(bench, '--timeout', '5s')).toMatchObject({ code: 5 });
    await declare(bench, [app('aaa-api', 'server: mule-1', -4), app('bbb-api', 'server: mule-2', 0)]);
    await bench.clearLog();
    const result = await apply(bench, '--timeout', '90s');
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(
      /wave -4 did not finish: production\/Application\/aaa-api@mule-1 is not healthy/,
    );
    expect(await sent(bench)).toEqual([]);
  });

  test('is no matter to lower waves', async () => {
    const bench = await open([app('aaa-api', 'server: mule-1', 4)], { switches: { deployMs: 3_600_000 } });
    expect(await apply(bench, '--timeout', '5s')).toMatchObject({ code: 5 });
    await declare(bench, [
      app('aaa-api', 'server: mule-1', 4),
      manifest('ServerGroup', 'grp-a', '{ servers: [] }'),
      manifest('ServerGroup', 'grp-b', '{ servers: [] }', 'wave: 4'),
    ]);
    await bench.clearLog();
    expect(await apply(bench, '--timeout', '90s')).toMatchObject({ code: 5 });
    expect(await bench.writes()).toHaveLength(2);
  });
});

test('an interrupted wave is finished, and no later one is started', async () => {
  const bench = await open(THREE_WAVES, SLOW);
  const stop = new AbortController();
  await fault(bench, { method: 'POST', path: `^${APPLICATIONS}$` }, { type: 'delay', ms: 200 }, 2);
  const running = bench.cli(['apply', '--yes'], { signal: stop.signal });
  await expect.poll(async () => (await bench.log()).filter(({ write }) => write).length).toBe(2);
  stop.abort();
  const result = await running;
  expect(result.code).toBe(130);
  expect((await sent(bench)).map(([what]) => what).sort()).toEqual(['aaa-api', 'bbb-api']);
  expect(result.stdout.match(/interrupted before it was sent/g)).toHaveLength(2);
});
