import type { Command } from 'commander';
import type { Io } from '../commands/io.ts';
import type { SandboxCommandOptions } from '../commands/sandbox.ts';
import { parsePort } from './option-values.ts';

export function addSandboxCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  program
    .command('sandbox')
    .description('a local Runtime Manager and Mule Management Console, on 127.0.0.1, to try things on')
    .option('--port <n>', 'where to listen; 0: any free port', parsePort, 4010)
    .option('--world <file>', 'the world that it starts with, as YAML or JSON')
    .option('--state <file>', 'keep the world in this file, and go on from it')
    .option('--tls-cert <file>', 'serve https with this certificate (PEM)')
    .option('--tls-key <file>', 'the key of the certificate (PEM)')
    .action((options: SandboxCommandOptions) =>
      run(import('../commands/sandbox.ts').then(({ sandboxCommand }) => sandboxCommand(options, io))),
    );
}
