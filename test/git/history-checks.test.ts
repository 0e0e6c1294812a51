import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { branchHolds, followsRecorded, type Standing } from '../../src/git/history-checks.ts';
import { openRepository, type Repository } from '../../src/git/open-repository.ts';
import {
  ciCheckout,
  cloneOf,
  commitFile,
  createWorkTree,
  ENV,
  git,
  publish,
  useFolder,
} from './work-trees.ts';

const folder = useFolder();

let work: string;
let bare: string;
/** Commits of `main`, oldest first. */
let main: readonly string[];

beforeEach(() => {
  work = createWorkTree(join(folder(), 'work'));
  const first = git(work, 'rev-parse', 'HEAD');
  main = [first, ...['two', 'three', 'four'].map((text) => commitFile(work, 'app.yaml', text))];
  bare = publish(work, join(folder(), 'bare.git'));
});

async function open(at: string): Promise<Repository> {
  const repository = await openRepository(at, ENV);
  if (repository === null) throw new Error(`${at} is no work tree`);
  return repository;
}

async function standing(
  at: string,
  recorded: string,
  source: string,
  remote: string | null = null,
): Promise<Standing> {
  return await followsRecorded(await open(at), recorded, source, remote);
}

function commit(index: number): string {
  return main.at(index) ?? '';
}

describe('how a commit stands to the recorded one', () => {
  it('tells the four ways in a whole clone, without asking a remote', async () => {
    git(work, 'checkout', '--quiet', '-b', 'side', commit(1));
    const side = commitFile(work, 'side.yaml', 'one');
    git(work, 'remote', 'set-url', 'origin', join(folder(), 'gone.git'));
    expect(await standing(work, commit(1), commit(3))).toBe('follows');
    expect(await standing(work, commit(3), commit(3))).toBe('same');
    expect(await standing(work, commit(3), commit(1))).toBe('behind');
    expect(await standing(work, side, commit(3))).toBe('diverged');
  });

  it('takes a revert for what it is: a new commit', async () => {
    git(work, 'revert', '--no-edit', 'HEAD');
    expect(await standing(work, commit(3), git(work, 'rev-parse', 'HEAD'))).toBe('follows');
  });

  it('deepens a shallow clone to find the recorded commit', async () => {
    const at = ciCheckout(bare, join(folder(), 'ci'), commit(3));
    expect(await standing(at, commit(0), commit(3))).toBe('follows');
  });

  it('finds last week’s job to be behind', async () => {
    const at = ciCheckout(bare, join(folder(), 'ci'), commit(1));
    expect(await standing(at, commit(3), commit(1))).toBe('behind');
  });

  it('finds branches that went apart, from a shallow clone', async () => {
    git(work, 'checkout', '--quiet', '-b', 'side', commit(1));
    const side = commitFile(work, 'side.yaml', 'one');
    git(work, 'push', '--quiet', 'origin', 'side');
    expect(await standing(ciCheckout(bare, join(folder(), 'ci'), side), commit(3), side)).toBe('diverged');
    expect(await standing(ciCheckout(bare, join(folder(), 'main'), commit(3)), side, commit(3))).toBe(
      'diverged',
    );
    const more = cloneOf(bare, join(folder(), 'more'), '--depth=1', '--no-single-branch');
    git(bare, 'update-ref', 'refs/heads/other', commit(2));
    git(more, 'fetch', '--quiet', '--depth=1', 'origin', 'other');
    git(work, 'checkout', '--quiet', '--orphan', 'docs');
    commitFile(work, 'docs.md', 'one');
    commitFile(work, 'docs.md', 'two');
    git(work, 'push', '--quiet', 'origin', 'docs');
    git(more, 'fetch', '--quiet', '--depth=1', 'origin', 'docs');
    expect(await standing(more, side, commit(3))).toBe('diverged');
  });

  it('deepens for a commit that was never pushed', async () => {
    const at = cloneOf(bare, join(folder(), 'shallow'), '--depth=1');
    const unpushed = commitFile(at, 'app.yaml', 'five');
    expect(await standing(at, commit(0), unpushed)).toBe('follows');
  });

  it('looks far back', async () => {
    for (let index = 0; index < 105; index++)
      git(work, 'commit', '--quiet', '--allow-empty', '-m', String(index));
    git(work, 'push', '--quiet', 'origin', 'main');
    const [newest, near] = [git(work, 'rev-parse', 'HEAD'), git(work, 'rev-parse', 'HEAD~60')];
    const at = ciCheckout(bare, join(folder(), 'ci'), newest);
    expect(await standing(at, near, newest)).toBe('follows');
    expect(git(at, 'rev-list', '--count', 'HEAD')).not.toBe('109');
    const far = ciCheckout(bare, join(folder(), 'far'), newest);
    git(bare, 'symbolic-ref', 'HEAD', 'refs/heads/nothing-yet');
    expect(await standing(far, commit(0), newest)).toBe('follows');
  });

  it('asks the named remote, else origin', async () => {
    const at = ciCheckout(bare, join(folder(), 'ci'), commit(3));
    git(at, 'remote', 'add', 'upstream', `file://${bare}`);
    git(at, 'remote', 'set-url', 'origin', join(folder(), 'gone.git'));
    expect(await standing(at, commit(0), commit(3))).toBe('unknown');
    expect(await standing(at, commit(0), commit(3), 'upstream')).toBe('follows');
    git(at, 'remote', 'remove', 'origin');
    const again = ciCheckout(bare, join(folder(), 'again'), commit(3));
    git(again, 'remote', 'rename', 'origin', 'upstream');
    expect(await standing(again, commit(0), commit(3))).toBe('follows');
  });

  it('does not know where the recorded commit cannot be had', async () => {
    const lost = '1'.repeat(40);
    expect(await standing(work, lost, commit(3))).toBe('unknown');
    const at = ciCheckout(bare, join(folder(), 'ci'), commit(3));
    expect(await standing(at, lost, commit(3))).toBe('unknown');
    const alone = ciCheckout(bare, join(folder(), 'alone'), commit(3));
    git(alone, 'remote', 'remove', 'origin');
    expect(await standing(alone, commit(0), commit(3))).toBe('unknown');
  });

  it('deepens from a server that gives branches only', async () => {
    const at = ciCheckout(bare, join(folder(), 'ci'), commit(2));
    git(at, 'config', 'protocol.version', '0');
    expect(await standing(at, commit(0), commit(2))).toBe('follows');
  });

  it('moves no branch and no remote-tracking ref while it deepens', async () => {
    const at = cloneOf(bare, join(folder(), 'shallow'), '--depth=1');
    commitFile(work, 'app.yaml', 'five');
    git(work, 'tag', 'v1');
    git(work, 'push', '--quiet', 'origin', 'main', 'v1');
    const before = git(at, 'for-each-ref');
    expect(await standing(at, commit(0), commit(3))).toBe('follows');
    expect(git(at, 'for-each-ref')).toBe(before);
  });
});

