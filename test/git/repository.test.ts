import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { writeCommit } from '../../src/git/commits.ts';
import { hideCredentials } from '../../src/git/git-failure.ts';
import {
  identityOf,
  openRepository,
  pathInRepository,
  type Repository,
} from '../../src/git/open-repository.ts';
import { readSource } from '../../src/git/read-source.ts';
import { readRef, swapRef } from '../../src/git/refs.ts';
import { openRemote } from '../../src/git/remote.ts';
import { createGit } from '../../src/git/run-git.ts';
import {
  ADA,
  createBare,
  createWorkTree,
  ENV,
  git,
  publish,
  useFolder,
  type Variables,
} from './work-trees.ts';

const folder = useFolder();

async function open(at: string, env: Variables = ENV): Promise<Repository> {
  const repository = await openRepository(at, env);
  if (repository === null) throw new Error(`${at} is no work tree`);
  return repository;
}

describe('a repository', () => {
  it('is found from a subfolder and from a linked worktree', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    mkdirSync(join(work, 'a/b'), { recursive: true });
    const linked = join(folder(), 'linked');
    git(work, 'worktree', 'add', '--quiet', linked);
    expect((await open(join(work, 'a/b'))).root).toBe(work);
    expect((await open(linked)).root).toBe(linked);
  });

  it('is none outside, in a bare one, and without git', async () => {
    expect(await openRepository(folder(), ENV)).toBeNull();
    expect(await openRepository(createBare(join(folder(), 'bare.git')), ENV)).toBeNull();
    const work = createWorkTree(join(folder(), 'work'));
    expect(await openRepository(work, { ...ENV, PATH: folder() })).toBeNull();
  });

  it('is looked for without git, which would be started for nothing outside of one', async () => {
    const trace = join(folder(), 'started');
    script('git', `touch ${trace}; exit 1`);
    const env = { ...ENV, PATH: `${folder()}:${ENV.PATH}` };
    expect(await openRepository(folder(), env)).toBeNull();
    expect(existsSync(trace)).toBe(false);
    const work = createWorkTree(join(folder(), 'work'));
    await expect(openRepository(work, env)).rejects.toMatchObject({ code: 'settings' });
    expect(existsSync(trace)).toBe(true);
  });

  it('says what to do where git does not trust its owner', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    const env = { ...ENV, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    await expect(openRepository(work, env)).rejects.toMatchObject({
      code: 'settings',
      message: expect.stringContaining('detected dubious ownership'),
      hint: expect.stringContaining(`safe.directory ${work}`),
    });
  });

  it('says where a file is, from its root, also through a link', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    mkdirSync(join(work, 'a/b'), { recursive: true });
    symlinkSync(work, join(folder(), 'link'));
    const repository = await open(work);
    expect(pathInRepository(repository, join(work, 'app.yaml'))).toBe('app.yaml');
    expect(pathInRepository(repository, join(folder(), 'link/a/b/not-there.yaml'))).toBe(
      'a/b/not-there.yaml',
    );
  });

  it('knows a person only when somebody said who they are', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    expect(await identityOf(await open(work))).toBeNull();
    expect(await identityOf(await open(work, ADA))).toBe('Ada Ops <ada@example.test>');
    git(work, 'config', 'user.email', 'only@example.test');
    expect(await identityOf(await open(work))).toBeNull();
  });

  it('is clean with files of our own in it, whatever git is called with', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    const clean = { commit: git(work, 'rev-parse', 'HEAD'), dirty: false };
    mkdirSync(join(work, 'out/deep'), { recursive: true });
    const own = ['out/deep/plan*.json', ':(top)report.json', 'not/there.json', '../beside.json'].map((name) =>
      join(work, name),
    );
    for (const index of [0, 1, 3]) writeFileSync(own[index] ?? '', 'ours');
    const env = { ...ENV, GIT_DIR: folder(), GIT_INDEX_FILE: join(folder(), 'index'), GIT_EDITOR: 'vi' };
    expect(await readSource(await open(work, env), own)).toEqual(clean);
    writeFileSync(join(work, 'out/deep/planned.json'), 'not ours');
    expect(await readSource(await open(work, env), own)).toEqual({ ...clean, dirty: true });
  });

  it('has no commit before the first one', async () => {
    const work = join(folder(), 'work');
    mkdirSync(work);
    git(work, 'init', '--quiet');
    expect(await readSource(await open(work))).toEqual({ commit: null, dirty: false });
  });

  it('is read for its commit without a touch of its index', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    const index = readFileSync(join(work, '.git/index'));
    writeFileSync(join(work, 'app.yaml'), 'one');
    expect(await readSource(await open(work))).toEqual({
      commit: git(work, 'rev-parse', 'HEAD'),
      dirty: false,
    });
    expect(readFileSync(join(work, '.git/index')).equals(index)).toBe(true);
    writeFileSync(join(work, 'app.yaml'), 'two');
    expect(await readSource(await open(work))).toMatchObject({ dirty: true });
    expect(await readSource(await openRepository(folder(), ENV))).toEqual({ commit: null, dirty: false });
  });
});

