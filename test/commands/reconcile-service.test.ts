import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Watched } from '../../src/files/watch-files.ts';
import { git } from '../git/work-trees.ts';
import { startReceiver } from '../notify/receiver.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { fault, SERVER_GROUPS } from '../support/estate.ts';
import { settled } from '../support/hand-clock.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';
import { type LogLine, type Service, startService, stopServices } from '../support/service.ts';
import { byHand } from './by-hand.ts';
import { leaveLock } from './dead-run.ts';
import { ADA, commit } from './git-bench.ts';

afterEach(async () => {
  await stopServices();
  await closeBenches();
});

const INTERVAL = 300_000;
const DOWN = { type: 'respond', status: 503, body: {} };

function group(name: string, ...members: readonly string[]): string {
  return manifest('ServerGroup', name, `{ servers: [${members.join(', ')}] }`, 'environment: production');
}

const DEPLOYERS = manifest('UserGroup', 'Deployers', '{ permissions: [VIEW_ALERTS] }', 'console: mmc');

/** A work tree with both back ends, committed. */
async function openEstates(): Promise<Bench> {
  const bench = await openBench();
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  await commit(bench, {
    'env.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-2')),
    'payments.yaml': group('payments', 'mule-1'),
    'mmc.yaml': documents(CONSOLE, DEPLOYERS),
  });
  return bench;
}

function serve(bench: Bench, ...args: readonly string[]): Service {
  return startService(bench, { args, env: ADA });
}

function errors({ lines }: Service): readonly LogLine[] {
  return lines.filter(({ level }) => level === 'error');
}

/** Seconds between the end of each turn of a target and the next. */
function pauses({ lines }: Service, target: string): readonly number[] {
  const ends = lines.filter((line) => line.target === target && line.outcome !== undefined);
  return ends.map(({ time, next }) =>
    next == null ? Number.NaN : (Date.parse(next.at) - Date.parse(time)) / 1_000,
  );
}