describe('the branch of a commit', () => {
  it('is the one that is checked out', async () => {
    const repository = await open(work);
    expect(await branchHolds(repository, 'main', commit(3))).toBe(true);
    git(work, 'checkout', '--quiet', '-b', 'side');
    expect(await branchHolds(repository, 'main', commit(3))).toBe(false);
    expect(await branchHolds(repository, 'side', commit(3))).toBe(true);
  });

  it('is any that contains it where none is checked out', async () => {
    git(work, 'checkout', '--quiet', '-b', 'release/1.x', commit(2));
    const release = commitFile(work, 'release.yaml', 'one');
    git(work, 'push', '--quiet', 'origin', 'release/1.x');
    git(work, 'checkout', '--quiet', '--detach', commit(1));
    const repository = await open(work);
    expect(await branchHolds(repository, 'main', commit(1))).toBe(true);
    expect(await branchHolds(repository, 'release/1.x', commit(1))).toBe(true);
    expect(await branchHolds(repository, 'main', release)).toBe(false);
    git(work, 'branch', '--quiet', '-D', 'main', 'release/1.x');
    expect(await branchHolds(repository, 'main', commit(1))).toBe(true);
    expect(await branchHolds(repository, 'release/1.x', release)).toBe(true);
    expect(await branchHolds(repository, '1.x', release)).toBe(false);
    expect(await branchHolds(repository, 'ma*', commit(1))).toBe(false);
    expect(await branchHolds(repository, 'none', commit(1))).toBe(false);
  });

  it('is asked of the remote by a bare-bones CI checkout', async () => {
    git(work, 'checkout', '--quiet', '-b', 'pull-request', commit(1));
    const proposed = commitFile(work, 'evil.yaml', 'one');
    git(work, 'push', '--quiet', 'origin', 'pull-request');
    const old = await open(ciCheckout(bare, join(folder(), 'ci'), commit(1)));
    expect(await branchHolds(old, 'main', commit(1))).toBe(true);
    const proposal = await open(ciCheckout(bare, join(folder(), 'pr'), proposed));
    expect(await branchHolds(proposal, 'main', proposed)).toBe(false);
    git(proposal.root, 'remote', 'remove', 'origin');
    expect(await branchHolds(proposal, 'pull-request', proposed)).toBe(false);
  });
});
