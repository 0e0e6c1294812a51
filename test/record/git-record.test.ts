/** The record as git sees it: refs, commits, trees, and everything that it must leave alone. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeName } from '../../src/model/encode-name.ts';
import type { RecordStore } from '../../src/model/record.ts';
import { createGitRecord, type GitRecordOptions, openerOf } from '../../src/record/git-record.ts';
import { ADA, commitFile, createBare, createWorkTree, ENV, git, useFolder } from '../git/work-trees.ts';
import {
  COMMIT,
  createClock,
  createHost,
  createRuns,
  NOTHING,
  resource,
  startOf,
  unlock,
} from './fixtures.ts';

const folder = useFolder();
const REF = 'refs/muleteer/applied/production';

function tree(...options: readonly string[]): string {
  return createWorkTree(join(folder(), 'tree'), ...options);
}

function record(
  at: string,
  { env = ADA, ...change }: Partial<GitRecordOptions> & { readonly env?: NodeJS.ProcessEnv } = {},
): RecordStore {
  return createGitRecord({
    open: openerOf(at, env),
    remoteOf: () => null,
    clock: createClock(),
    runner: createHost('build-7').process(4711),
    newRun: createRuns(),
    key: null,
    ...change,
  });
}

/** One whole apply with two resources. */
async function apply(store: RecordStore, target = 'production'): Promise<void> {
  const run = await store.begin(startOf(await store.load(target), { target }));
  await run.note({ applied: [resource('Server/a')], done: ['deploy a'] });
  await run.note({ applied: [resource('Application/orders@Cluster:east')], done: ['deploy b'] });
  await run.end('complete', { ...NOTHING, created: 1, updated: 3, calls: 2 });
}