describe('a ref', () => {
  it('is swapped only from what it was', async () => {
    const { git: run } = await open(createWorkTree(join(folder(), 'work')));
    const commit = (message: string) =>
      writeCommit(run, {
        parent: null,
        changes: new Map([['a', message]]),
        message,
        author: 'A <a@b>',
        time: 0,
      });
    const [one, two] = [await commit('one'), await commit('two')];
    const ref = 'refs/muleteer/x';
    expect(await swapRef(run, { ref, before: one, next: two })).toBe(false);
    expect(await readRef(run, ref)).toBeNull();
    expect(await swapRef(run, { ref, before: null, next: one })).toBe(true);
    expect(await swapRef(run, { ref, before: null, next: two })).toBe(false);
    expect(await swapRef(run, { ref, before: two, next: null })).toBe(false);
    expect(await readRef(run, ref)).toBe(one);
    expect(await swapRef(run, { ref, before: one, next: two })).toBe(true);
    expect(await swapRef(run, { ref, before: two, next: null })).toBe(true);
    expect(await readRef(run, ref)).toBeNull();
  });

  it('is swapped also when git dies right after it', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    const real = git(work, '--exec-path');
    script('git', `${real}/git "$@" || exit; case "$*" in *update-ref*) echo no >&2; exit 1;; esac`);
    const { git: run } = await open(work, { ...ENV, PATH: `${folder()}:${ENV.PATH}` });
    expect(await swapRef(run, { ref: 'refs/x', before: null, next: git(work, 'rev-parse', 'HEAD') })).toBe(
      true,
    );
  });
});

