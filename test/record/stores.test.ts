/** What every store must do. They differ in where they keep a state, not in what the lock means. */
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordRun, RecordStore } from '../../src/model/record.ts';
import { createFileRecord } from '../../src/record/file-record.ts';
import { createGitRecord, openerOf } from '../../src/record/git-record.ts';
import type { LocalRunner } from '../../src/record/locking.ts';
import { ADA, createWorkTree, useFolder } from '../git/work-trees.ts';
import { createMemoryRecord, type Memory } from '../support/memory-record.ts';
import {
  COMMIT,
  createClock,
  createHost,
  createRuns,
  LEASE,
  NOTHING,
  resource,
  startOf,
  T0,
  unlock,
} from './fixtures.ts';

const folder = useFolder();
const AUTHOR = 'Ada Ops <ada@example.test>';
const ORDERS = 'Application/orders@Cluster:east';

const memories = new Map<string, Memory>();

const STORES: Readonly<Record<string, (options: Shared & { readonly runner: LocalRunner }) => RecordStore>> =
  {
    git: (options) =>
      createGitRecord({
        ...options,
        open: openerOf(join(folder(), 'tree'), ADA),
        remoteOf: () => null,
        key: null,
      }),
    file: (options) =>
      createFileRecord({ ...options, path: join(folder(), 'record'), author: AUTHOR, key: null }),
    memory: (options) => createMemoryRecord({ ...options, author: AUTHOR, memory: memoryOf(folder()) }),
  };

interface Shared {
  readonly clock: ReturnType<typeof createClock>;
  readonly newRun: () => string;
}

function memoryOf(test: string): Memory {
  const memory = memories.get(test) ?? new Map();
  memories.set(test, memory);
  return memory;
}

