import { explain, explainKinds } from '../authoring/explain.ts';
import { columnsOf, paintFor } from './console-output.ts';
import { EXIT, type Io } from './io.ts';

export async function explainCommand(
  written: string | undefined,
  options: { readonly color: boolean },
  io: Io,
): Promise<number> {
  const look = { columns: columnsOf(io.stdout), paint: paintFor(io.stdout, options, io.env) };
  io.stdout.write(written === undefined ? explainKinds(look) : explain(written, look));
  return EXIT.done;
}
