import type { Command } from 'commander';
import type { Io } from '../commands/io.ts';
import type { OutputOptions } from '../commands/options.ts';
import { addOutputOptions } from './options.ts';

export function addValidateCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('validate')
    .description('check manifests: everything that needs no network')
    .argument('[path...]', 'manifests, files or folders (default: the current folder)');
  addOutputOptions(command, ['text', 'json']);
  command.action((paths: string[], options: OutputOptions) =>
    run(import('../commands/validate.ts').then(({ validateCommand }) => validateCommand(paths, options, io))),
  );
}