describe('git', () => {
  it('gives up on a remote that says nothing', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    git(work, 'remote', 'add', 'origin', 'ssh://nobody@127.0.0.1/estate.git');
    const ssh = script('ssh', 'exec sleep 5');
    const pipes = countPipes();
    const repository = await open(work, { ...ENV, GIT_SSH_COMMAND: ssh });
    await expect(openRemote(repository, 'origin', 300).readRef('refs/x')).rejects.toMatchObject({
      code: 'unreachable',
      message: 'git remote origin: no answer',
    });
    // What still runs must not keep this process.
    await expect.poll(countPipes, { timeout: 3_000 }).toBeLessThanOrEqual(pipes);
  });

  it('asks for no password', async () => {
    const server = createServer((_, answer) => {
      answer.writeHead(401, { 'WWW-Authenticate': 'Basic realm="estate"' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const work = createWorkTree(join(folder(), 'work'));
    git(work, 'remote', 'add', 'origin', `http://127.0.0.1:${port}/estate.git`);
    await expect(openRemote(await open(work), 'origin').readRef('refs/x')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/terminal prompts disabled$/),
      hint: 'git ls-remote origin shows whether git reaches it without asking for a password',
    });
    server.close();
  });

  it('lets ssh ask nothing, unless a person chose how ssh is called', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    git(work, 'remote', 'add', 'origin', 'ssh://nobody@127.0.0.1/estate.git');
    const log = join(folder(), 'log');
    script('ssh', `echo "default $*" >> ${log}; exit 255`);
    const own = script('own', `echo "own $*" >> ${log}; exit 255`);
    const calls = async (env: Variables): Promise<string> => {
      writeFileSync(log, '');
      await openRemote(await open(work, env), 'origin')
        .readRef('refs/x')
        .catch(() => {});
      return readFileSync(log, 'utf8');
    };
    const path = { ...ENV, PATH: `${folder()}:${ENV.PATH}` };
    expect(await calls(path)).toContain('default -o BatchMode=yes -o ConnectTimeout=30');
    expect(await calls({ ...path, GIT_SSH_COMMAND: own })).toMatch(/^own (?!.*BatchMode)/);
    git(work, 'config', 'core.sshCommand', own);
    expect(await calls(path)).toMatch(/^own (?!.*BatchMode)/);
  });

  it('takes credentials from the configuration in the environment, as CI systems give them', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    const bare = publish(work, join(folder(), 'bare.git'));
    git(work, 'remote', 'set-url', 'origin', 'ci://estate');
    const env = {
      ...ENV,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.${bare}.insteadOf`,
      GIT_CONFIG_VALUE_0: 'ci://estate',
    };
    expect(await openRemote(await open(work, env), 'origin').readRef('refs/heads/main')).toBe(
      git(work, 'rev-parse', 'main'),
    );
  });

  it('finds a ref by its whole name', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    publish(work, join(folder(), 'bare.git'));
    git(work, 'push', '--quiet', 'origin', 'main:refs/other/refs/muleteer/applied/x');
    expect(await openRemote(await open(work), 'origin').readRef('refs/muleteer/applied/x')).toBeNull();
  });

  it('is heard to the end, also where its words come after it has ended', async () => {
    script('git', 'echo first; (sleep 0.3; echo last) &');
    const told = await createGit(folder(), { ...ENV, PATH: `${folder()}:${ENV.PATH}` }).text(['version']);
    expect(told).toBe('first\nlast\n');
  });

  it('leaves no timer behind that keeps the command from ending', async () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    onTestFinished(() => void vi.restoreAllMocks());
    await createGit(folder(), ENV).text(['version']);
    const gone = new Set<unknown>(cleared.mock.calls.map(([timer]) => timer));
    const left = set.mock.results.flatMap(({ value: timer }, index) =>
      gone.has(timer) || !timer.hasRef() ? [] : [set.mock.calls[index]?.[1] ?? 0],
    );
    expect(Math.max(0, ...left)).toBeLessThanOrEqual(50);
  });

  it('is tried again after a signal that was meant for us', async () => {
    const work = createWorkTree(join(folder(), 'work'));
    const marker = join(folder(), 'marker');
    const real = git(work, '--exec-path');
    script('git', `if [ -e ${marker} ]; then exec ${real}/git "$@"; fi; touch ${marker}; kill -INT $$`);
    const told = await createGit(work, { ...ENV, PATH: `${folder()}:${ENV.PATH}` }).text([
      'rev-parse',
      'HEAD',
    ]);
    expect(told.trim()).toBe(git(work, 'rev-parse', 'HEAD'));
  });
});

describe('what git says', () => {
  it.each([
    [
      "unable to access 'https://ada:s3cr3t@git.example.test/a.git/': 403",
      "unable to access 'https://git.example.test/a.git/': 403",
    ],
    [
      'https://token@git.example.test and ssh://git@git.example.test:22/x',
      'https://git.example.test and ssh://git.example.test:22/x',
    ],
    ['https://ada:p@ss@git.example.test/a@b', 'https://git.example.test/a@b'],
    ['git@github.com:acme/estate.git', 'git@github.com:acme/estate.git'],
  ])('has no credentials: %s', (said, shown) => {
    expect(hideCredentials(said)).toBe(shown);
  });
});

function script(name: string, does: string): string {
  const file = join(folder(), name);
  writeFileSync(file, `#!/bin/sh\n${does}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Pipes that are open in this process, and would keep it from ending. */
function countPipes(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length;
}
