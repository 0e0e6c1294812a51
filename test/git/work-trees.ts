/** Real repositories in a folder that goes away after each test, and nothing of this machine's git settings. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Enough to run git, and a home without settings: a CI runner that nobody has told who they are. */
export const ENV: Variables = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
};

export const ADA: Variables = { ...ENV, GIT_AUTHOR_NAME: 'Ada Ops', GIT_AUTHOR_EMAIL: 'ada@example.test' };

/** A folder for each test; called below `describe`, or at the top of a file. */
export function useFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'muleteer-git-')));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return () => folder;
}

export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], {
    env: {
      ...ENV,
      GIT_AUTHOR_NAME: 'Dev',
      GIT_AUTHOR_EMAIL: 'dev@example.test',
      GIT_COMMITTER_NAME: 'Dev',
      GIT_COMMITTER_EMAIL: 'dev@example.test',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'protocol.file.allow',
      GIT_CONFIG_VALUE_0: 'always',
    },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** A work tree on `main` with one commit. */
export function createWorkTree(folder: string, ...options: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main', ...options);
  commitFile(folder, 'app.yaml', 'one');
  return folder;
}

export function createBare(folder: string, ...options: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', ...options);
  return folder;
}

/** Resolves to the commit. */
export function commitFile(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  git(folder, 'add', name);
  git(folder, 'commit', '--quiet', '-m', `${name}: ${text}`);
  return git(folder, 'rev-parse', 'HEAD');
}

/** A bare repository with a work tree's branches, named `origin` there. */
export function publish(workTree: string, bare: string): string {
  createBare(bare);
  git(workTree, 'remote', 'add', 'origin', bare);
  git(workTree, 'push', '--quiet', 'origin', '--all');
  return bare;
}

export function cloneOf(bare: string, folder: string, ...options: readonly string[]): string {
  git(dirname(folder), 'clone', '--quiet', ...options, `file://${bare}`, folder);
  return folder;
}

/** What actions/checkout leaves: one commit, no branch, nobody's name. */
export function ciCheckout(bare: string, folder: string, commit: string): string {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet');
  git(folder, 'remote', 'add', 'origin', `file://${bare}`);
  git(folder, 'fetch', '--quiet', '--no-tags', '--depth=1', 'origin', commit);
  git(folder, 'checkout', '--quiet', '--detach', commit);
  return folder;
}
