import { MuleteerError } from '../model/errors.ts';
import type { Repository } from './open-repository.ts';
import { hasCommit, isAncestor } from './refs.ts';
import { defaultRemote, openRemote, type Remote } from './remote.ts';

/** How the commit to apply stands to the one that was applied last. `unknown`: that one cannot be had. */
export type Standing = 'follows' | 'same' | 'behind' | 'diverged' | 'unknown';

/** How far a shallow clone is deepened, in commits: a little first, then wholly, for which this is git's own word. */
const A_LITTLE = '--deepen=100';
const WHOLLY = '--depth=2147483647';

/**
 * Whether a commit comes after the recorded one. A shallow clone, as CI makes them, is deepened from the named
 * remote, else from the only one or `origin`.
 */
export async function followsRecorded(
  repository: Repository,
  recorded: string,
  source: string,
  remoteName: string | null,
): Promise<Standing> {
  if (recorded === source) return 'same';
  const standing = await compare(repository, recorded, source);
  if (standing !== null) return standing;
  const remote = await remoteFor(repository, remoteName);
  if (remote === null) return 'unknown';
  if (!(await hasCommit(repository.git, recorded))) await tryFetch(remote, [recorded], []);
  return (
    (await compare(repository, recorded, source)) ?? (await deepen(repository, remote, [source, recorded]))
  );
}

/** Null: not to be told from the history that is here. A shallow one lacks ways, and so shows no absence of them. */
async function compare(repository: Repository, recorded: string, source: string): Promise<Standing | null> {
  const { git } = repository;
  if (!(await hasCommit(git, recorded)) || !(await hasCommit(git, source))) return null;
  if (await isAncestor(git, recorded, source)) return 'follows';
  if (await isAncestor(git, source, recorded)) return 'behind';
  return (await isShallow(repository)) ? null : 'diverged';
}

async function deepen(
  repository: Repository,
  remote: Remote,
  [source, recorded]: readonly [source: string, recorded: string],
): Promise<Standing> {
  // Some servers are asked for branches only, and none has a commit that was never pushed: hence HEAD.
  const steps = [[A_LITTLE, source] as const, [WHOLLY, source] as const, [WHOLLY, 'HEAD'] as const];
  for (const [depth, want] of steps) {
    await tryFetch(remote, [want], [depth]);
    const standing = await compare(repository, recorded, source);
    if (standing !== null) return standing;
  }
  return 'unknown';
}

async function isShallow({ git }: Repository): Promise<boolean> {
  return (await git.text(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
}

async function remoteFor(repository: Repository, name: string | null): Promise<Remote | null> {
  const chosen = name ?? (await defaultRemote(repository));
  return chosen === null ? null : openRemote(repository, chosen);
}

/** What cannot be had leaves the question open, which is an answer of its own. */
async function tryFetch(remote: Remote, what: readonly string[], options: readonly string[]): Promise<void> {
  try {
    await remote.fetch(what, options);
  } catch (error) {
    if (!(error instanceof MuleteerError)) throw error;
  }
}

/**
 * Whether a commit belongs to a branch: it is checked out; or no branch is, as in CI, and the branch, our own or a
 * remote's, contains the commit. Where nothing here shows it, the remote is asked.
 */
export async function branchHolds(repository: Repository, branch: string, commit: string): Promise<boolean> {
  const checkedOut = await checkedOutBranch(repository);
  if (checkedOut !== null) return checkedOut === `refs/heads/${branch}`;
  return (
    (await isContained(repository, branch, commit)) || (await isContainedThere(repository, branch, commit))
  );
}

async function checkedOutBranch({ git }: Repository): Promise<string | null> {
  const question = ['symbolic-ref', '--quiet', 'HEAD'];
  return (await git.asks(question)) ? (await git.text(question)).trim() : null;
}

async function isContained({ git }: Repository, branch: string, commit: string): Promise<boolean> {
  const patterns = [`refs/heads/${branch}`, `refs/remotes/*/${branch}`];
  const told = await git.text(['for-each-ref', '--format=%(refname)', `--contains=${commit}`, ...patterns]);
  // A pattern also fits what is below it, and `*` in the name of a branch would fit others.
  return told.split('\n').some((ref) => isNamed(ref, branch));
}

function isNamed(ref: string, branch: string): boolean {
  if (ref === `refs/heads/${branch}`) return true;
  return ref.startsWith('refs/remotes/') && ref.split('/').slice(3).join('/') === branch;
}

async function isContainedThere(repository: Repository, branch: string, commit: string): Promise<boolean> {
  const remote = await remoteFor(repository, null);
  if (remote === null) return false;
  try {
    const ref = `refs/heads/${branch}`;
    const tip = await remote.readRef(ref);
    if (tip === null) return false;
    await remote.fetch([ref], (await isShallow(repository)) ? [WHOLLY] : []);
    return await isAncestor(repository.git, commit, tip);
  } catch (error) {
    if (error instanceof MuleteerError) return false;
    throw error;
  }
}
