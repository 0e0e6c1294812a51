/** The record at a remote: two clones, CI runners that come and go, and remotes that do not answer. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordStore } from '../../src/model/record.ts';
import { createGitRecord, type GitRecordOptions, openerOf } from '../../src/record/git-record.ts';
import {
  ADA,
  ciCheckout,
  cloneOf,
  commitFile,
  createWorkTree,
  ENV,
  git,
  publish,
  useFolder,
} from '../git/work-trees.ts';
import {
  createClock,
  createHost,
  createRuns,
  LEASE,
  NOTHING,
  resource,
  startOf,
  unlock,
} from './fixtures.ts';

const folder = useFolder();
const REF = 'refs/muleteer/applied/production';

let bare: string;
let clock: ReturnType<typeof createClock>;
let newRun: () => string;
const hosts = { a: createHost('host-a'), b: createHost('host-b') };

beforeEach(() => {
  bare = publish(createWorkTree(join(folder(), 'work')), join(folder(), 'bare.git'));
  clock = createClock();
  newRun = createRuns();
});

function clone(name: string): string {
  return cloneOf(bare, join(folder(), name));
}

function record(
  at: string,
  { env = ADA, ...change }: Partial<GitRecordOptions> & { readonly env?: NodeJS.ProcessEnv } = {},
): RecordStore {
  const runner = hosts.a.process(1);
  return createGitRecord({
    open: openerOf(at, env),
    remoteOf: () => 'origin',
    clock,
    runner,
    newRun,
    key: null,
    ...change,
  });
}

const onHostB = {
  runner: hosts.b.process(1),
  env: { ...ENV, GIT_AUTHOR_NAME: 'Ben', GIT_AUTHOR_EMAIL: 'ben@b.test' },
};

async function apply(store: RecordStore, key = 'Server/a'): Promise<void> {
  const run = await store.begin(startOf(await store.load('production')));
  await run.note({ applied: [resource(key)], done: ['deploy a'] });
  await run.end('complete', { ...NOTHING, created: 1 });
}

function there(): string {
  return git(bare, 'for-each-ref', '--format=%(objectname)', REF);
}

function here(at: string): string {
  return git(at, 'for-each-ref', '--format=%(objectname)', REF);
}

describe('the record at a remote', () => {
  it('is what one clone wrote and another reads', async () => {
    const [a, b] = [clone('a'), clone('b')];
    await apply(record(a));
    expect(there()).toBe(here(a));
    const other = record(b, onHostB);
    expect([...((await other.load('production'))?.resources.keys() ?? [])]).toEqual(['Server/a']);
    await apply(other, 'Server/b');
    expect([...((await record(a).load('production'))?.resources.keys() ?? [])]).toEqual([
      'Server/a',
      'Server/b',
    ]);
    expect((await record(a).history('production')).map(({ author }) => author)).toEqual([
      'Ben <ben@b.test>',
      'Ada Ops <ada@example.test>',
    ]);
    expect(git(a, 'for-each-ref', '--format=%(refname)', 'refs/muleteer')).toBe(REF);
    expect(git(bare, 'fsck', '--strict')).toBe('');
  });

  it('has the begin of a run before its first call', async () => {
    const run = await record(clone('a')).begin(startOf(null));
    expect(git(bare, 'log', '-1', '--format=%s', REF)).toBe('begin 2 calls');
    await run.end('complete', NOTHING);
    expect(git(bare, 'log', '-1', '--format=%s', REF)).toBe('applied 1a2b3c4: no changes');
  });

  it('lets one of two clones win, and leaves the other as it was', async () => {
    const [a, b] = [clone('a'), clone('b')];
    const [first, second] = [record(a), record(b, onHostB)];
    await apply(first);
    const loaded = [await first.load('production'), await second.load('production')] as const;
    const run = await first.begin(startOf(loaded[0]));
    const won = there();
    await expect(second.begin(startOf(loaded[1]))).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^Ada Ops <ada@example.test> on host-a is applying production since/),
    });
    expect(there()).toBe(won);
    expect(here(b)).toBe(won);
    await run.end('complete', NOTHING);
  });

  it('lets one of two clones win that have no record yet', async () => {
    const [first, second] = [record(clone('a')), record(clone('b'), onHostB)];
    const loaded = [await first.load('production'), await second.load('production')] as const;
    const results = await Promise.allSettled([
      first.begin(startOf(loaded[0])),
      second.begin(startOf(loaded[1])),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(git(bare, 'log', '--format=%s', REF)).toBe('begin 2 calls');
  });

  it('goes on from what a dead process wrote and could not push', async () => {
    const a = clone('a');
    const store = record(a);
    const run = await store.begin(startOf(await store.load('production')));
    const begun = there();
    const log = join(folder(), 'log');
    hook(bare, 'pre-receive', `touch ${log}; exit 1`);
    await run.note({ applied: [resource('Server/a')], done: ['deploy a'] });
    // It pushes in the background; by now that has failed.
    await expect.poll(() => existsSync(log), { timeout: 10_000 }).toBe(true);
    allowPushes();
    expect(there()).toBe(begun);
    const dead = createHost('host-a');
    dead.kill(1);
    const next = record(a, { runner: dead.process(2) });
    const loaded = await next.load('production');
    expect(loaded?.run?.done).toEqual(['deploy a']);
    expect(loaded?.version).not.toBe(begun);
    await (await next.begin(startOf(loaded))).end('complete', NOTHING);
    expect(there()).toBe(here(a));
    expect([...((await record(clone('b')).load('production'))?.resources.keys() ?? [])]).toEqual([
      'Server/a',
    ]);
  });

  it('follows the remote where the two have parted', async () => {
    const [a, b] = [clone('a'), clone('b')];
    await apply(record(a), 'Server/a');
    git(b, 'fetch', '--quiet', 'origin', `${REF}:${REF}`);
    await apply(record(b, { ...onHostB, remoteOf: () => null }), 'Server/only-local');
    await apply(record(a), 'Server/b');
    expect([...((await record(b).load('production'))?.resources.keys() ?? [])]).toEqual([
      'Server/a',
      'Server/b',
    ]);
    expect(here(b)).toBe(there());
  });

  it('carries a record that was local to the remote that is named now', async () => {
    const a = clone('a');
    await apply(record(a, { remoteOf: () => null }));
    expect(there()).toBe('');
    await apply(record(a), 'Server/b');
    expect(there()).toBe(here(a));
    expect(await record(clone('b')).history('production')).toHaveLength(2);
  });

  it('stops a run whose lock was taken at the remote', async () => {
    const [a, b] = [clone('a'), clone('b')];
    const store = record(a);
    const run = await store.begin(startOf(await store.load('production')));
    const other = record(b, onHostB);
    expect(await unlock(other)).toMatchObject({ state: 'interrupted' });
    expect(git(bare, 'log', '-1', '--format=%an %s', REF)).toBe(
      'Ben unlock: the run of Ada Ops <ada@example.test> did not end',
    );
    const theirs = await other.begin(startOf(await other.load('production')));
    const before = there();
    // The first note may be kept here before the remote says no; what follows is refused.
    await run.note({ done: ['deploy a'] }).catch(() => {});
    await expect(run.end('complete', NOTHING)).rejects.toMatchObject({
      code: 'refused',
      message: 'the lock on production is no longer ours: Ben <ben@b.test> on host-b is applying',
    });
    expect(there()).toBe(before);
    await theirs.end('complete', NOTHING);
  });

  it('stops a run whose record was deleted at the remote', async () => {
    const run = await record(clone('a')).begin(startOf(null));
    git(bare, 'update-ref', '-d', REF);
    const told = () =>
      run.note({}).then(
        () => 'kept',
        (error: Error) => error.message,
      );
    await expect
      .poll(told, { timeout: 10_000 })
      .toBe('the lock on production is no longer ours: its record is gone');
    expect(there()).toBe('');
  });

  it('does not wait for the remote after each note, and has everything there at the end', async () => {
    const at = clone('a');
    const store = record(at);
    const calls = Array.from({ length: 20 }, (_, index) => `call ${index}`);
    const run = await store.begin(startOf(await store.load('production'), { calls }));
    for (const call of calls) await run.note({ done: [call] });
    await run.end('complete', NOTHING);
    expect(there()).toBe(here(at));
    expect(git(bare, 'log', '--format=%s', REF).split('\n')).toHaveLength(22);
  });

  it('survives a remote that is away for a while, and tries again at the end', async () => {
    const at = clone('a');
    const waits: number[] = [];
    const store = record(at, {
      clock: {
        now: clock.now,
        sleep: async (ms) => {
          waits.push(ms);
          if (waits.length === 2) back();
        },
      },
    });
    const run = await store.begin(startOf(await store.load('production')));
    const back = away();
    await run.note({ done: ['deploy a'] });
    await run.end('complete', NOTHING);
    expect(waits).toEqual([1_000, 3_000]);
    expect(git(bare, 'log', '-1', '--format=%s', REF)).toBe('applied 1a2b3c4: no changes');
  });

  it('does not go on unseen once others may believe it dead', async () => {
    const store = record(clone('a'));
    const run = await store.begin(startOf(await store.load('production')));
    const back = away();
    await run.note({ done: ['deploy a'] });
    clock.pass(LEASE / 2);
    await run.note({});
    clock.pass(LEASE / 2);
    await expect(run.note({})).rejects.toMatchObject({ code: 'unreachable' });
    back();
    await run.note({});
    await run.end('complete', NOTHING);
    expect(git(bare, 'log', '-1', '--format=%s', REF)).toBe('applied 1a2b3c4: no changes');
  });

  it('says when the end could not be told, and keeps it here', async () => {
    const at = clone('a');
    const store = record(at);
    const run = await store.begin(startOf(await store.load('production')));
    const back = away();
    await expect(run.end('complete', NOTHING)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/^git remote origin: /),
    });
    back();
    expect((await record(at).load('production'))?.run?.state).toBe('complete');
  });

  it('undoes a begin that it could not push', async () => {
    const at = clone('a');
    const store = record(at);
    await apply(store);
    const before = here(at);
    const loaded = await store.load('production');
    const back = away();
    await expect(store.begin(startOf(loaded))).rejects.toMatchObject({ code: 'unreachable' });
    expect(here(at)).toBe(before);
    await expect(store.unlock('production', 'run-1')).rejects.toMatchObject({ code: 'unreachable' });
    back();
    denyPushes();
    await expect(store.begin(startOf(await store.load('production')))).rejects.toMatchObject({
      code: 'forbidden',
      message: `git remote origin does not take ${REF}: pre-receive hook declined`,
      hint: expect.stringContaining('permissions: contents: write'),
    });
    expect(here(at)).toBe(before);
    allowPushes();
    await store.begin(startOf(await store.load('production')));
    denyPushes();
    const open = here(at);
    await expect(unlock(store)).rejects.toMatchObject({ code: 'forbidden' });
    expect(here(at)).toBe(open);
  });

  it('undoes what it wrote here where the record vanished there', async () => {
    const at = clone('a');
    const real = git(at, '--exec-path');
    const vanish = `${real}/git -C ${bare} update-ref -d ${REF}`;
    script('git', `case "$*" in *" push "*) ${vanish};; esac; exec ${real}/git "$@"`);
    await record(at).begin(startOf(null));
    const before = here(at);
    const env = { ...ADA, PATH: `${folder()}:${ADA.PATH}` };
    await expect(unlock(record(at, { env }))).rejects.toMatchObject({ code: 'refused' });
    expect(here(at)).toBe(before);
    await unlock(record(at));
    const ended = here(at);
    const store = record(at, { env });
    await expect(store.begin(startOf(await store.load('production')))).rejects.toMatchObject({
      code: 'refused',
    });
    expect(here(at)).toBe(ended);
    await apply(record(at));
    expect(there()).toBe(here(at));
  });

  it('undoes the first begin of all, too', async () => {
    const at = clone('a');
    const store = record(at);
    await store.load('production');
    denyPushes();
    await expect(store.begin(startOf(null))).rejects.toMatchObject({ code: 'forbidden' });
    expect(here(at)).toBe('');
  });

  it('takes a push whose answer was lost for what it is', async () => {
    const at = clone('a');
    const store = record(at);
    const loaded = await store.load('production');
    // It takes the ref, and dies before it says so.
    hook(bare, 'post-receive', 'kill -9 $PPID');
    await store.begin(startOf(loaded));
    expect(git(bare, 'log', '-1', '--format=%s', REF)).toBe('begin 2 calls');
  });

  it('works in a bare-bones CI checkout', async () => {
    const commit = commitFile(join(folder(), 'work'), 'app.yaml', 'two');
    git(join(folder(), 'work'), 'push', '--quiet', 'origin', 'main');
    await apply(record(clone('a')), 'Server/a');
    const at = ciCheckout(bare, join(folder(), 'ci'), commit);
    const runner = createHost('runner').process(1);
    const store = record(at, { env: ENV, runner });
    await apply(store, 'Server/b');
    expect([...((await store.load('production'))?.resources.keys() ?? [])]).toEqual(['Server/a', 'Server/b']);
    expect(git(bare, 'log', '-1', '--format=%an', REF)).toBe('Muleteer');
    expect(await store.history('production')).toHaveLength(2);
    const targets = ['production', 'staging', 'eu', 'us'];
    const all = await Promise.all(targets.map((target) => record(at, { env: ENV }).load(target)));
    expect(all.map((loaded) => loaded?.resources.size)).toEqual([2, undefined, undefined, undefined]);
    expect(git(at, 'rev-parse', '--is-shallow-repository')).toBe('true');
    expect(git(at, 'status', '--porcelain')).toBe('');
    expect(readFileSync(join(at, '.git/FETCH_HEAD'), 'utf8')).not.toContain(REF);
  });

  it('has whole objects in a partial clone', async () => {
    git(bare, 'config', 'uploadpack.allowFilter', 'true');
    await apply(record(clone('a')));
    const at = cloneOf(bare, join(folder(), 'partial'), '--filter=blob:none');
    const trace = join(folder(), 'trace');
    const loaded = await record(at, { env: { ...ADA, GIT_TRACE2_EVENT: trace } }).load('production');
    expect(loaded?.resources.size).toBe(1);
    // Git fetches what a filter left out one by one, each by a process of its own.
    expect(readFileSync(trace, 'utf8').match(/"event":"cmd_name".*"name":"fetch"/g)).toHaveLength(1);
  });

  it('moves no ref but its own, whatever the configured refspecs are', async () => {
    const at = clone('a');
    await apply(record(clone('b')));
    commitFile(join(folder(), 'work'), 'app.yaml', 'two');
    git(join(folder(), 'work'), 'tag', 'v1');
    git(join(folder(), 'work'), 'push', '--quiet', 'origin', 'main', 'v1');
    git(at, 'config', 'remote.origin.tagOpt', '--tags');
    git(at, 'config', '--add', 'remote.origin.fetch', '+refs/muleteer/*:refs/remotes/origin/muleteer/*');
    git(at, 'config', 'push.followTags', 'true');
    git(at, 'config', 'push.gpgSign', 'true');
    git(at, 'config', 'fetch.prune', 'true');
    git(at, 'config', 'fetch.pruneTags', 'true');
    git(at, 'tag', '-a', 'local', '-m', 'local');
    const before = git(at, 'for-each-ref');
    hook(at, 'pre-push');
    await record(at).load('production');
    git(at, 'config', '--unset', 'remote.origin.fetch', 'muleteer');
    await apply(record(at), 'Server/b');
    expect(
      git(at, 'for-each-ref')
        .replace(/^.*refs\/muleteer\/applied.*\n/m, '')
        .trim(),
    ).toBe(before);
    expect(git(bare, 'for-each-ref', '--format=%(refname)').split('\n')).toEqual(
      [REF, 'refs/heads/main', 'refs/tags/v1'].sort(),
    );
  });

  it('says that a remote is not there, without its password', async () => {
    const at = clone('a');
    await expect(record(at, { remoteOf: () => 'upstream' }).load('production')).rejects.toMatchObject({
      code: 'settings',
      message: 'there is no git remote named upstream',
    });
    git(at, 'remote', 'add', 'upstream', 'https://ada:s3cr3t@127.0.0.1:1/estate.git');
    const failure = await record(at, { remoteOf: () => 'upstream' })
      .load('production')
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/^git remote upstream: .*127\.0\.0\.1/),
    });
    expect(
      JSON.stringify([failure, String((failure as Error).cause), (failure as Error).stack]),
    ).not.toContain('s3cr3t');
  });
});

function denyPushes(): void {
  hook(bare, 'pre-receive');
}

function allowPushes(): void {
  rmSync(join(bare, 'hooks/pre-receive'));
}

/** Takes the remote away; the answer brings it back. */
function away(): () => void {
  const config = join(bare, 'HEAD');
  const text = readFileSync(config);
  rmSync(config);
  return () => writeFileSync(config, text);
}

function script(name: string, does: string): void {
  writeFileSync(join(folder(), name), `#!/bin/sh\n${does}\n`);
  chmodSync(join(folder(), name), 0o755);
}

function hook(at: string, name: string, does = 'exit 1'): void {
  const folder_ = existsSync(join(at, '.git')) ? join(at, '.git/hooks') : join(at, 'hooks');
  mkdirSync(folder_, { recursive: true });
  writeFileSync(join(folder_, name), `#!/bin/sh\n${does}\n`);
  chmodSync(join(folder_, name), 0o755);
}
