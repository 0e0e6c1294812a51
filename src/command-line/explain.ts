import type { Command } from 'commander';
import type { Io } from '../commands/io.ts';
import { addColorOption } from './options.ts';

export function addExplainCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('explain')
    .description('say what a kind, or a key of it, is for: Application.spec.artifact')
    .argument('[kind[.field]]', 'a kind, or the path to one of its keys (default: which kinds there are)');
  addColorOption(command);
  command.action((written: string | undefined, options: { readonly color: boolean }) =>
    run(import('../commands/explain.ts').then(({ explainCommand }) => explainCommand(written, options, io))),
  );
}
