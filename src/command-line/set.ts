import type { Command } from 'commander';
import type { Io } from '../commands/io.ts';
import type { SetOptions } from '../commands/set.ts';
import { addColorOption } from './options.ts';

export function addSetCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('set')
    .description('change values of one manifest in place, and nothing else of its file; contacts nobody')
    .argument(
      '<address>',
      'a declared resource, such as production/Application/orders-api@orders-cluster, or the name of a target',
    )
    .argument('<path=value...>', 'what it should say: spec.artifact.file=./orders-api-1.3.0.jar')
    .option('--path <path>', 'where the manifests are', '.')
    .option('--dry-run', 'show what would change, and write nothing')
    .option('-q, --quiet', 'no warnings');
  addColorOption(command);
  command.action((address: string, assignments: string[], options: SetOptions) =>
    run(import('../commands/set.ts').then(({ setCommand }) => setCommand(address, assignments, options, io))),
  );
}
