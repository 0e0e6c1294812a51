/** Who is told what, and by which commands. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { byHand } from '../commands/by-hand.ts';
import { closeBenches, openBench } from '../support/bench.ts';
import { group } from '../support/console.ts';
import { APPLICATIONS, fault, SERVER_GROUPS } from '../support/estate.ts';
import { CONSOLE, documents, ENVIRONMENT, servers } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';
import { apply, command, openTelling, PATH, RECORD, startReceiver } from './receiver.ts';

afterEach(closeBenches);

describe('apply', () => {
  test('tells what it wrote, and nothing where it wrote nothing', async () => {
    const [bench, receiver] = [await openTelling(), await startReceiver()];
    expect(await apply(bench, receiver)).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining('not told'),
    });
    const [told, ...more] = receiver.told();
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      event: 'changes',
      command: 'apply',
      target: { name: 'production', kind: 'Environment', title: 'Acme / Sandbox' },
      message: expect.stringMatching(/^Applied: 3 of 3 calls done in /),
      exit_code: 0,
      error: null,
      summary: { create: 3, calls: 3 },
      changes_total: 3,
      failures: [],
    });
    expect(told?.changes.map(({ address, actions }) => `${actions} ${address}`).sort()).toEqual([
      'create production/Application/ord-api@mule-2',
      'create production/Application/pay-api@payments',
      'create production/ServerGroup/payments',
    ]);
    expect(await apply(bench, receiver)).toMatchObject({ code: 0 });
    expect(receiver.told()).toHaveLength(1);
  });

  test.each([
    ['of which every call was refused', [SERVER_GROUPS, APPLICATIONS], 1, /nothing was written$/],
    ['that stopped part-way', [SERVER_GROUPS], 4, /^Stopped part-way: 1 of 3 calls/],
  ] as const)('tells of one %s', async (_, paths, code, message) => {
    const [bench, receiver] = [await openTelling(), await startReceiver()];
    for (const path of paths)
      await fault(
        bench,
        { method: 'POST', path: `${path}$` },
        { type: 'respond', status: 400, body: { message: 'no <room>' } },
      );
    expect(await apply(bench, receiver)).toMatchObject({ code });
    expect(receiver.told()).toMatchObject([
      { event: 'failure', exit_code: code, message: expect.stringMatching(message), error: null },
    ]);
    const failed = receiver
      .told()[0]
      ?.failures.find(({ address }) => address === 'production/ServerGroup/payments');
    expect(failed?.error).toContain('no <room>');
  });

  test('tells of an application that does not become healthy', async () => {
    const [bench, receiver] = [await openTelling(), await startReceiver()];
    await bench.control('POST', 'deployments/fail', { application: 'pay-api', message: 'out of memory' });
    expect(await apply(bench, receiver)).toMatchObject({ code: 5 });
    expect(receiver.told()).toMatchObject([
      { event: 'failure', exit_code: 5, failures: [{ address: 'production/Application/pay-api@payments' }] },
    ]);
  });

  test('tells of a guard that stops it', async () => {
    const [bench, receiver] = [
      await openTelling('{ webhook: "${env:HOOK}" }]\n  guards: { maxUpdates: 0 }\n  x: ['),
      await startReceiver(),
    ];
    const file = join(bench.folder, 'all.yaml');
    const text = (await readFile(file, 'utf8')).replace('  x: []\n', '');
    await bench.write({ 'all.yaml': text });
    expect(await apply(bench, receiver)).toMatchObject({ code: 0 });
    await bench.write({ 'a.jar': 'other bytes' });
    expect(await apply(bench, receiver)).toMatchObject({ code: 3 });
    expect(receiver.told()[1]).toMatchObject({
      event: 'refusal',
      exit_code: 3,
      message: 'Refused, nothing was written',
      error: {
        code: 'refused',
        message: 'the plan is beyond a guard: maxUpdates (2 resources to update or replace, at most 0)',
      },
      guards: [{ rule: 'maxUpdates', limit: 0, actual: 2 }],
    });
  });

  test('tells that a service cannot be read, once the targets are known', async () => {
    const [bench, receiver] = [await openTelling(), await startReceiver()];
    await fault(bench, { path: '/servers$' }, { type: 'respond', status: 403, body: {} });
    expect(await apply(bench, receiver)).toMatchObject({ code: 1 });
    expect(receiver.told()).toMatchObject([
      { event: 'failure', exit_code: 1, error: { code: 'forbidden' }, summary: null, fingerprint: null },
    ]);
  });

  test('tells nobody of what the person knows, or what nobody can be told', async () => {
    const [bench, receiver] = [await openTelling(), await startReceiver()];
    expect(await command(bench, ['apply', ...RECORD], receiver)).toMatchObject({ code: 1 });
    expect(await command(bench, ['apply', ...RECORD], receiver, { answer: 'no' })).toMatchObject({ code: 1 });
    expect(await apply(bench, receiver, '--only', 'production/Server/nobody')).toMatchObject({ code: 1 });
    const signal = AbortSignal.abort();
    const stopped = await command(bench, ['apply', '--yes'], receiver, { signal });
    expect(stopped).toMatchObject({ code: 130 });
    await bench.write({ 'broken.yaml': 'apiVersion: muleteer/v1\nkind: Sever\n' });
    expect(await apply(bench, receiver)).toMatchObject({ code: 1 });
    expect(receiver.server.received).toEqual([]);
  });

  test('tells of the interruption of what it has begun', async () => {
    const [bench, receiver] = [await openTelling(), await startReceiver()];
    const stop = new AbortController();
    const relay = await startRelay(bench.sandbox.url, ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/serverGroups')) stop.abort();
      return undefined;
    });
    const text = await readFile(join(bench.folder, 'all.yaml'), 'utf8');
    await bench.write({ 'all.yaml': text.replace(bench.sandbox.url, relay.url) });
    const args = ['apply', '--yes', '--parallelism', '1', ...RECORD];
    expect(await command(bench, args, receiver, { signal: stop.signal })).toMatchObject({ code: 130 });
    expect(receiver.told()).toMatchObject([
      { event: 'failure', exit_code: 130, message: expect.stringMatching(/^Interrupted: \d of 3 calls/) },
    ]);
  });
});

describe('drift', () => {
  test('tells what drifted, each time, and nothing where nothing did', async () => {
    const [bench, receiver] = [
      await openTelling('{ webhook: "${env:HOOK}", on: [drift, failure] }'),
      await startReceiver(),
    ];
    expect(await apply(bench, receiver)).toMatchObject({ code: 0 });
    await bench.settle();
    const drift = (...flags: readonly string[]) => command(bench, ['drift', ...RECORD, ...flags], receiver);
    expect(await drift()).toMatchObject({ code: 0 });
    expect(receiver.server.received).toEqual([]);
    await (await byHand(bench)).remove('/applications', 'ord-api');
    expect(await drift()).toMatchObject({ code: 0 });
    expect(await drift('--detailed-exitcode')).toMatchObject({ code: 2 });
    const [first, second] = receiver.told();
    expect(first).toMatchObject({
      event: 'drift',
      command: 'drift',
      message: expect.stringMatching(/^Drift: 1 deleted/),
      exit_code: 0,
      changes: [{ address: 'production/Application/ord-api@mule-2', actions: ['delete'], cause: 'drift' }],
    });
    expect(second).toMatchObject({ exit_code: 2, fingerprint: first?.fingerprint });
    expect(second?.id).not.toBe(first?.id);
  });

  test('tells that a service cannot be read', async () => {
    const [bench, receiver] = [
      await openTelling('{ webhook: "${env:HOOK}", on: [failure] }'),
      await startReceiver(),
    ];
    expect(await apply(bench, receiver)).toMatchObject({ code: 0 });
    await fault(bench, { path: '/servers$' }, { type: 'respond', status: 403, body: {} });
    expect(await command(bench, ['drift', ...RECORD], receiver)).toMatchObject({ code: 1 });
    expect(receiver.told()).toMatchObject([
      { event: 'failure', command: 'drift', error: { code: 'forbidden' } },
    ]);
  });
});

test('plan tells nobody, whatever it finds', async () => {
  const [bench, receiver] = [await openTelling(), await startReceiver()];
  expect(await command(bench, ['plan', '--detailed-exitcode'], receiver)).toMatchObject({ code: 2 });
  expect(await command(bench, ['validate'], receiver)).toMatchObject({ code: 0 });
  await fault(bench, { path: '/servers$' }, { type: 'respond', status: 403, body: {} });
  expect(await command(bench, ['plan'], receiver)).toMatchObject({ code: 1 });
  expect(receiver.server.received).toEqual([]);
});

test('only what is wanted is told, to each webhook of a target', async () => {
  const entries = '{ webhook: "${env:HOOK}", on: [failure] }, { webhook: "${env:HOOK}?all" }';
  const [bench, receiver] = [await openTelling(entries), await startReceiver()];
  expect(await apply(bench, receiver)).toMatchObject({ code: 0 });
  expect(receiver.server.received.map(({ path }) => path)).toEqual([`${PATH}?all`]);
});

describe('of several targets', () => {
  async function openTwo() {
    const bench = await openBench();
    const notify = (path: string) => `notify: [{ webhook: "\${env:HOOK}/${path}" }]`;
    await bench.write({
      'env.yaml': documents(`${ENVIRONMENT}  ${notify('production')}\n`, servers('mule-1')),
      'mmc.yaml': documents(
        CONSOLE.replace(/ \}\n$/, `, guards: { maxDeletes: 0 }, ${notify('mmc')} }\n`),
        group('Ops', 'VIEW_ALERTS'),
      ),
    });
    return bench;
  }

  test('each hears of itself alone', async () => {
    const [bench, receiver] = [await openTwo(), await startReceiver()];
    const failing = { type: 'respond', status: 400, body: 'secret-of-mmc' };
    await fault(bench, { method: 'POST', path: '/usergroups' }, failing);
    expect(await apply(bench, receiver)).toMatchObject({ code: 1 });
    expect(receiver.told(`${PATH}/production`)).toEqual([]);
    expect(receiver.told(`${PATH}/mmc`)).toMatchObject([
      { event: 'failure', target: { name: 'mmc' }, failures: [{ address: 'mmc/UserGroup/Ops' }] },
    ]);
  });

  test('what kept one of them from being read is not told to the others', async () => {
    const [bench, receiver] = [await openTwo(), await startReceiver()];
    await fault(bench, { path: '/hybrid/api/v1/servers' }, { type: 'respond', status: 403, body: {} });
    expect(await apply(bench, receiver)).toMatchObject({ code: 1 });
    expect(receiver.told(`${PATH}/production`)).toMatchObject([
      { event: 'failure', error: { code: 'forbidden', hint: expect.stringContaining('production') } },
    ]);
    expect(receiver.told(`${PATH}/mmc`)).toMatchObject([
      {
        event: 'failure',
        error: { code: 'forbidden', message: 'another target of the same run was in the way', hint: null },
      },
    ]);
  });
});
