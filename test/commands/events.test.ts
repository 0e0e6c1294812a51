/** `-o ndjson`: what happens, as it happens, for a program to follow. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { fault, openEstate, SERVER_GROUPS } from '../support/estate.ts';
import { expectNoInnards } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { openRollout, SECOND } from '../support/rollouts.ts';
import { eventsIn, typesOf } from './events.ts';

afterEach(closeBenches);

describe('apply', () => {
  test('tells the plan, each call from its start to its end, and the totals', async () => {
    const bench = await openEstate();
    await bench.write({ 'a.jar': randomBytes(700_000) });
    const { code, stdout, stderr } = await bench.cli(['apply', '--yes', '-o', 'ndjson']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const events = eventsIn(stdout);
    expect(typesOf(events).slice(0, 5)).toEqual([
      'version',
      'planned_change',
      'planned_change',
      'planned_change',
      'summary',
    ]);
    expect(events[0]).toMatchObject({ muleteer: expect.any(String), ui: '1.0' });
    expect(events[4]).toMatchObject({ summary: { operation: 'plan', create: 3, calls: 3 } });
    expect(events.at(-1)).toMatchObject({
      type: 'summary',
      summary: { operation: 'apply', calls: 3, done: 3, failed: 0, complete: true, record_error: null },
    });
    const own = events.filter(({ call }) => call?.addr === 'production/Application/ord-api@mule-2');
    expect(typesOf(own).filter((type, index, all) => type !== all[index - 1])).toEqual([
      'call_start',
      'call_progress',
      'health',
      'call_complete',
    ]);
    expect(own[0]).toMatchObject({
      '@level': 'info',
      call: { verb: 'deploy', method: 'POST', origin: { file: 'all.yaml', line: expect.any(Number) } },
    });
    const last = own.filter(({ type }) => type === 'call_progress').at(-1);
    expect(last).toMatchObject({ bytes_sent: 700_000, bytes_total: 700_000 });
    expect(own.find(({ type }) => type === 'health')).toMatchObject({
      health: { state: 'pending', members: [{ name: 'mule-2', status_of: 'application' }] },
    });
    expect(own.at(-1)).toMatchObject({ result: 'done', note: null, elapsed_seconds: expect.any(Number) });
    const times = events.map((event) => event['@timestamp']);
    expect([...times].sort()).toEqual(times);
    expect(times.at(-1)).not.toBe(times[0]);
  });

  test('tells which calls failed, which were left out, and why', async () => {
    const bench = await openEstate();
    await bench.control('POST', 'deployments/fail', { application: 'ord-api', message: 'no such port' });
    const refused = { type: 'respond', status: 400, body: { message: 'not today' } };
    await fault(bench, { method: 'POST', path: `^${SERVER_GROUPS}$` }, refused);
    const result = await bench.cli(['apply', '--yes', '-o', 'ndjson']);
    expect(result).toMatchObject({ code: 4, stderr: '' });
    const events = eventsIn(result.stdout);
    const errored = events.filter(({ type }) => type === 'call_errored');
    expect(errored).toHaveLength(3);
    expect(Object.fromEntries(errored.map((event) => [event.call?.addr, event]))).toMatchObject({
      'production/ServerGroup/payments': { '@level': 'error', result: 'failed', accepted: false },
      'production/Application/pay-api@payments': { '@level': 'warn', result: 'skipped' },
      'production/Application/ord-api@mule-2': {
        result: 'failed',
        accepted: true,
        error: 'DEPLOYMENT_FAILED on mule-2: no such port',
      },
    });
    expect(events.filter(({ type }) => type === 'health').at(-1)).toMatchObject({
      health: {
        state: 'failed',
        members: [{ name: 'mule-2', status: 'DEPLOYMENT_FAILED', message: 'no such port' }],
      },
    });
    expect(events.at(-1)).toMatchObject({ '@level': 'error', summary: { failed: 2, complete: false } });
    expectNoInnards(result);
  });

  test('tells what undoes a call, and that its answer got lost', async () => {
    const rollout = await openRollout();
    await rollout.declare(SECOND);
    await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
    const lost = { match: { method: 'PATCH' }, skip: 1, action: { type: 'drop', when: 'after' } };
    await rollout.bench.control('POST', 'faults', lost);
    const { code, stdout } = await rollout.apply({}, '-o', 'ndjson');
    const events = eventsIn(stdout);
    const address = 'production/Application/orders-api@orders';
    expect(code).toBe(5);
    expect(events.filter(({ type }) => type === 'diagnostic')).toMatchObject([
      {
        '@level': 'warn',
        '@message': expect.stringMatching(
          /^c2 .*: roll back to v1.jar: no answer, looking whether it arrived/,
        ),
        diagnostic: { code: 'in_doubt', address, origin: { file: 'all.yaml' } },
      },
    ]);
    const ended = events.filter(({ type }) => type === 'call_complete' || type === 'call_errored');
    expect(ended).toMatchObject([
      { call: { id: 'c2', addr: address }, result: 'done' },
      {
        call: { id: 'c1', addr: address },
        result: 'failed',
        error: expect.stringMatching(/rolled back by c2$/),
      },
    ]);
    expect(events.at(-1)).toMatchObject({ summary: { calls: 1, done: 0, failed: 1, uncertain: 0 } });
    expect((await rollout.bench.writes()).filter((write) => write.startsWith('PATCH'))).toHaveLength(2);
  });

  test('into a file: everybody else is told as ever', async () => {
    const bench = await openEstate();
    const { code, stdout, stderr } = await bench.cli(['apply', '--yes', '-o', 'ndjson=out/events.ndjson']);
    expect(code).toBe(0);
    expect(stdout).toContain('Applied: 3 of 3 calls done');
    expect(stderr).toMatch(/^\d\d:\d\d:\d\dZ → c1 /m);
    const events = eventsIn(await readFile(join(bench.folder, 'out/events.ndjson'), 'utf8'));
    expect(typesOf(events)).toContain('call_complete');
  });

  test.skipIf(process.platform !== 'linux')('into a file on a full disk: the writes count', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['apply', '--yes', '-o', 'ndjson=/dev/full']);
    expect(result).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Applied: 3 of 3 calls done'),
      stderr: expect.stringMatching(/^error: cannot write \/dev\/full \(ENOSPC\)$/m),
    });
    expect(await bench.writes()).toHaveLength(3);
  });

  test('what is not healthy without a call of ours is a diagnostic', async () => {
    const bench = await openEstate();
    await bench.control('POST', 'deployments/fail', { application: 'ord-api', message: 'no such port' });
    await bench.cli(['apply', '--yes']);
    const { code, stdout } = await bench.cli(['apply', '--yes', '-o', 'ndjson']);
    expect(code).toBe(5);
    expect(eventsIn(stdout)).toContainEqual(
      expect.objectContaining({
        '@level': 'error',
        type: 'diagnostic',
        diagnostic: expect.objectContaining({
          code: 'unhealthy',
          severity: 'error',
          address: 'production/Application/ord-api@mule-2',
          origin: expect.objectContaining({ file: 'all.yaml' }),
        }),
      }),
    );
  });
});

describe('plan and drift', () => {
  test('plan: what changes, and what it adds up to', async () => {
    const bench = await openEstate();
    const events = eventsIn((await bench.cli(['plan', '-o', 'ndjson'])).stdout);
    expect(typesOf(events)).toEqual([
      'version',
      'planned_change',
      'planned_change',
      'planned_change',
      'summary',
    ]);
    expect(events[1]).toMatchObject({
      change: {
        resource: { addr: 'production/ServerGroup/payments', kind: 'ServerGroup', name: 'payments' },
        action: 'create',
        status: 'planned',
        origin: { file: 'all.yaml' },
      },
    });
    const all = eventsIn((await bench.cli(['plan', '-o', 'ndjson', '--all'])).stdout);
    expect(all).toContainEqual(
      expect.objectContaining({ change: expect.objectContaining({ action: 'noop' }) }),
    );
  });

  test('drift', async () => {
    const bench = await openEstate();
    const args = ['--record', 'file:record', '-o', 'ndjson'];
    await bench.cli(['apply', '--yes', ...args]);
    expect(eventsIn((await bench.cli(['drift', ...args])).stdout).at(-1)).toMatchObject({
      '@message': expect.stringContaining('No drift'),
      summary: { operation: 'drift', update: 0 },
    });
  });
});

describe('what ends a run early is an event, too, and stays on stderr', () => {
  test.each<readonly [string, readonly string[], string, number]>([
    ['a mistake in a manifest', ['plan', 'broken'], 'unknown_key', 1],
    ['a target that nobody declares', ['apply', '--target', 'nowhere', 'all.yaml'], 'usage', 1],
    ['--fail-on', ['plan', '--fail-on', 'blocked', 'all.yaml'], 'refused', 3],
    [
      'the same, before anything is written',
      ['apply', '--yes', '--fail-on', 'blocked', 'all.yaml'],
      'refused',
      3,
    ],
  ])('%s', async (_, args, word, expected) => {
    const bench = await openBench();
    await bench.write({
      'all.yaml': documents(ENVIRONMENT, servers('mule-9')),
      'broken/all.yaml': manifest('Server', 'a', '{ nonsense: 1 }'),
    });
    const { code, stdout, stderr } = await bench.cli([...args, '-o', 'ndjson']);
    expect(code).toBe(expected);
    const events = eventsIn(stdout);
    expect(events[0]?.type).toBe('version');
    expect(events.at(-1)).toMatchObject({
      '@level': 'error',
      type: 'diagnostic',
      diagnostic: { severity: 'error', code: word },
    });
    expect(stderr).toContain('error: ');
  });
});
