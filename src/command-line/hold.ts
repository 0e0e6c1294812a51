import { type Command, Option } from 'commander';
import type { HoldOptions } from '../commands/holds-output.ts';
import type { Io } from '../commands/io.ts';
import { addFormatOptions, addRecordOptions } from './options.ts';

export function addHoldCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('hold')
    .description(
      'leave a resource, or all of a target, as it is for a while, without a commit. Contacts nobody but the git remote',
    )
    .argument('[address]', 'a resource, or an Environment or a Console')
    .option('--reason <text>', 'why: every plan shows it')
    .option('--until <when>', 'how long (90m, 4h), a day (to its end, UTC) or a time (2026-08-20T18:00:00Z)')
    .option('--owner <name>', 'whose hold it is (default: who commits here)')
    .addOption(new Option('--release', 'take it back').conflicts(['reason', 'until']))
    .addOption(
      new Option('--list', 'show what is held; without an address on every target').conflicts([
        'reason',
        'until',
        'owner',
        'release',
      ]),
    )
    .option('--path <path>', 'where the manifests are', '.')
    .option('-q, --quiet', 'no word about who else knows of it');
  addFormatOptions(addRecordOptions(command), ['text', 'json']);
  command.action((address: string | undefined, options: HoldOptions) =>
    run(import('../commands/hold.ts').then(({ holdCommand }) => holdCommand(address, options, io))),
  );
}
