/** The loop: `--once` as a job that somebody else schedules, else as a service that runs until it is stopped. */
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { MuleteerError } from '../model/errors.ts';
import { besideEvents, withEvents } from './event-stream.ts';
import { addExecOption } from './exec-options.ts';
import { followRemote, type RemoteOptions } from './follow-remote.ts';
import { followWorkTree } from './follow-work-tree.ts';
import { EXIT, type Io } from './io.ts';
import { parseCount, parseDuration } from './option-values.ts';
import { addOutputOptions, addTargetOption, addTimeoutOption, parallelismOption } from './options.ts';
import { type OnceOptions, reconcileOnce } from './reconcile-once.ts';
import { addRecordOptions } from './record-options.ts';
import type { RevisionSource } from './revision-source.ts';
import type { ServiceOptions } from './service.ts';
import { listenOption } from './status-settings.ts';
import { givingUp } from './stoppable.ts';

interface ReconcileOptions extends OnceOptions, ServiceOptions, Partial<RemoteOptions> {
  readonly once?: true;
}

/** They wait for others most of the time. */
const TURNS_AT_ONCE = 32;

export function addReconcileCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('reconcile')
    .description('bring every target in line with git, without asking, each for itself; again and again')
    .argument('[path...]', 'manifests, files or folders (default: the current folder)')
    .option('--once', 'one turn of each target, and then end: for a job that is scheduled')
    .addOption(
      new Option('--interval <duration>', 'how often each target is looked at: 90s, 10m, 1h')
        .default(300_000, '5m')
        .argParser(parseDuration),
    )
    .addOption(
      new Option('--turns <n>', 'how many targets may have their turn at once')
        .default(TURNS_AT_ONCE)
        .argParser(parseCount),
    )
    .addOption(parallelismOption('how many writes may be on their way at once, for each target'));
  command.addOption(listenOption());
  addRemoteOptions(command);
  addExecOption(addRecordOptions(addTargetOption(command)));
  addOutputOptions(addTimeoutOption(command), ['text', 'ndjson']);
  command.action((paths: string[], options: ReconcileOptions) =>
    run(options.once === true ? once(paths, options, io) : serve(paths, options, io)),
  );
}

function addRemoteOptions(command: Command): void {
  command
    .option('--repo <url>', 'follow a git remote in a clone of its own, and not the work tree here')
    .option('--branch <name>', 'with --repo: the branch to follow (default: main)')
    .option('--work-dir <folder>', 'with --repo: where the clone is kept (default: with the downloads)')
    .option('--verify-signatures', 'with --repo: take no commit whose signature git does not trust');
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
