import type { Command } from 'commander';
import type { HistoryOptions } from '../commands/history.ts';
import type { Io } from '../commands/io.ts';
import { addFormatOptions, addRecordOptions } from './options.ts';

export function addHistoryCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('history')
    .description('who applied what to a target, and when; newest first. Contacts nobody but the git remote')
    .argument('<target>', 'an Environment or a Console')
    .option('--path <path>', 'where the manifests are', '.');
  addFormatOptions(addRecordOptions(command), ['text', 'json']);
  command.action((target: string, options: HistoryOptions) =>
    run(import('../commands/history.ts').then(({ historyCommand }) => historyCommand(target, options, io))),
  );
}
