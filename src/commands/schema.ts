import { kindSchema, manifestSchema } from '../manifests/schema-documents.ts';
import { kindNamed } from '../manifests/schema-node.ts';
import { MuleteerError } from '../model/errors.ts';
import { writeFile } from './console-output.ts';
import { EXIT, type Io } from './io.ts';

export interface SchemaOptions {
  readonly all?: true;
  readonly out?: string;
}

export async function schemaCommand(
  kind: string | undefined,
  options: SchemaOptions,
  io: Io,
): Promise<number> {
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
