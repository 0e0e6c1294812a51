import type { Command } from 'commander';
import type { ApplyOptions } from '../commands/apply.ts';
import type { Io } from '../commands/io.ts';
import {
  addOutputOptions,
  addPlanOptions,
  addRecordOptions,
  addSelectionOptions,
  addTimeoutOption,
} from './options.ts';

export function addApplyCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('apply')
    .description('plan, show the plan, ask, and carry it out; waits until every application is healthy')
    .argument('[path...]', 'manifests, files or folders (default: the current folder)')
    .option('--yes', 'do not ask')
    .option(
      '--plan <file>',
      'carry out the reviewed plan that `plan -o json=FILE` wrote, without asking, or nothing where it is another one by now; give it the same paths and selection',
    )
    .option('--reviewed-only', 'with --plan: carry out what is still as reviewed, and hold the rest');
  addOutputOptions(addTimeoutOption(addPlanOptions(addRecordOptions(addSelectionOptions(command)))), [
    'text',
    'json',
    'ndjson',
  ]);
  command.action((paths: string[], options: ApplyOptions) =>
    run(import('../commands/apply.ts').then(({ applyCommand }) => applyCommand(paths, options, io))),
  );
}
