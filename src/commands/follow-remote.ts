/** Revisions of a branch of a git remote, each in a work tree of its own. */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../artifacts/cache-folder.ts';
import { makeFolder } from '../files/make-folder.ts';
import { type Mirror, openMirror } from '../git/mirror.ts';
import { MuleteerError } from '../model/errors.ts';
import { notWritable } from './console-output.ts';
import type { Io } from './io.ts';
import type { RevisionSource } from './revision-source.ts';

export interface RemoteOptions {
  /** A URL, or the path of a repository on this machine. */
  readonly repo: string;
  readonly branch?: string;
  readonly workDir?: string;
  readonly verifySignatures?: true;
}

const DEFAULT_BRANCH = 'main';

export async function followRemote(options: RemoteOptions, io: Io): Promise<RevisionSource> {
  const url = urlOf(options.repo, io);
  const { branch = DEFAULT_BRANCH, verifySignatures = false } = options;
  const folder = workFolder(url, options, io);
  const mirror = await openMirror({ folder, url, branch, env: io.env, runner: io.runner });
  let last: string | null = null;
  return {
    branch,
    async look(reasons) {
      const newest = await mirror.fetch();
      const isAsked = reasons.has('start') || reasons.has('signal');
      if (newest === last && !isAsked) return null;
      if (verifySignatures) {
        // Said once, and not again until there is another one.
        last = newest;
        await assertTrusted(mirror, newest, branch);
      }
      const cwd = await mirror.checkOut(newest);
      last = newest;
      return { cwd, release: () => mirror.remove(cwd) };
    },
    watch: async () => async () => {},
  };
}

async function assertTrusted(mirror: Mirror, commit: string, branch: string): Promise<void> {
  const reason = await mirror.distrust(commit);
  if (reason === null) return;
  throw new MuleteerError('refused', `commit ${commit.slice(0, 7)} of ${branch} is not trusted: ${reason}`, {
    hint: 'git verify-commit decides: sign it with a key that git trusts here, or see gpg.ssh.allowedSignersFile',
  });
}

/** A password in a URL would be seen in the list of processes, and kept on disk. */
function urlOf(repo: string, { cwd }: Io): string {
  if (/^https?:\/\/[^/]*@/i.test(repo) || /^[a-z][a-z0-9+.-]*:\/\/[^/@]*:[^/@]*@/i.test(repo))
    throw new MuleteerError('usage', '--repo holds no user or password', {
      hint: 'give them to git: a credential helper, GIT_ASKPASS, an ssh key, or GIT_CONFIG_COUNT with http.extraHeader',
    });
  // `host:path` is ssh, `C:\path` is not.
  const isRemote = /^[a-z][a-z0-9+.-]*:\/\//i.test(repo) || /^[^/\\]{2,}:/.test(repo);
  return isRemote ? repo : resolve(cwd, repo);
}

function workFolder(url: string, { workDir }: RemoteOptions, { cwd, env }: Io): string {
  const name = createHash('sha256').update(url).digest('hex').slice(0, 16);
  const folder = workDir === undefined ? join(cacheFolder(env), 'repositories', name) : resolve(cwd, workDir);
  try {
    makeFolder(folder);
    return folder;
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}
