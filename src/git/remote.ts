import { MuleteerError } from '../model/errors.ts';
import { GitFailure } from './git-failure.ts';
import type { Repository } from './open-repository.ts';
import type { RefSwap } from './refs.ts';
import type { GitExtra } from './run-git.ts';

/** What is asked of a remote. All of it may throw MuleteerError `unreachable`, with git's reason. */
export interface Remote {
  readonly name: string;
  /** What a ref names there; null: there is no such ref. */
  readRef(ref: string): Promise<string | null>;
  /** Brings objects here, and moves no ref: not even those that follow the remote. */
  fetch(what: readonly string[], options?: readonly string[]): Promise<void>;
  /** A compare-and-swap there. */
  swapRef(swap: RefSwap & { readonly next: string }): Promise<PushAnswer>;
}

export type PushAnswer =
  | { readonly is: 'done' }
  /** The ref names something else there than we thought. */
  | { readonly is: 'moved'; readonly now: string | null }
  /** It may not be written, or not by us. */
  | { readonly is: 'denied'; readonly reason: string };

/** Nothing of the person's configured refspecs, tags or submodules; whole objects also in a partial clone. */
const FETCH = [
  'fetch',
  '--refmap=',
  '--no-tags',
  '--no-recurse-submodules',
  '--no-write-fetch-head',
  '--no-filter',
  '--progress',
];

/** Milliseconds without a word from the other side. */
const REMOTE_LIMIT = 60_000;

export function openRemote(repository: Repository, name: string, limit: number = REMOTE_LIMIT): Remote {
  const talk = createTalk(repository, name, limit);
  const look = async (ref: string): Promise<string | null> => {
    const told = await talk(['ls-remote', '--quiet', name, ref]);
    // Git also lists refs that only end like this one.
    const line = told.split('\n').find((one) => one.endsWith(`\t${ref}`));
    return line?.split('\t')[0] ?? null;
  };
  return {
    name,
    readRef: look,
    fetch: async (what, options = []) => {
      await talk([...FETCH, ...options, name, ...what]);
    },
    swapRef: async (swap) => {
      try {
        await talk(pushOf(name, swap));
        return { is: 'done' };
      } catch (error) {
        // An answer may have been lost, and git's words differ. What the ref names there now does not.
        const now = await look(swap.ref);
        if (now === swap.next) return { is: 'done' };
        return now === swap.before ? { is: 'denied', reason: reasonOf(error) } : { is: 'moved', now };
      }
    },
  };
}

function pushOf(
  remote: string,
  { ref, before, next }: RefSwap & { readonly next: string },
): readonly string[] {
  return [
    'push',
    '--porcelain',
    '--progress',
    `--force-with-lease=${ref}:${before ?? ''}`,
    remote,
    `${next}:${ref}`,
  ];
}

type Talk = (args: readonly string[]) => Promise<string>;

function createTalk(repository: Repository, name: string, limit: number): Talk {
  const git = repository.git.stuckAfter(limit);
  let extra: Promise<GitExtra> | null = null;
  return async (args) => {
    extra ??= quietSsh(repository);
    try {
      return await git.text(args, await extra);
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      throw await unreachable(repository, name, error);
    }
  };
}

/** ssh must not ask either; a person who chose how ssh is called chose that, too. */
async function quietSsh({ git, env }: Repository): Promise<GitExtra> {
  if ((env.GIT_SSH_COMMAND ?? '') !== '' || (env.GIT_SSH ?? '') !== '') return {};
  if (await git.asks(['config', '--get', 'core.sshCommand'])) return {};
  return { env: { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=30' } };
}

async function unreachable({ git }: Repository, name: string, cause: GitFailure): Promise<MuleteerError> {
  // Its own words first: git may have failed for want of anything, and then a second command may, too.
  const mayBeUnknown = /does not appear to be a git repository/.test(cause.output) && !/[/:\\]/.test(name);
  if (
    mayBeUnknown &&
    !(await git.asks(['config', '--get-regexp', `^remote\\.${escaped(name)}\\.(push)?url$`]))
  ) {
    return new MuleteerError('settings', `there is no git remote named ${name}`, {
      hint: `git remote add ${name} URL, or name one that git remote lists`,
      cause,
    });
  }
  return new MuleteerError('unreachable', `git remote ${name}: ${rejection(cause) ?? cause.reason}`, {
    hint: `git ls-remote ${name} shows whether git reaches it without asking for a password`,
    cause,
  });
}

function reasonOf(error: unknown): string {
  const failure = error instanceof MuleteerError ? error.cause : error;
  return failure instanceof GitFailure ? (rejection(failure) ?? failure.reason) : String(failure);
}

/** `! [remote rejected] abc -> ref (why)`, or the same with tabs: the reason in its brackets. */
function rejection({ output }: GitFailure): string | null {
  const line = output.split('\n').find((one) => one.startsWith('!') || one.trimStart().startsWith('! ['));
  return /\(([^()]*)\)\s*$/.exec(line ?? '')?.[1] ?? null;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The remote to ask where none is named: the only one, or `origin`; null where neither is there. */
export async function defaultRemote({ git }: Repository): Promise<string | null> {
  const names = (await git.text(['remote'])).split('\n').filter(Boolean);
  if (names.length === 1) return names[0] ?? null;
  return names.includes('origin') ? 'origin' : null;
}
