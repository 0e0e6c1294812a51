import { type Command, Option } from 'commander';
import type { Io } from '../commands/io.ts';
import type { ReconcileOptions } from '../commands/reconcile.ts';
import { MuleteerError } from '../model/errors.ts';
import type { ListenAddress } from '../serve/listen-address.ts';
import { parseCount, parseDuration, parseListen } from './option-values.ts';
import {
  addExecOption,
  addOutputOptions,
  addRecordOptions,
  addTargetOption,
  addTimeoutOption,
  parallelismOption,
} from './options.ts';

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
  command.action((paths: string[], options: ReconcileOptions) => {
    if (options.once === true) assertOfJob(command);
    run(
      import('../commands/reconcile.ts').then(({ reconcileCommand }) => reconcileCommand(paths, options, io)),
    );
  });
}

/** In the environment they may stand for a service beside it. */
function assertOfJob(command: Command): void {
  const flag = ['interval', 'listen'].find((name) => command.getOptionValueSource(name) === 'cli');
  if (flag === undefined) return;
  throw new MuleteerError('usage', `--${flag} is for a service, and --once is none`, {
    hint: 'leave one of the two out',
  });
}

function addRemoteOptions(command: Command): void {
  command
    .option('--repo <url>', 'follow a git remote in a clone of its own, and not the work tree here')
    .option('--branch <name>', 'with --repo: the branch to follow (default: main)')
    .option('--work-dir <folder>', 'with --repo: where the clone is kept (default: with the downloads)')
    .option('--verify-signatures', 'with --repo: take no commit whose signature git does not trust');
}

const DEFAULT: ListenAddress = { host: '127.0.0.1', port: 4020 };

export function listenOption(): Option {
  return new Option(
    '--listen <host:port>',
    'where to show the status, and to take hooks; none: nowhere. Other machines need MULETEER_STATUS_TOKEN',
  )
    .default(DEFAULT, '127.0.0.1:4020')
    .argParser(parseListen);
}
