/** Waves: lower ones finish, and are healthy, before higher ones start (`metadata.wave`). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { manifest } from '../support/manifests.ts';
import { app, apply, callsOf, declare, declareGroups, open, SLOW, sent, wavesOf } from './wave-bench.ts';

afterEach(closeBenches);

describe('the plan', () => {
  test('has lower waves first, whatever kind they are of, and says so', async () => {
    const bench = await open([
      app('aaa-api', 'server: mule-1', 2),
      app('bbb-api', 'server: mule-2', null),
      app('ccc-api', 'server: mule-3', -1),
      manifest('ServerGroup', 'grp-a', '{ servers: [mule-4] }', 'wave: 1'),
    ]);
    expect(await wavesOf(bench)).toEqual([
      '-1 ccc-api@mule-3',
      '0 bbb-api@mule-2',
      '1 grp-a',
      '2 aaa-api@mule-1',
    ]);
    const { stdout } = await bench.cli(['plan']);
    expect(stdout).toContain('4 calls in 4 waves · ');
    expect(stdout).toMatch(/^ {2}\+ Application aaa-api @ mule-1, wave 2 {2}/m);
    expect(stdout).toMatch(/^ {2}\+ Application bbb-api @ mule-2 {2}/m);
    expect(stdout).toMatch(/^ {2}\+ Application ccc-api @ mule-3, wave -1 {2}/m);
  });

  test('is as without waves where there is only one, of whatever number', async () => {
    const texts = (wave: number | null): readonly string[] => [
      manifest('ServerGroup', 'grp-a', '{ servers: [mule-1] }', wave === null ? '' : `wave: ${wave}`),
      app('aaa-api', 'serverGroup: grp-a', wave),
      app('bbb-api', 'server: mule-2', wave),
    ];
    const bench = await open(texts(null));
    const without = await callsOf(bench);
    const text = await bench.cli(['plan']);
    await declare(bench, texts(7));
    expect(await callsOf(bench)).toEqual(without.map((call) => ({ ...call, wave: 7 })));
    expect((await bench.cli(['plan'])).stdout).toBe(text.stdout);
    expect(text.stdout).not.toContain('wave');
  });

  test('lifts what waits for a later wave, and what waits for that', async () => {
    const bench = await open(
      [
        manifest('ServerGroup', 'grp-a', '{ servers: [] }', 'wave: 3'),
        manifest('ServerGroup', 'grp-b', '{ servers: [mule-1] }'),
        app('aaa-api', 'serverGroup: grp-b', -2),
        app('bbb-api', 'server: mule-2', 1),
      ],
      { serverGroups: [{ name: 'grp-a', servers: ['mule-1'] }] },
    );
    // The group is made of a server that another leaves in wave 3.
    expect(await wavesOf(bench)).toEqual(['1 bbb-api@mule-2', '3 grp-a', '3 grp-b', '3 aaa-api@grp-b']);
    await apply(bench);
    expect((await sent(bench)).map(([what]) => what)).toEqual([
      'bbb-api',
      'DELETE /hybrid/api/v1/serverGroups/ID/servers/ID',
      'grp-b',
      'aaa-api',
    ]);
    expect(await callsOf(bench)).toEqual([]);
  });

  test('gives a goodbye the wave of its document, and what is just gone from git none', async () => {
    const bench = await open([app('old-api', 'server: mule-1', 5), app('gone-api', 'server: mule-2', 5)]);
    const record = ['--record', 'file:record'];
    await bench.write({ 'all.yaml': (await text(bench)).replace('spec:\n', 'spec:\n  prune: owned\n') });
    expect(await apply(bench, ...record)).toMatchObject({ code: 0 });
    await declare(bench, [
      app('new-api', 'server: mule-3', 1),
      manifest(
        'Removed',
        'old',
        '{ resource: Application/old-api@mule-1, action: delete, reason: new }',
        'wave: 2',
      ),
    ]);
    await bench.write({ 'all.yaml': (await text(bench)).replace('spec:\n', 'spec:\n  prune: owned\n') });
    await bench.clearLog();
    expect(await apply(bench, ...record)).toMatchObject({ code: 0 });
    expect((await sent(bench)).map(([what]) => what)).toEqual([
      'DELETE /hybrid/api/v1/applications/ID',
      'new-api',
      'DELETE /hybrid/api/v1/applications/ID',
    ]);
  });
});

describe('an apply', () => {
  test('waits for the health of each wave before the next, over all kinds', async () => {
    const bench = await open(
      [
        app('aaa-api', 'serverGroup: grp-a', 1),
        manifest('ServerGroup', 'grp-a', '{ servers: [mule-1] }', 'wave: 1'),
        app('bbb-api', 'server: mule-2', 0),
        app('ccc-api', 'server: mule-3', 0),
        app('ddd-api', 'server: mule-4', 2),
      ],
      SLOW,
    );
    expect(await apply(bench)).toMatchObject({ code: 0 });
    const writes = await sent(bench);
    expect(writes.map(([what]) => what)).toEqual(['bbb-api', 'ccc-api', 'grp-a', 'aaa-api', 'ddd-api']);
    const at = Object.fromEntries(writes);
    expect(at['ccc-api'], 'one wave goes side by side').toBe(0);
    expect(at['grp-a']).toBeGreaterThanOrEqual(30);
    expect(at['ddd-api']).toBeGreaterThanOrEqual((at['aaa-api'] ?? 0) + 30);
  });

  test('keeps to them with one write at a time, on a console too', async () => {
    const bench = await openBench();
    await declareGroups(bench, { one: 3, two: 1, six: 1 });
    expect(await apply(bench, '--parallelism', '1')).toMatchObject({ code: 0 });
    expect((await sent(bench)).map(([what]) => what)).toEqual(['six', 'two', 'one']);
  });

  test('does not hold up one target for another', async () => {
    const bench = await open([app('aaa-api', 'server: mule-1', 0)], SLOW);
    await declareGroups(bench, { late: 9 });
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect((await sent(bench)).every(([, at]) => at < 30)).toBe(true);
  });

  test('is not held up by a call that turned out not to be needed', async () => {
    const bench = await open(
      [app('aaa-api', 'server: mule-1', 0, ', desiredStatus: STOPPED'), app('bbb-api', 'server: mule-2', 1)],
      {
        switches: { updateStartsStopped: false },
        applications: [{ name: 'aaa-api', target: 'mule-1', contents: 'old', desiredStatus: 'STOPPED' }],
      },
    );
    const result = await apply(bench);
    expect(result).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/- c2 .* skipped: it is STOPPED already/),
    });
    expect((await sent(bench)).map(([what]) => what)).toEqual([
      'PATCH /hybrid/api/v1/applications/ID',
      'bbb-api',
    ]);
  });
});

describe('another wave', () => {
  test('is no change of its own', async () => {
    const bench = await open([app('aaa-api', 'server: mule-1', 0)]);
    expect(await apply(bench)).toMatchObject({ code: 0 });
    await declare(bench, [app('aaa-api', 'server: mule-1', 8)]);
    const { code, stdout } = await bench.cli(['plan', '--detailed-exitcode']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to do') });
  });

  test('is another plan than the one that was reviewed', async () => {
    const bench = await open([app('aaa-api', 'server: mule-1', 0), app('bbb-api', 'server: mule-2', 1)]);
    await bench.cli(['plan', '-o', 'json=reviewed.json']);
    await declare(bench, [app('aaa-api', 'server: mule-1', 0), app('bbb-api', 'server: mule-2', 0)]);
    const result = await bench.cli(['apply', '--plan', 'reviewed.json']);
    expect(result).toMatchObject({ code: 3, stderr: expect.stringContaining('bbb-api@mule-2') });
    expect(await bench.writes()).toEqual([]);
  });

  test('does not start where a lower one is not as it was reviewed', async () => {
    const declared = (properties: string): readonly string[] => [
      app('aaa-api', 'server: mule-1', 0),
      app('bbb-api', 'server: mule-2', 1, properties),
      app('ccc-api', 'server: mule-3', 1),
      app('ddd-api', 'server: mule-4', 2),
    ];
    const bench = await open(declared(''));
    await bench.cli(['plan', '-o', 'json=reviewed.json']);
    await declare(bench, declared(', properties: { new: "1" }'));
    const result = await bench.cli(['apply', '--plan', 'reviewed.json', '--reviewed-only']);
    expect(result).toMatchObject({ code: 0 });
    expect((await sent(bench)).map(([what]) => what)).toEqual(['aaa-api', 'ccc-api']);
  });
});

function text(bench: Bench): Promise<string> {
  return readFile(join(bench.folder, 'all.yaml'), 'utf8');
}
