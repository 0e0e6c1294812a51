import type { Command } from 'commander';
import type { Io } from '../commands/io.ts';
import type { SchemaOptions } from '../commands/schema.ts';

export function addSchemaCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  program
    .command('schema')
    .description('print the JSON Schema of a kind, or the one of all manifests, for editors and other tools')
    .argument('[kind]', 'a kind (default: --all)')
    .option('--all', 'one schema for any manifest, which finds the kind by itself')
    .option('--out <file>', 'write it into a file')
    .action((kind: string | undefined, options: SchemaOptions) =>
      run(import('../commands/schema.ts').then(({ schemaCommand }) => schemaCommand(kind, options, io))),
    );
}
