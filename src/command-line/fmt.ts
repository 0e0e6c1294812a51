import type { Command } from 'commander';
import type { FmtOptions } from '../commands/fmt.ts';
import type { Io } from '../commands/io.ts';
import { addColorOption } from './options.ts';

export function addFmtCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('fmt')
    .description(
      'bring manifests into one layout, in place: indentation, the order of keys; never what they mean',
    )
    .argument('[path...]', 'manifests, files or folders (default: the current folder)')
    .option('--check', 'write nothing; exit 1 and list the files that would change')
    .option('--diff', 'write nothing; show what would change');
  addColorOption(command);
  command.action((paths: string[], options: FmtOptions) =>
    run(import('../commands/fmt.ts').then(({ fmtCommand }) => fmtCommand(paths, options, io))),
  );
}
