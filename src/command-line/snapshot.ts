import type { Command } from 'commander';
import type { Io } from '../commands/io.ts';
import type { SnapshotOptions } from '../commands/snapshot.ts';
import {
  addColorOption,
  addExecOption,
  addLogOptions,
  addPublicKeyOption,
  addRecordOptions,
  addTargetOption,
} from './options.ts';

export function addSnapshotCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('snapshot')
    .description(
      'write what is live and what was applied last into a signed file, redacted, for `plan --live FILE` without credentials',
    )
    .argument('[path...]', 'manifests, files or folders (default: the current folder)')
    .option('--out <file>', 'where to write it; needed');
  addLogOptions(
    addColorOption(addPublicKeyOption(addExecOption(addRecordOptions(addTargetOption(command))))),
  );
  command.action((paths: string[], options: SnapshotOptions) =>
    run(import('../commands/snapshot.ts').then(({ snapshotCommand }) => snapshotCommand(paths, options, io))),
  );
}
