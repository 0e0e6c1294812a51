import type { Command } from 'commander';
import type { AdoptOptions } from '../commands/adopt.ts';
import type { Io } from '../commands/io.ts';
import {
  addColorOption,
  addExecOption,
  addLogOptions,
  addRecordOptions,
  artifactsOption,
} from './options.ts';

export function addAdoptCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('adopt')
    .description('take what is live into the manifests that are there, in place; writes to no service')
    .argument('<address...>', 'declared resources; * stands for any text')
    .option('--path <path>', 'where the manifests are', '.')
    .addOption(artifactsOption())
    .option('--dry-run', 'show what would change, and write nothing');
  addLogOptions(addColorOption(addExecOption(addRecordOptions(command))));
  command.action((addresses: string[], options: AdoptOptions) =>
    run(import('../commands/adopt.ts').then(({ adoptCommand }) => adoptCommand(addresses, options, io))),
  );
}
