import type { Command } from 'commander';
import type { DriftOptions } from '../commands/drift.ts';
import type { Io } from '../commands/io.ts';
import { PLAN_OUTPUTS, TARGET_OUTPUTS } from '../commands/output-formats.ts';
import { addExecOption, addOutputOptions, addRecordOptions, addSelectionOptions } from './options.ts';

export function addDriftCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('drift')
    .description(
      'compare what is live with what was applied last, and show what somebody changed by hand; never writes',
    )
    .argument('[path...]', 'manifests, files or folders (default: the current folder)')
    .option('--detailed-exitcode', 'exit 2 where something drifted')
    .option('--all', 'show also what is as it was applied');
  addOutputOptions(
    addExecOption(addRecordOptions(addSelectionOptions(command))),
    PLAN_OUTPUTS,
    TARGET_OUTPUTS,
  );
  command.action((paths: string[], options: DriftOptions) =>
    run(import('../commands/drift.ts').then(({ driftCommand }) => driftCommand(paths, options, io))),
  );
}
