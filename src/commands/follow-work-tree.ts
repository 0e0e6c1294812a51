/** Revisions of a work tree that somebody else changes: by hand, or with `git pull`. */
import { relative, resolve, sep } from 'node:path';
import type { Watched } from '../files/watch-files.ts';
import { openRepository, type Repository } from '../git/open-repository.ts';
import { readSource } from '../git/read-source.ts';
import { afterQuietPeriod } from '../loop/quiet-period.ts';
import type { Source } from '../model/source.ts';
import { ownFiles } from './console-output.ts';
import type { Io } from './io.ts';
import type { OutputOptions } from './options.ts';
import type { RecordOptions } from './record-options.ts';
import type { RevisionSource } from './revision-source.ts';

/** A checkout writes its files one by one. */
const QUIET_MS = 1_000;
const MOST_MS = 10_000;

type WorkTreeOptions = RecordOptions & Pick<OutputOptions, 'output'>;

export async function followWorkTree(
  paths: readonly string[],
  options: WorkTreeOptions,
  io: Io,
): Promise<RevisionSource> {
  const repository = await openRepository(io.cwd, io.env);
  let last: Source | null = null;
  return {
    branch: null,
    async look(reasons) {
      const source = await readSource(repository, ownFiles(options, io));
      const isSame = last !== null && last.commit === source.commit && last.dirty === source.dirty;
      last = source;
      // By itself time brings no more than a commit that nobody told of.
      if (isSame && [...reasons].every((one) => one === 'interval' || one === 'hook')) return null;
      return { cwd: io.cwd, release: async () => {} };
    },
    async watch(changed, failed) {
      const { now } = io.clock;
      const soon = afterQuietPeriod({ quiet: QUIET_MS, most: MOST_MS, now, after: io.after }, changed);
      const watched = await watchedOf(paths, repository, options, io);
      return io.watch(watched, { changed: soon, failed });
    },
  };
}

/**
 * The whole work tree, since manifests name files anywhere in it, and the log of what was checked out: a commit of
 * files that are there already changes nothing else.
 */
async function watchedOf(
  paths: readonly string[],
  repository: Repository | null,
  { record }: WorkTreeOptions,
  { cwd }: Io,
): Promise<Watched> {
  const kept = record?.startsWith('file:') === true ? resolve(cwd, record.slice('file:'.length)) : null;
  const isKept = (path: string): boolean =>
    kept !== null && (path === kept || path.startsWith(`${kept}${sep}`));
  if (repository === null) {
    const folders = (paths.length === 0 ? ['.'] : paths).map((path) => resolve(cwd, path));
    return { paths: folders, isIgnored: (path) => isKept(path) || isAside(path, cwd) };
  }
  const { git, root } = repository;
  const log = resolve(root, (await git.text(['rev-parse', '--git-path', 'logs/HEAD'])).trim());
  const isIgnored = (path: string): boolean => path !== log && (isKept(path) || isAside(path, root));
  return { paths: [root, log], isIgnored };
}

function isAside(path: string, root: string): boolean {
  return relative(root, path)
    .split(sep)
    .some((part) => part === '.git' || part === 'node_modules');
}
