import type { Command } from 'commander';
import type { Io } from '../commands/io.ts';
import type { RenderOptions } from '../commands/render.ts';
import { addFormatOptions, addTargetOption } from './options.ts';

export function addRenderCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('render')
    .description(
      'print the final manifests: after bases, patches and values, with secrets as their placeholders',
    )
    .argument('[path...]', 'manifests, files or folders (default: the current folder)')
    .option('-q, --quiet', 'no warnings');
  addFormatOptions(addTargetOption(command), ['yaml', 'json']);
  command.action((paths: string[], options: RenderOptions) =>
    run(import('../commands/render.ts').then(({ renderCommand }) => renderCommand(paths, options, io))),
  );
}