describe('the record in git', () => {
  it('reads well in git log', async () => {
    const at = tree();
    await apply(record(at));
    expect(git(at, 'log', '--reverse', '--format=%s', REF).split('\n')).toEqual([
      'begin 2 calls',
      'progress 1 of 2',
      'progress 2 of 2',
      'applied 1a2b3c4: 1 created, 3 updated',
    ]);
    expect(git(at, 'log', '-1', '--format=%an <%ae>|%cn <%ce>|%aI|%b', REF)).toBe(
      'Ada Ops <ada@example.test>|Ada Ops <ada@example.test>|2026-01-05T09:00:00+00:00|Run: run-1\nHost: build-7, process 4711',
    );
    expect(git(at, 'fsck', '--strict')).toBe('');
  });

  it('says how each run ended', async () => {
    const at = tree();
    const store = record(at);
    const subjects = async (
      end: (run: Awaited<ReturnType<RecordStore['begin']>>) => Promise<unknown>,
      change = {},
    ) => {
      await end(await store.begin(startOf(await store.load('production'), change)));
      return git(at, 'log', '-1', '--format=%s', REF);
    };
    const dirty = { source: { commit: COMMIT, dirty: true } };
    const nowhere = { source: { commit: null, dirty: false }, calls: ['one'] };
    expect(await subjects((run) => run.end('partial', { ...NOTHING, deleted: 1 }), dirty)).toBe(
      'partly applied 1a2b3c4-dirty: 1 deleted',
    );
    expect(await subjects((run) => run.end('interrupted', { ...NOTHING, replaced: 2 }), nowhere)).toBe(
      'interrupted: 2 replaced',
    );
    expect(await subjects((run) => run.end('complete', NOTHING))).toBe('applied 1a2b3c4: no changes');
    expect(await subjects((run) => run.note({ applied: [resource('Server/a')] }), { calls: [] })).toBe(
      'remember 1 resource',
    );
    expect(await subjects(() => unlock(store), { calls: [] }).catch((error) => error.code)).toBe('refused');
    await unlock(store);
    expect(git(at, 'log', '-1', '--format=%s', REF)).toBe(
      'unlock: the run of Ada Ops <ada@example.test> did not end',
    );
  });

  it('keeps one sorted JSON file for each resource, and the estate and the run beside them', async () => {
    const at = tree();
    await apply(record(at));
    expect(git(at, 'ls-tree', '-r', '--name-only', REF).split('\n')).toEqual([
      'estate.json',
      'resources/Application/orders@Cluster%3Aeast.json',
      'resources/Server/a.json',
      'run.json',
    ]);
    expect(git(at, 'show', `${REF}:estate.json`)).toBe(
      '{\n  "estate": "us/acme/production",\n  "format": 1\n}',
    );
    expect(git(at, 'show', `${REF}:resources/Server/a.json`)).toBe(
      [
        '{',
        `  "commit": "${COMMIT}",`,
        '  "created": true,',
        '  "file": "apps/app.yaml",',
        '  "key": "Server/a",',
        '  "leftover": false,',
        '  "protect": false,',
        '  "remoteId": 77,',
        '  "renamedFrom": null,',
        '  "spec": {',
        '    "desiredStatus": "STARTED"',
        '  },',
        '  "unverified": []',
        '}',
      ].join('\n'),
    );
    expect(JSON.parse(git(at, 'show', `${REF}:run.json`))).toMatchObject({
      state: 'complete',
      source: { commit: COMMIT, dirty: false },
      counts: { created: 1, updated: 3 },
      runner: { run: 'run-1', host: 'build-7', process: 4711, author: 'Ada Ops <ada@example.test>' },
    });
  });

  it('writes the same bytes for the same state, in whichever order it is told', async () => {
    const spec = { b: { y: 1, x: [2, 1] }, a: 'ü' };
    const reordered = { a: 'ü', b: { x: [2, 1], y: 1 } };
    const ids = [];
    for (const [name, one] of [
      ['one', spec],
      ['two', reordered],
    ] as const) {
      const at = createWorkTree(join(folder(), name));
      const store = record(at);
      const run = await store.begin(startOf(await store.load('production')));
      const both = [resource('Server/a', { spec: one }), resource('Server/b')];
      await run.note({ applied: name === 'one' ? both : both.toReversed() });
      ids.push(git(at, 'rev-parse', REF));
      await run.note({ applied: [resource('Server/a', { spec: one })] });
      expect(git(at, 'rev-parse', `${REF}:resources`)).toBe(git(at, 'rev-parse', `${REF}~1:resources`));
    }
    expect(ids[0]).toBe(ids[1]);
  });

  it('touches neither work tree nor index nor HEAD nor branches, and runs no hook', async () => {
    const at = tree();
    commitFile(at, 'staged.yaml', 'one');
    writeFileSync(join(at, 'staged.yaml'), 'two');
    git(at, 'add', 'staged.yaml');
    writeFileSync(join(at, 'app.yaml'), 'changed');
    writeFileSync(join(at, 'untracked.yaml'), 'new');
    git(at, 'config', 'commit.gpgSign', 'true');
    git(at, 'config', 'gpg.program', '/nonexistent/gpg');
    git(at, 'config', 'core.autocrlf', 'true');
    hook(at, 'reference-transaction');
    const look = () => ({
      status: git(at, 'status', '--porcelain'),
      index: readFileSync(join(at, '.git/index')).toString('hex'),
      head: readFileSync(join(at, '.git/HEAD'), 'utf8'),
      refs: git(at, 'for-each-ref', 'refs/heads', 'refs/tags', 'refs/remotes'),
      files: readdirSync(join(at, '.git')).sort(),
    });
    const before = look();
    const store = record(at);
    await apply(store);
    await store.history('production');
    await store.begin(startOf(await store.load('production')));
    await unlock(store);
    expect(look()).toEqual(before);
    expect(git(at, 'for-each-ref', '--format=%(refname)', 'refs/muleteer')).toBe(REF);
  });

  it('is nobody where git does not know who applies', async () => {
    const at = tree();
    const store = record(at, { env: ENV });
    await apply(store);
    expect(git(at, 'log', '-1', '--format=%an <%ae>', REF)).toBe('Muleteer <muleteer@localhost>');
    expect((await store.history('production'))[0]?.author).toBeNull();
    await store.begin(startOf(await store.load('production')));
    await expect(store.begin(startOf(await store.load('production')))).rejects.toMatchObject({
      message: expect.stringContaining('somebody on build-7 is applying'),
    });
  });

  it('knows people by the settings of git', async () => {
    const at = tree();
    git(at, 'config', 'user.name', 'Grace Häuser');
    git(at, 'config', 'user.email', 'grace@example.test');
    await apply(record(at, { env: ENV }));
    expect(git(at, 'log', '-1', '--format=%an <%ae>', REF)).toBe('Grace Häuser <grace@example.test>');
  });

  it('works from a subfolder and from a linked worktree, on the same record', async () => {
    const at = tree();
    mkdirSync(join(at, 'estates/eu'), { recursive: true });
    const linked = join(folder(), 'linked');
    git(at, 'worktree', 'add', '--quiet', '--detach', linked);
    await apply(record(join(at, 'estates/eu')));
    const there = await record(linked).load('production');
    expect(there?.resources.size).toBe(2);
    await apply(record(linked));
    expect((await record(at).load('production'))?.version).not.toBe(there?.version);
    expect(git(linked, 'status', '--porcelain')).toBe('');
  });

  it('works in a repository without any commit', async () => {
    const at = join(folder(), 'empty');
    mkdirSync(at);
    git(at, 'init', '--quiet');
    await apply(record(at));
    expect((await record(at).load('production'))?.resources.size).toBe(2);
  });

  it('works where ids are SHA-256', async () => {
    const at = tree('--object-format=sha256');
    const store = record(at);
    await apply(store);
    await apply(store);
    expect((await store.load('production'))?.version).toMatch(/^[0-9a-f]{64}$/);
    expect(await store.history('production')).toHaveLength(2);
    expect(git(at, 'fsck', '--strict')).toBe('');
  });

  it('is not led astray by variables that a hook or a wrapper set', async () => {
    const at = tree();
    const other = createBare(join(folder(), 'other.git'));
    const env = {
      ...ADA,
      GIT_DIR: other,
      GIT_INDEX_FILE: join(folder(), 'index'),
      GIT_EDITOR: 'false',
      EDITOR: 'vi',
    };
    await apply(record(at, { env }));
    expect(git(at, 'for-each-ref', 'refs/muleteer')).not.toBe('');
    expect(git(other, 'for-each-ref')).toBe('');
  });

  it('reads and writes a thousand resources with a handful of processes', async () => {
    const at = tree();
    const trace = join(folder(), 'trace');
    const store = record(at, { env: { ...ADA, GIT_TRACE2_EVENT: trace } });
    const many = Array.from({ length: 1_000 }, (_, index) =>
      resource(`Application/app-${index}@Cluster:east`),
    );
    const run = await store.begin(startOf(await store.load('production')));
    await run.note({ applied: many });
    const started = commands(trace);
    expect((await store.load('production'))?.resources.size).toBe(1_000);
    expect(commands(trace).slice(started.length)).toEqual(['for-each-ref', 'ls-tree', 'cat-file']);
    expect(started.length).toBeLessThan(12);
  });

  it('merges a hundred notes into two commits', async () => {
    const at = tree();
    const trace = join(folder(), 'trace');
    const store = record(at, { env: { ...ADA, GIT_TRACE2_EVENT: trace } });
    const calls = Array.from({ length: 100 }, (_, index) => `call ${index}`);
    const run = await store.begin(startOf(await store.load('production'), { calls }));
    const first = run.note({ done: calls.slice(0, 1) });
    // The first one is under way by now: the others find it being written.
    await Promise.resolve().then(() => undefined);
    await Promise.all([first, ...calls.slice(1).map((call) => run.note({ done: [call] }))]);
    expect(git(at, 'log', '--format=%s', REF).split('\n')).toEqual([
      'progress 100 of 100',
      'progress 1 of 100',
      'begin 100 calls',
    ]);
    expect(commands(trace).filter((name) => name === 'fast-import')).toHaveLength(3);
  });

  it('writes what it could not write before with the next note', async () => {
    const at = tree();
    const store = record(at);
    const run = await store.begin(startOf(await store.load('production')));
    renameSync(join(at, '.git'), join(at, 'away'));
    await expect(run.note({ done: ['deploy a'] })).rejects.toMatchObject({
      code: 'settings',
      message: expect.stringMatching(
        /^git does not write refs\/muleteer\/applied\/production: not a git repository/,
      ),
      passes: true,
    });
    renameSync(join(at, 'away'), join(at, '.git'));
    await run.note({ done: ['deploy b'] });
    expect((await store.load('production'))?.run?.done).toEqual(['deploy a', 'deploy b']);
  });

  it('does not begin anew where somebody deleted the record under it', async () => {
    const at = tree();
    const store = record(at);
    const run = await store.begin(startOf(await store.load('production')));
    git(at, 'update-ref', '-d', REF);
    const gone = { code: 'refused', message: 'the lock on production is no longer ours: its record is gone' };
    await expect(run.note({ done: ['deploy a'] })).rejects.toMatchObject(gone);
    await expect(run.note({ done: ['deploy b'] })).rejects.toMatchObject(gone);
    expect(await store.load('production')).toBeNull();
  });

  it('tells a renewed lease from a begin', async () => {
    const at = tree();
    const store = record(at);
    await (await store.begin(startOf(await store.load('production')))).note({});
    expect(git(at, 'log', '-1', '--format=%s', REF)).toBe('progress 0 of 2');
  });

  it('says where there is no repository, and that git needs trust', async () => {
    const nowhere = join(folder(), 'nowhere');
    mkdirSync(nowhere);
    await expect(record(nowhere).load('production')).rejects.toMatchObject({
      code: 'settings',
      message: `no git work tree at ${nowhere}, so no record can be kept there`,
    });
    await expect(record(createBare(join(folder(), 'b.git'))).load('production')).rejects.toMatchObject({
      code: 'settings',
    });
  });

  it('tells where it is', () => {
    const store = record(folder(), { remoteOf: (target) => (target === 'production' ? 'origin' : null) });
    expect(store.describe('production')).toBe('refs/muleteer/applied/production of origin');
    expect(store.describe('staging')).toBe('refs/muleteer/applied/staging');
  });
});

