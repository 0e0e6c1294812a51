import { type Command, Option } from 'commander';
import type { ExportOptions } from '../commands/export.ts';
import type { Io } from '../commands/io.ts';
import {
  addColorOption,
  addExecOption,
  addLogOptions,
  addTargetOption,
  artifactsOption,
  repeatable,
} from './options.ts';

export function addExportCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('export')
    .description('write what is live, and not declared yet, as manifests; writes to no service')
    .argument('[path...]', 'where manifests are, if there are any (default: the current folder)')
    .option('--out <dir>', 'where to write them; needed')
    .addOption(
      new Option('--layout <layout>', 'a file for each resource, or for each kind')
        .choices(['resource', 'kind'])
        .default('resource'),
    )
    .addOption(artifactsOption())
    .addOption(
      new Option(
        '--only <address>',
        'manage only this resource, and observe what it refers to; * stands for any text; repeatable',
      )
        .default([], 'all')
        .argParser(repeatable),
    )
    .addOption(
      new Option('--exclude <address>', 'manage all but this resource; * as above; repeatable')
        .default([], 'none')
        .argParser(repeatable),
    );
  addLogOptions(addColorOption(addExecOption(addTargetOption(command))));
  command.action((paths: string[], options: ExportOptions) =>
    run(import('../commands/export.ts').then(({ exportCommand }) => exportCommand(paths, options, io))),
  );
}
