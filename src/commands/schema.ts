import type { Command } from 'commander';
import { kindSchema, manifestSchema } from '../manifests/schema-documents.ts';
import { kindNamed } from '../manifests/schema-node.ts';
import { MuleteerError } from '../model/errors.ts';
import { writeFile } from './console-output.ts';
import { EXIT, type Io } from './io.ts';

interface SchemaOptions {
  readonly all?: true;
  readonly out?: string;
}

export function addSchemaCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  program
    .command('schema')
    .description('print the JSON Schema of a kind, or the one of all manifests, for editors and other tools')
    .argument('[kind]', 'a kind (default: --all)')
    .option('--all', 'one schema for any manifest, which finds the kind by itself')
    .option('--out <file>', 'write it into a file')
    .action((kind: string | undefined, options: SchemaOptions) => run(schemaCommand(kind, options, io)));
}

async function schemaCommand(kind: string | undefined, options: SchemaOptions, io: Io): Promise<number> {
  if (kind !== undefined && options.all === true) {
    throw new MuleteerError('usage', `${kind} and --all exclude each other`, {
      hint: 'leave one of them out',
    });
  }
  const text = schemaText(kind === undefined ? manifestSchema() : kindSchema(kindNamed(kind)));
  if (options.out === undefined) io.stdout.write(text);
  else writeFile(options.out, text, io);
  return EXIT.done;
}

function schemaText(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