describe('reconcile as a service', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openEstates();
  });

  it('brings all targets in line, and looks again by the interval without writing', async () => {
    const service = serve(bench);
    await service.turned(2);
    expect(service.turns().toSorted()).toEqual(['mmc start applied', 'production start applied']);
    await bench.clearLog();
    await service.clock.advance(INTERVAL);
    await service.turned(4);
    expect(service.turns().slice(2).toSorted()).toEqual([
      'mmc interval in_sync',
      'production interval in_sync',
    ]);
    expect(await bench.writes()).toEqual([]);
  });

  it('follows a commit, once its files have come to rest', async () => {
    const service = serve(bench);
    await service.turned(2);
    await bench.clearLog();
    const newest = await commit(bench, { 'orders.yaml': group('orders', 'mule-2') });
    await service.changed();
    await service.turned(2, 'production');
    expect(service.turns('production')).toEqual(['production start applied', 'production commit applied']);
    expect(await bench.writes()).toEqual([`POST ${SERVER_GROUPS}`]);
    expect(service.lines.findLast(({ outcome }) => outcome === 'applied')).toMatchObject({ commit: newest });
  });

  it('takes a commit of files that were there already, though nobody said that they changed', async () => {
    await bench.write({
      'env.yaml': documents(
        ENVIRONMENT.trimEnd(),
        '  applyFrom: { clean: true }\n',
        servers('mule-1', 'mule-2'),
      ).replaceAll('---\n  apply', '\n  apply'),
    });
    const service = serve(bench);
    await service.turned(1, 'production');
    expect(service.turns('production')).toEqual(['production start refused']);
    await commit(bench, {});
    await service.clock.advance(1.1 * INTERVAL);
    await service.turned(2, 'production');
    expect(service.turns('production')[1]).toBe('production commit applied');
  });

  it('goes on with the last good revision while the manifests are broken, and says so', async () => {
    const service = serve(bench);
    await service.turned(2);
    const hand = await byHand(bench);
    await commit(bench, { 'orders.yaml': group('orders', 'mule-2').replace('servers', 'server') });
    await service.changed();
    await service.until(() => errors(service).length === 2);
    expect(errors(service).map(({ msg }) => msg)).toEqual([
      expect.stringContaining('server'),
      'the manifests are broken: what was good last goes on',
    ]);
    await hand.remove('/serverGroups', 'payments');
    await service.clock.advance(1.1 * INTERVAL);
    await service.turned(2, 'production');
    expect(service.turns('production')[1]).toBe('production interval applied');
    expect(await hand.names('/serverGroups')).toEqual(['payments']);
    await commit(bench, { 'orders.yaml': group('orders', 'mule-2') });
    await service.changed();
    await service.turned(3, 'production');
    expect(await hand.names('/serverGroups')).toEqual(['orders', 'payments']);
    expect(errors(service)).toHaveLength(2);
  });

  it('looks at the targets of the last good revision when it is asked to, while the newest is broken', async () => {
    const service = serve(bench);
    await service.turned(2);
    await commit(bench, { 'orders.yaml': 'kind: Nonsense' });
    service.hangUp();
    await service.turned(2, 'production');
    expect(service.turns('production')[1]).toBe('production signal in_sync');
    expect(errors(service).length).toBeGreaterThan(0);
  });

  it('waits for a commit that mends it, where it starts with broken manifests', async () => {
    await commit(bench, { 'orders.yaml': 'kind: Nonsense' });
    const service = serve(bench);
    await service.until(() => errors(service).length > 1);
    expect(errors(service).at(-1)?.msg).toBe(
      'the manifests are broken: nothing is done until they are mended',
    );
    await service.clock.advance(10 * INTERVAL);
    expect(await bench.log()).toEqual([]);
    await commit(bench, { 'orders.yaml': group('orders', 'mule-2') });
    await service.changed();
    await service.turned(1, 'production');
    expect(service.turns('production')[0]).toBe('production start applied');
  });

  it('heals drift', async () => {
    const service = serve(bench);
    await service.turned(2);
    const hand = await byHand(bench);
    await hand.remove('/serverGroups', 'payments');
    await service.clock.advance(INTERVAL);
    await service.turned(2, 'production');
    expect(service.turns('production')[1]).toBe('production interval applied');
    expect(await hand.names('/serverGroups')).toEqual(['payments']);
  });

  it('goes on with one target while the other is down, and backs off from that', async () => {
    await fault(bench, { path: '^/mmc/' }, DOWN, 10_000);
    const service = serve(bench);
    for (let turn = 1; turn < 8; turn += 1) {
      await service.turned(turn, 'mmc');
      await service.clock.advance(300_000);
    }
    await service.turned(8, 'mmc');
    expect(service.turns('mmc')).toEqual([
      'mmc start failed',
      ...Array.from({ length: 7 }, () => 'mmc retry failed'),
    ]);
    expect(pauses(service, 'mmc')).toEqual([4.5, 9, 18, 36, 72, 144, 270, 270]);
    // On a busy machine some of its turns are yet to come; they wait for nobody.
    for (let more = service.turns('production').length + 1; more <= 3; more += 1) {
      await service.clock.advance(1.1 * INTERVAL);
      await service.turned(more, 'production');
    }
    const others = service.turns('production');
    expect(new Set(others.slice(1))).toEqual(new Set(['production interval in_sync']));
    await bench.control('DELETE', 'faults');
    await service.clock.advance(300_000);
    await service.until(() => service.turns('mmc').at(-1) === 'mmc retry applied');
    expect(pauses(service, 'mmc').at(-1)).toBe(INTERVAL / 1_000);
  });

  it('asks nothing more of a target when its turn has failed', async () => {
    const asked = (lines: readonly LogLine[], status: number | null): number =>
      lines.filter((line) => line.msg === 'request' && line.status === status).length;
    let failed = 0;
    const relay = await startRelay(bench.sandbox.url, async ({ path }) => {
      if (path.endsWith('/permissions')) return { status: 503 };
      // The other one is tried again by then.
      failed += 1;
      await service.until((lines) => asked(lines, 503) >= failed);
      return { status: 500 };
    });
    await commit(bench, { 'mmc.yaml': documents(CONSOLE.replace('$URL', relay.url), DEPLOYERS) });
    const service = serve(bench, '-v', '--target', 'mmc');
    for (let turn = 1; turn <= 3; turn += 1) {
      await service.turned(turn);
      await service.clock.advance(60_000);
    }
    await service.turned(4);
    expect(service.turns('mmc').slice(1)).toEqual(Array.from({ length: 3 }, () => 'mmc retry failed'));
    // What was on its way to be tried again when the turn failed is cut off: one at most, in each of the four.
    expect(asked(service.lines, null)).toBeLessThanOrEqual(4);
  });

  it('waits with what a guard refuses, and looks again when it is asked to', async () => {
    const service = serve(bench);
    await service.turned(2);
    await bench.clearLog();
    const guarded = documents(ENVIRONMENT, servers('mule-1', 'mule-2')).replace(
      'spec:\n  controlPlane',
      'spec:\n  guards: { maxUpdates: 0 }\n  controlPlane',
    );
    await commit(bench, { 'env.yaml': guarded, 'payments.yaml': group('payments', 'mule-2') });
    await service.changed();
    await service.turned(2, 'production');
    expect(service.lines.findLast(({ outcome }) => outcome === 'refused')).toMatchObject({
      code: 'refused',
      next: null,
    });
    await service.clock.advance(5 * INTERVAL);
    expect(service.turns('production')).toHaveLength(2);
    service.hangUp();
    await service.turned(3, 'production');
    expect(service.turns('production').slice(1)).toEqual([
      'production commit refused',
      'production signal refused',
    ]);
    expect(await bench.writes()).toEqual([]);
  });

  it('waits for somebody else’s lock to go, and not for a commit', async () => {
    const record = ['--record', 'file:record'];
    await bench.cli(['apply', '--yes', ...record], { env: ADA });
    await leaveLock(bench, { host: 'elsewhere', process: 7, leaseMs: 600_000 });
    await bench.write({ 'orders.yaml': group('orders', 'mule-2') });
    const service = serve(bench, ...record);
    await service.turned(1, 'production');
    expect(service.turns('production')).toEqual(['production start refused']);
    expect(service.lines.findLast(({ outcome }) => outcome === 'refused')).toMatchObject({
      next: { trigger: 'retry' },
    });
    for (let turn = 1; !service.turns('production').at(-1)?.endsWith('applied'); turn += 1) {
      await service.clock.advance(300_000);
      await service.turned(turn + 1, 'production');
    }
    expect(service.turns('production').at(-1)).toBe('production retry applied');
    expect(service.clock.now() - Date.UTC(2024, 5, 1)).toBeGreaterThanOrEqual(600_000);
  });

  it('tries again where the record cannot be written, since a full disk is mended without a commit', async () => {
    await bench.write({ record: 'in the way' });
    const service = serve(bench, '--record', 'file:record');
    await service.turned(1, 'production');
    expect(service.turns('production')).toEqual(['production start failed']);
    expect(service.lines.findLast((line) => line.outcome === 'failed')).toMatchObject({
      msg: expect.stringMatching(/^the record cannot be kept in /),
      next: { trigger: 'retry' },
    });
    await rm(join(bench.folder, 'record'));
    await service.clock.advance(10_000);
    await service.turned(2, 'production');
    expect(service.turns('production')[1]).toBe('production retry applied');
  });

  it('looks again when a hold ends, which is before the interval', async () => {
    const hold = 'lifecycle: { hold: { reason: incident, owner: ada, until: "2024-06-01T00:02:00Z" } }';
    await commit(bench, { 'payments.yaml': group('payments', 'mule-1').replace('}', `, ${hold} }`) });
    const service = serve(bench);
    await service.turned(1, 'production');
    expect(service.turns('production')).toEqual(['production start pending']);
    await service.clock.advance(120_000);
    await service.turned(2, 'production');
    expect(service.turns('production')[1]).toBe('production window applied');
  });

  it('tells a webhook of a trouble once, and of what it writes each time', async () => {
    const receiver = await startReceiver();
    const environment = documents(
      `${ENVIRONMENT}  notify: [{ webhook: "\${env:HOOK}" }]\n`,
      servers('mule-1', 'mule-2'),
    );
    await commit(bench, { 'env.yaml': environment });
    await fault(bench, { path: '/serverGroups$' }, DOWN, 10_000);
    const service = startService(bench, {
      args: ['--target', 'production'],
      env: { ...ADA, HOOK: receiver.url },
    });
    for (let turn = 1; turn <= 3; turn += 1) {
      await service.turned(turn);
      await service.clock.advance(300_000);
    }
    await service.turned(4);
    expect(receiver.told()).toMatchObject([{ event: 'failure', command: 'reconcile' }]);
    await bench.control('DELETE', 'faults');
    await service.clock.advance(300_000);
    await service.turned(5);
    expect(receiver.told().map(({ event }) => event)).toEqual(['failure', 'changes']);
  });

  it('makes at most two turns of a thousand requests to look again', async () => {
    const service = serve(bench);
    await service.turned(2);
    for (let n = 0; n < 1_000; n += 1) service.hangUp();
    await service.turned(3, 'production');
    await service.clock.advance(INTERVAL / 2);
    expect(service.turns('production').slice(1)).toEqual([
      'production signal in_sync',
      'production signal in_sync',
    ]);
  });

  it('makes one turn of one request to look again', async () => {
    const service = serve(bench, '--target', 'production', '-v');
    const looked = (times: number): Promise<void> =>
      service.until((lines) => lines.filter(({ found }) => found !== undefined).length === times);
    await Promise.all([service.turned(1), looked(1)]);
    await settled();
    const due = service.clock.pending();
    service.hangUp();
    await Promise.all([service.turned(2), looked(2)]);
    await settled();
    // What was due before is put off, and comes no second time.
    expect(service.clock.pending()).toBe(due);
    service.stop();
    await service.ended;
    expect(service.turns()).toEqual(['production start applied', 'production signal in_sync']);
  });

  it('watches the work tree and the log of what was checked out, but for what git, npm and it write', async () => {
    const told: Watched[] = [];
    const service = startService(bench, {
      args: ['--record', 'file:record'],
      env: ADA,
      process: {
        watch: async (watched) => {
          told.push(watched);
          return async () => {};
        },
      },
    });
    await service.turned(2);
    const log = join(bench.folder, '.git', 'logs', 'HEAD');
    const [watched] = told;
    if (watched === undefined) throw new Error('nothing is watched');
    const { paths, isIgnored } = watched;
    expect(paths).toEqual([bench.folder, log]);
    const ignored = (...parts: readonly string[]): boolean => isIgnored(join(bench.folder, ...parts));
    expect(ignored('env.yaml')).toBe(false);
    expect(ignored('.git', 'logs', 'HEAD')).toBe(false);
    expect(ignored('records.yaml')).toBe(false);
    expect(ignored('.git', 'index')).toBe(true);
    expect(ignored('node_modules', 'a', 'b.yaml')).toBe(true);
    expect(ignored('record', 'production.json')).toBe(true);
  });

  it('ends at once, with 0, where nothing goes on', async () => {
    const service = serve(bench);
    await service.turned(2);
    service.stop();
    expect(await service.ended).toBe(0);
    expect(service.lines.at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('gives every line of a turn its id, and logs requests only when told to', async () => {
    const service = serve(bench, '-v');
    await service.turned(2);
    const requests = service.lines.filter(({ msg }) => msg === 'request');
    expect(requests.length).toBeGreaterThan(5);
    const ids = new Map(
      service.lines.flatMap(({ turn, target }) => (turn === undefined ? [] : [[target, turn]])),
    );
    for (const line of requests) expect(line.turn).toBe(ids.get(line.target));
    expect(new Set(ids.values()).size).toBe(2);
  });

  it('refuses -o, which is for a run that has an end', async () => {
    const { code, stderr } = await bench.cli(['reconcile', '-o', 'ndjson']);
    expect(code).toBe(1);
    expect(stderr).toContain('-o goes with --once');
  });
});

describe('a service that is stopped in mid-turn', () => {
  it('finishes the call that is on its way, and another one goes on from there', async () => {
    const bench = await openBench();
    let first: Service | null = null;
    const relay = await startRelay(bench.sandbox.url, ({ method, path }) => {
      if (method === 'POST' && path === SERVER_GROUPS) first?.stop();
      return undefined;
    });
    git(bench.folder, 'init', '--quiet', '--initial-branch=main');
    await commit(bench, {
      'env.yaml': documents(ENVIRONMENT.replace('$URL', relay.url), servers('mule-1', 'mule-2')),
      'groups.yaml': documents(group('payments', 'mule-1'), group('orders', 'mule-2')),
    });
    first = serve(bench, '--parallelism', '1');
    expect(await first.ended).toBe(130);
    expect(first.turns()).toEqual(['production start partial']);
    expect(await bench.writes()).toEqual([`POST ${SERVER_GROUPS}`]);
    const second = serve(bench);
    await second.turned(1);
    expect(second.turns()).toEqual(['production start applied']);
    expect(await bench.writes()).toHaveLength(2);
    await second.clock.advance(INTERVAL);
    await second.turned(2);
    expect(second.turns()[1]).toBe('production interval in_sync');
  });
});
