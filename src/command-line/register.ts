import type { Command } from 'commander';
import type { Io } from '../commands/io.ts';
import type { RegisterOptions } from '../commands/register.ts';
import { addColorOption, addExecOption, addLogOptions } from './options.ts';

export function addRegisterCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('register')
    .description("print a fresh registration token and the command for the server's host")
    .argument('<address>', 'a declared server, for instance production/Server/mule-a1')
    .option('--path <path>', 'where the manifests are', '.');
  addLogOptions(addColorOption(addExecOption(command)));
  command.action((address: string, options: RegisterOptions) =>
    run(
      import('../commands/register.ts').then(({ registerCommand }) => registerCommand(address, options, io)),
    ),
  );
}