describe('names', () => {
  const HOSTILE = [
    'a b',
    '..',
    '.',
    'x.lock',
    'ünï',
    'a/b',
    '/',
    'a//b',
    '-x',
    '@',
    'a@{1}',
    'x'.repeat(300),

    '.x',
    'a/.x',
    `${'x'.repeat(200)}.y`,
    'ü'.repeat(250),
    'a.b.c',
    'a..b',
    '%2F',
    '~^:?*[\\',
    'nul\u0001',
    '\ud800',
    'line\nbreak',
    'ends.',
  ];

  it('may be anything, for targets', async () => {
    const at = tree();
    const store = record(at);
    for (const name of HOSTILE) {
      const run = await store.begin(startOf(await store.load(name), { target: name, calls: [] }));
      await run.note({ applied: [resource(`Server/${name}`)] });
    }
    for (const name of HOSTILE) {
      expect([...((await store.load(name))?.resources.keys() ?? [])]).toEqual([`Server/${name}`]);
    }
    expect(git(at, 'fsck', '--strict')).toBe('');
  });

  it('may be anything, for resources', async () => {
    const at = tree();
    const store = record(at);
    const plain = HOSTILE.map((name) => `Application/${name}`);
    const placed = HOSTILE.map((name) => `Application/${name}@Server:${name}`);
    const run = await store.begin(startOf(await store.load('production')));
    await run.note({ applied: [...plain, ...placed].map((key) => resource(key)) });
    expect((await store.load('production'))?.resources.size).toBe(2 * HOSTILE.length);
    await run.note({ forgotten: plain });
    expect([...((await store.load('production'))?.resources.keys() ?? [])].sort()).toEqual(placed.sort());
    expect(git(at, 'fsck', '--strict')).toBe('');
  });

  it.each([
    ['production', 'production'],
    ['prod.eu-1', 'prod.eu-1'],
    ['ünï', 'ünï'],
    ['a b/c', 'a%20b%2Fc'],
    ['..', '%2E%2E'],
    ['x.lock', 'x%2Elock'],
    ['x.lock.y', 'x.lock.y'],
  ])('stays readable: %j', (name, encoded) => {
    expect(encodeName(name)).toBe(encoded);
  });

  it.each(HOSTILE.filter((name) => name !== '\ud800'))('can be read back: %j', (name) => {
    const encoded = encodeName(name);
    expect(decodeURIComponent(encoded.replaceAll('%/', ''))).toBe(name);
    expect(Math.max(...encoded.split('/').map((part) => Buffer.byteLength(part)))).toBeLessThan(210);
  });

  it('keeps targets apart whose names are a folder of each other', async () => {
    const at = tree();
    for (const name of ['a', 'a/b', 'x'.repeat(200), 'x'.repeat(201), 'x'.repeat(500)])
      await apply(record(at), name);
    expect(git(at, 'for-each-ref', '--format=%(refname)', 'refs/muleteer').split('\n')).toHaveLength(5);
  });
});

function hook(at: string, name: string): void {
  const file = join(at, '.git/hooks', name);
  mkdirSync(join(at, '.git/hooks'), { recursive: true });
  writeFileSync(file, '#!/bin/sh\necho no >&2\nexit 1\n');
  chmodSync(file, 0o755);
}

/** The git commands that were started, as git itself traces them. */
function commands(trace: string): readonly string[] {
  return readFileSync(trace, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ event, sid }) => event === 'cmd_name' && !sid.includes('/'))
    .map(({ name }) => name);
}
