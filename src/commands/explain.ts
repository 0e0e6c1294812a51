import type { Command } from 'commander';
import { explain, explainKinds } from '../authoring/explain.ts';
import { columnsOf, paintFor } from './console-output.ts';
import { EXIT, type Io } from './io.ts';
import { addColorOption } from './options.ts';

export function addExplainCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('explain')
    .description('say what a kind, or a key of it, is for: Application.spec.artifact')
    .argument('[kind[.field]]', 'a kind, or the path to one of its keys (default: which kinds there are)');
  addColorOption(command);
  command.action((written: string | undefined, options: { readonly color: boolean }) =>
    run(explainCommand(written, options, io)),
  );
}

async function explainCommand(
  written: string | undefined,
  options: { readonly color: boolean },
  io: Io,
): Promise<number> {
  const look = { columns: columnsOf(io.stdout), paint: paintFor(io.stdout, options, io.env) };
  io.stdout.write(written === undefined ? explainKinds(look) : explain(written, look));
  return EXIT.done;
}
