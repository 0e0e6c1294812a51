import { type Command, Option } from 'commander';
import type { Io } from '../commands/io.ts';
import { PLAN_OUTPUTS, TARGET_OUTPUTS } from '../commands/output-formats.ts';
import type { PlanCommandOptions } from '../commands/plan.ts';
import { MuleteerError } from '../model/errors.ts';
import {
  addOutputOptions,
  addPlanOptions,
  addPublicKeyOption,
  addRecordOptions,
  addSelectionOptions,
} from './options.ts';

export function addPlanCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('plan')
    .alias('diff')
    .description(
      'compare the manifests with what is live, and show the calls that would bring it in line; never writes',
    )
    .argument('[path...]', 'manifests, files or folders (default: the current folder)')
    .option('--detailed-exitcode', 'exit 2 where there are changes')
    .addOption(
      new Option(
        '--live <file>',
        'compare with the snapshot that `snapshot --out FILE` wrote, its record included, and contact nobody',
      ).conflicts(['record', 'recordRemote']),
    );
  addPublicKeyOption(command);
  addOutputOptions(
    addPlanOptions(addRecordOptions(addSelectionOptions(command))),
    PLAN_OUTPUTS,
    TARGET_OUTPUTS,
  );
  command.action((paths: string[], options: PlanCommandOptions) => {
    // In the environment it may stand for other commands.
    if (options.live === undefined && command.getOptionValueSource('publicKey') === 'cli')
      throw new MuleteerError('usage', '--public-key needs --live', {
        hint: 'it says whose snapshots count',
      });
    run(import('../commands/plan.ts').then(({ planCommand }) => planCommand(paths, options, io)));
  });
}
