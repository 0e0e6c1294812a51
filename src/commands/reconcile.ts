/** The loop: `--once` as a job that somebody else schedules, else as a service that runs until it is stopped. */
import { resolve } from 'node:path';
import { MuleteerError } from '../model/errors.ts';
import { besideEvents, withEvents } from './event-stream.ts';
import { followRemote, type RemoteOptions } from './follow-remote.ts';
import { followWorkTree } from './follow-work-tree.ts';
import { EXIT, type Io } from './io.ts';
import { type OnceOptions, reconcileOnce } from './reconcile-once.ts';
import type { RevisionSource } from './revision-source.ts';
import type { ServiceOptions } from './service.ts';
import { givingUp } from './stoppable.ts';

export interface ReconcileOptions extends OnceOptions, ServiceOptions, Partial<RemoteOptions> {
  readonly once?: true;
}

export async function reconcileCommand(
  paths: readonly string[],
  options: ReconcileOptions,
  io: Io,
): Promise<number> {
  return options.once === true ? once(paths, options, io) : serve(paths, options, io);
}

async function once(paths: readonly string[], options: ReconcileOptions, io: Io): Promise<number> {
  return withEvents(options, io, async (events) => {
    const told = besideEvents(inPlace(options, io));
    const { look } = await sourceOf(paths, told, io);
    const checkout = await givingUp(look(new Set(['start'] as const)), io);
    if (checkout === null) return EXIT.done;
    try {
      return await reconcileOnce({ paths, cwd: checkout.cwd }, told, { io, events });
    } finally {
      await checkout.release();
    }
  });
}

async function serve(paths: readonly string[], options: ReconcileOptions, io: Io): Promise<number> {
  if (options.output.length > 0)
    throw new MuleteerError('usage', '-o goes with --once', {
      hint: 'a service writes its log, as JSON, to stderr',
    });
  const settled = inPlace(options, io);
  // Its web server is more than all other commands have to load.
  const { runService } = await import('./service.ts');
  return runService(paths, await sourceOf(paths, settled, io), settled, io);
}

/** Paths that are about this folder, and not about a clone of ours. */
function inPlace(options: ReconcileOptions, { cwd }: Io): ReconcileOptions {
  const { record, repo } = options;
  return {
    ...options,
    ...(record?.startsWith(FILE) === true
      ? { record: `${FILE}${resolve(cwd, record.slice(FILE.length))}` }
      : {}),
    ...(repo === undefined ? {} : { ownClone: true as const }),
  };
}

const FILE = 'file:';

function sourceOf(paths: readonly string[], options: ReconcileOptions, io: Io): Promise<RevisionSource> {
  const { repo, branch, workDir, verifySignatures } = options;
  if (repo !== undefined) return followRemote({ ...options, repo }, io);
  const [flag] = [
    ...(branch === undefined ? [] : ['--branch']),
    ...(workDir === undefined ? [] : ['--work-dir']),
    ...(verifySignatures === undefined ? [] : ['--verify-signatures']),
  ];
  if (flag === undefined) return followWorkTree(paths, options, io);
  throw new MuleteerError('usage', `${flag} goes with --repo`, { hint: 'name the repository to follow' });
}
