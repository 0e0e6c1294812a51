/** A write that nothing shows, and whose answer got lost every time. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { effectiveWrites, plannedWrites, RECORD } from './effective-writes.ts';

afterEach(closeBenches);

const PATCH = 'PATCH /hybrid/api/v1/applications/ID';

function estate(region: string): string {
  const spec = `{ target: { server: mule-1 }, artifact: { file: a.jar }, properties: { region: ${region} } }`;
  return documents(ENVIRONMENT, servers('mule-1'), manifest('Application', 'api', spec));
}

function apply(bench: Bench): Promise<CliResult> {
  return bench.cli(['apply', '--yes', ...RECORD]);
}

async function openDoubted(when: 'before' | 'after'): Promise<{ bench: Bench; result: CliResult }> {
  const bench = await openBench();
  await bench.write({ 'all.yaml': estate('eu'), 'a.jar': 'bytes' });
  await apply(bench);
  await bench.write({ 'all.yaml': estate('us') });
  await bench.clearLog();
  const match = { method: 'PATCH', path: '/applications/' };
  await bench.control('POST', 'faults', { match, times: 100, action: { type: 'drop', when } });
  const result = await apply(bench);
  await bench.control('DELETE', 'faults');
  return { bench, result };
}

test('properties that got lost, and are refused when they are sent again, are in doubt all the same', async () => {
  const bench = await openBench();
  await bench.write({ 'all.yaml': estate('eu'), 'a.jar': 'bytes' });
  await apply(bench);
  await bench.write({ 'all.yaml': estate('us') });
  const match = { method: 'PATCH', path: '/applications/' };
  await bench.control('POST', 'faults', { match, times: 1, action: { type: 'drop', when: 'after' } });
  const refusal = { type: 'respond', status: 400, body: { message: 'not now' } };
  await bench.control('POST', 'faults', { match, times: 1, action: refusal });
  const { code, stdout } = await apply(bench);
  expect(code).toBe(4);
  expect(stdout).toMatch(/uncertain: .* closed the connection .*; sent again: .*not now/);
  // They did arrive: whatever git says by now, the next run must not take the former ones for what is there.
  expect(await region(bench)).toBe('us');
  await bench.write({ 'all.yaml': estate('eu') });
  expect(await plannedWrites(bench)).toEqual([PATCH]);
});

async function region(bench: Bench): Promise<string | undefined> {
  const world = JSON.stringify(await bench.control('GET', 'world'));
  return /"region":"(\w+)"/.exec(world)?.[1];
}

describe.each(['before', 'after'] as const)('properties, lost %s they arrived', (when) => {
  test('are sent twice, and stay in doubt', async () => {
    const { bench, result } = await openDoubted(when);
    expect(result.code).toBe(4);
    expect(result.stdout).toMatch(/\? c1 production\/Application\/api@mule-1/);
    expect((await bench.writes()).filter((write) => write.startsWith('PATCH'))).toHaveLength(2);
  });

  test('are sent by the next run, and are settled then', async () => {
    const { bench } = await openDoubted(when);
    await bench.clearLog();
    expect(await plannedWrites(bench)).toEqual([PATCH]);
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await effectiveWrites(bench)).toEqual([PATCH]);
    expect(await region(bench)).toBe('us');
    expect(await plannedWrites(bench)).toEqual([]);
  });

  test('are sent as well when git went back: nobody knows what is there', async () => {
    const { bench } = await openDoubted(when);
    await bench.write({ 'all.yaml': estate('eu') });
    expect(await plannedWrites(bench)).toEqual([PATCH]);
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await region(bench)).toBe('eu');
    expect(await plannedWrites(bench)).toEqual([]);
  });
});