describe.each(Object.keys(STORES))('the record in %s', (kind) => {
  let clock: ReturnType<typeof createClock>;
  let here: ReturnType<typeof createHost>;
  let open: (runner: LocalRunner) => RecordStore;
  let store: RecordStore;

  beforeEach(() => {
    if (kind === 'git') createWorkTree(join(folder(), 'tree'));
    clock = createClock();
    here = createHost('build-7');
    const shared = { clock, newRun: createRuns() };
    open = (runner) => STORES[kind]?.({ ...shared, runner }) as RecordStore;
    store = open(here.process(1));
  });

  async function begin(
    by: RecordStore = store,
    change: Parameters<typeof startOf>[1] = {},
  ): Promise<RecordRun> {
    return await by.begin(startOf(await by.load(change.target ?? 'production'), change));
  }

  it('holds nothing at first', async () => {
    expect(await store.load('production')).toBeNull();
    expect(await store.history('production')).toEqual([]);
    expect(await unlock(store)).toBeNull();
    expect(store.remembers).toBe(true);
  });

  it('gives back what was noted, key by key', async () => {
    const first = resource(ORDERS, {
      spec: { properties: { 'http.port': '8081', list: [1, { b: 1, a: null }] } },
      flips: [
        { path: 'spec.artifact', declared: 'd', byHand: 'h', times: 3, since: T0, last: T0 + 1, left: true },
      ],
    });
    const second = resource('UserGroup/Deployers', {
      remoteId: null,
      commit: null,
      protect: true,
      leftover: true,
      renamedFrom: 'D',
    });
    const run = await begin();
    await run.note({ applied: [first, second, resource('Server/s')], done: ['deploy a'] });
    await run.note({ forgotten: ['Server/s'], done: ['deploy b'] });
    await run.end('complete', { ...NOTHING, created: 2, calls: 2 });
    const record = await open(here.process(2)).load('production');
    expect(record).toEqual({
      version: expect.any(String),
      estate: 'us/acme/production',
      commit: COMMIT,
      resources: new Map([
        [ORDERS, first],
        ['UserGroup/Deployers', second],
      ]),
      run: {
        runner: { run: 'run-1', host: 'build-7', process: 1, author: AUTHOR },
        state: 'complete',
        leaseUntil: T0 + LEASE,
        plan: 'sha256:1',
        calls: ['deploy a', 'deploy b'],
        done: ['deploy a', 'deploy b'],
      },
    });
  });

  it('keeps the resources of earlier runs', async () => {
    const first = await begin();
    await first.note({ applied: [resource('Server/a')] });
    await first.end('complete', NOTHING);
    const second = await begin();
    await second.note({ applied: [resource('Server/b'), resource('Server/a', { remoteId: 78 })] });
    const record = await store.load('production');
    expect(
      [...(record?.resources.values() ?? [])].map(({ key, remoteId }) => [key, remoteId]).sort(),
    ).toEqual([
      ['Server/a', 78],
      ['Server/b', 77],
    ]);
  });

  it('keeps targets apart', async () => {
    const run = await begin();
    await begin(store, { target: 'staging' });
    await run.note({ applied: [resource('Server/a')] });
    expect((await store.load('staging'))?.resources.size).toBe(0);
    expect((await store.load('production'))?.resources.size).toBe(1);
  });

  it('takes the lock at begin, and shows at once who has it', async () => {
    await begin();
    clock.pass(90_000);
    const other = open(createHost('laptop').process(1));
    await expect(begin(other)).rejects.toMatchObject({
      code: 'refused',
      message:
        'Ada Ops <ada@example.test> on build-7 is applying production since 2026-01-05T09:00:00Z, the lock runs until 2026-01-05T09:10:00Z',
      hint: 'wait, or, if that run is dead: muleteer unlock production',
    });
  });

  it('lets one of two win that planned against the same state', async () => {
    const [a, b] = [open(here.process(1)), open(createHost('laptop').process(9))];
    const loaded = [await a.load('production'), await b.load('production')] as const;
    const outcomes = await Promise.allSettled([a.begin(startOf(loaded[0])), b.begin(startOf(loaded[1]))]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find(({ status }) => status === 'rejected');
    expect(lost).toMatchObject({ reason: { code: 'refused' } });
    expect(await store.history('production')).toHaveLength(1);
  });

  it('refuses a plan that was made from an older record', async () => {
    const late = open(here.process(2));
    const loaded = await late.load('production');
    await (await begin()).end('complete', { ...NOTHING, created: 1 });
    const before = await store.load('production');
    await expect(late.begin(startOf(loaded))).rejects.toMatchObject({
      code: 'refused',
      message: 'Ada Ops <ada@example.test> on build-7 applied production meanwhile, at 2026-01-05T09:00:00Z',
      hint: 'run the command again: it plans against what is there now',
    });
    await expect(late.begin(startOf(null))).rejects.toMatchObject({ code: 'refused' });
    expect(await store.load('production')).toEqual(before);
  });

  it('refuses to bind a record to another estate', async () => {
    await (await begin()).end('complete', NOTHING);
    await expect(begin(store, { estate: 'eu/acme/production' })).rejects.toMatchObject({
      code: 'refused',
      message: 'the record of production belongs to us/acme/production, this is eu/acme/production',
    });
  });

  it('takes over from a dead process of this host at once', async () => {
    await (await begin()).note({ applied: [resource(ORDERS)], done: ['deploy a'] });
    here.kill(1);
    const other = open(here.process(2));
    const loaded = await other.load('production');
    expect(loaded?.run).toMatchObject({ state: 'open', done: ['deploy a'] });
    await (await other.begin(startOf(loaded))).end('complete', NOTHING);
    expect((await store.load('production'))?.resources.get(ORDERS)).toEqual(resource(ORDERS));
    expect((await store.history('production')).map(({ state }) => state)).toEqual(['complete', 'open']);
  });

  it('does not take over from a live process of this host, itself included', async () => {
    await begin();
    await expect(begin()).rejects.toMatchObject({ code: 'refused' });
    await expect(begin(open(here.process(2)))).rejects.toMatchObject({ code: 'refused' });
  });

  it('takes over from another host when the lease is over, not a moment before', async () => {
    await begin();
    const other = open(createHost('laptop').process(1));
    clock.pass(LEASE - 1);
    await expect(begin(other)).rejects.toMatchObject({ code: 'refused' });
    clock.pass(1);
    await (await begin(other)).end('complete', NOTHING);
    expect((await store.load('production'))?.run).toMatchObject({
      state: 'complete',
      runner: { host: 'laptop' },
    });
  });

  it('renews the lease with every note', async () => {
    const run = await begin();
    clock.pass(LEASE - 1);
    await run.note({});
    expect((await store.load('production'))?.run?.leaseUntil).toBe(T0 + LEASE - 1 + LEASE);
    clock.pass(LEASE - 1);
    await expect(begin(open(createHost('laptop').process(1)))).rejects.toMatchObject({ code: 'refused' });
  });

  it('never writes over a run that took the lock away', async () => {
    const run = await begin();
    clock.pass(LEASE);
    const taker = await begin(open(createHost('laptop').process(1)));
    await taker.note({ applied: [resource('Server/theirs')] });
    const before = await store.load('production');
    const refusal = {
      code: 'refused',
      message: 'the lock on production is no longer ours: Ada Ops <ada@example.test> on laptop is applying',
    };
    await expect(run.note({ applied: [resource('Server/ours')] })).rejects.toMatchObject(refusal);
    await expect(run.note({})).rejects.toMatchObject(refusal);
    await expect(run.end('complete', NOTHING)).rejects.toMatchObject(refusal);
    expect(await store.load('production')).toEqual(before);
    await taker.end('complete', NOTHING);
  });

  it('unlocks the run of a dead host, once, and stops that run should it live', async () => {
    const run = await begin();
    clock.pass(1_000);
    const other = open(createHost('laptop').process(1));
    expect(await unlock(other)).toMatchObject({
      state: 'interrupted',
      runner: { host: 'build-7', process: 1 },
    });
    expect(await unlock(other)).toBeNull();
    await expect(run.note({})).rejects.toMatchObject({
      message:
        'the lock on production is no longer ours: the last run, of Ada Ops <ada@example.test> on build-7, is interrupted',
    });
    await (await begin(other)).end('complete', NOTHING);
  });

  it('does not unlock what has ended', async () => {
    await (await begin()).end('partial', NOTHING);
    expect(await unlock(store)).toBeNull();
    expect((await store.load('production'))?.run?.state).toBe('partial');
  });

  it.each(['begin', 'first note', 'second note'])(
    'loses nothing when the process dies after the %s',
    async (step) => {
      const run = await begin();
      const noted: string[] = [];
      for (const [name, key] of [
        ['first note', 'Server/a'],
        ['second note', 'Server/b'],
      ] as const) {
        if (step === 'begin' || (step === 'first note' && name === 'second note')) break;
        await run.note({ applied: [resource(key)], done: [key] });
        noted.push(key);
      }
      here.kill(1);
      const next = open(here.process(2));
      const loaded = await next.load('production');
      expect([...(loaded?.resources.keys() ?? [])]).toEqual(noted);
      expect(loaded?.run).toMatchObject({ state: 'open', done: noted, calls: ['deploy a', 'deploy b'] });
      await (await next.begin(startOf(loaded))).end('complete', NOTHING);
    },
  );

  it('keeps all of a hundred notes that arrive at once', async () => {
    const calls = Array.from({ length: 100 }, (_, index) => `call ${index}`);
    const run = await begin(store, { calls });
    await Promise.all(
      calls.map((call, index) => run.note({ done: [call], applied: [resource(`Server/s${index}`)] })),
    );
    const record = await store.load('production');
    expect(record?.run?.done).toEqual(calls);
    expect(record?.resources.size).toBe(100);
  });

  it('lists runs newest first, each once, with what it counted', async () => {
    const counts = { created: 1, updated: 3, replaced: 0, deleted: 2, calls: 6 };
    const first = await begin();
    await first.note({ done: ['deploy a'] });
    clock.pass(60_000);
    await first.end('partial', counts);
    clock.pass(60_000);
    const second = await begin(store, { source: { commit: null, dirty: false } });
    await second.note({ done: ['deploy a'] });
    const entry = { time: T0 + 60_000, commit: COMMIT, author: AUTHOR, state: 'partial', counts };
    const open_ = {
      time: T0 + 120_000,
      commit: null,
      author: AUTHOR,
      state: 'open',
      counts: { ...NOTHING, calls: 1 },
    };
    expect(await store.history('production')).toEqual([open_, entry]);
    clock.pass(60_000);
    await unlock(store);
    expect((await store.history('production'))[0]).toMatchObject({
      time: T0 + 180_000,
      state: 'interrupted',
    });
  });

  describe('with no calls to make', () => {
    it('writes nothing before there is something to say, and then ends in one step', async () => {
      const run = await begin(store, { calls: [] });
      expect(await store.load('production')).toBeNull();
      await Promise.all([run.note({ applied: [resource(ORDERS)] }), run.end('complete', NOTHING)]);
      const record = await store.load('production');
      expect(record?.resources.size).toBe(1);
      expect(record?.run?.state).toBe('complete');
    });

    it('respects the lock of another', async () => {
      await begin();
      const other = open(createHost('laptop').process(1));
      await expect(begin(other, { calls: [] })).rejects.toMatchObject({ code: 'refused' });
    });

    it('does not write over who began meanwhile', async () => {
      const run = await begin(store, { calls: [] });
      await begin(open(createHost('laptop').process(1)));
      await expect(run.note({ applied: [resource(ORDERS)] })).rejects.toMatchObject({ code: 'refused' });
      expect((await store.load('production'))?.resources.size).toBe(0);
    });
  });
});
