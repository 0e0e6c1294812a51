import type { Command } from 'commander';
import type { Io } from '../commands/io.ts';
import type { UnlockOptions } from '../commands/unlock.ts';
import { addColorOption, addRecordOptions } from './options.ts';

export function addUnlockCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('unlock')
    .description('release the lock that a dead run left on a target. Contacts nobody but the git remote')
    .argument('<target>', 'an Environment or a Console')
    .option('--path <path>', 'where the manifests are', '.')
    .option('--yes', 'do not ask, even if that run may still be alive');
  addColorOption(addRecordOptions(command));
  command.action((target: string, options: UnlockOptions) =>
    run(import('../commands/unlock.ts').then(({ unlockCommand }) => unlockCommand(target, options, io))),
  );
}
