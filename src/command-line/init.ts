import { type Command, Option } from 'commander';
import { CI_SYSTEMS } from '../authoring/start.ts';
import type { InitOptions } from '../commands/init.ts';
import type { Io } from '../commands/io.ts';

export function addInitCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  program
    .command('init')
    .description(
      'write a repository to begin with: an environment, example servers, a pipeline, schemas for editors',
    )
    .argument('[dir]', 'where to; nothing that is there is overwritten', '.')
    .option(
      '--organization <name>',
      'the organization (business group): a name, a Parent/Child path, or an id',
    )
    .option('--environment <name>', 'the environment in it: a name or an id')
    .addOption(new Option('--ci <system>', `the pipeline to write: ${CI_SYSTEMS.join(', ')}`))
    .option('--target <name>', 'what the manifests call the environment (default: its name in small letters)')
    .option('--control-plane <plane>', 'us, eu, gov, or the URL of a Private Cloud (default: us)')
    .option('--yes', 'ask nothing; without --ci write no pipeline')
    .action((dir: string, options: InitOptions) =>
      run(import('../commands/init.ts').then(({ initCommand }) => initCommand(dir, options, io))),
    );
}
