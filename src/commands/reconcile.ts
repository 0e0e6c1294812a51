/** The loop: `--once` as a job that somebody else schedules, else as a service that runs until it is stopped. */
import { type Command, Option } from 'commander';
import { MuleteerError } from '../model/errors.ts';
import { besideEvents, withEvents } from './event-stream.ts';
import { addExecOption } from './exec-options.ts';
import { followWorkTree } from './follow-work-tree.ts';
import type { Io } from './io.ts';
import { parseCount, parseDuration } from './option-values.ts';
import { addOutputOptions, addTargetOption, addTimeoutOption, parallelismOption } from './options.ts';
import { type OnceOptions, reconcileOnce } from './reconcile-once.ts';
import { addRecordOptions } from './record-options.ts';
import { runService, type ServiceOptions } from './service.ts';

interface ReconcileOptions extends OnceOptions, ServiceOptions {
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
  addExecOption(addRecordOptions(addTargetOption(command)));
  addOutputOptions(addTimeoutOption(command), ['text', 'ndjson']);
  command.action((paths: string[], options: ReconcileOptions) =>
    run(options.once === true ? once(paths, options, io) : serve(paths, options, io)),
  );
}

function once(paths: readonly string[], options: OnceOptions, io: Io): Promise<number> {
  return withEvents(options, io, (events) => reconcileOnce(paths, besideEvents(options), { io, events }));
}

async function serve(paths: readonly string[], options: ServiceOptions, io: Io): Promise<number> {
  if (options.output.length > 0)
    throw new MuleteerError('usage', '-o goes with --once', {
      hint: 'a service writes its log, as JSON, to stderr',
    });
  return runService(paths, await followWorkTree(paths, options, io), options, io);
}
