import { resolve } from 'node:path';
import { MuleteerError } from '../model/errors.ts';
import type { DesiredTarget } from '../model/target.ts';
import { count } from '../render/words.ts';
import { hasErrors, writeDiagnostics, writeFile } from './console-output.ts';
import { commandsOfTargets, type ExecOptions } from './exec-options.ts';
import { type ReadOptions, readAll } from './export-estate.ts';
import { assertNothingOverwritten, type Checked } from './export-files.ts';
import { exportTargets } from './export-targets.ts';
import { EXIT, type Io } from './io.ts';
import { narrow } from './load.ts';
import { stoppable } from './stoppable.ts';

export interface ExportOptions extends ReadOptions, ExecOptions {
  readonly out?: string;
  readonly target: readonly string[];
}

export async function exportCommand(
  paths: readonly string[],
  options: ExportOptions,
  io: Io,
): Promise<number> {
  const { out } = options;
  if (out === undefined)
    throw new MuleteerError('usage', 'export needs --out DIR', { hint: 'it says where the manifests go' });
  const targets = await exportTargets(paths, { out, commands: commandsOfTargets(options) }, io);
  if (hasErrors(targets.diagnostics)) {
    writeDiagnostics(targets.diagnostics, options, io);
    return EXIT.error;
  }
  const chosen = narrow(targets.targets, { target: options.target, only: [], exclude: [], selector: [] });
  const reading = stoppable(io);
  const { checked, diagnostics } = await reading.run(() =>
    readAll({ chosen, targets, out: resolve(io.cwd, out), stop: reading.stop }, options, io),
  );
  writeDiagnostics(diagnostics, options, io);
  assertNothingOverwritten(checked.texts, io);
  for (const [path, text] of checked.texts) writeFile(path, text, io);
  io.stdout.write(`${conclusion(checked, chosen, out)}\n`);
  return EXIT.done;
}

function conclusion({ documents, texts }: Checked, targets: readonly DesiredTarget[], out: string): string {
  if (documents.length === 0)
    return `Nothing to export: all that is live in ${count(targets.length, 'target')} is declared`;
  const observed = documents.filter(({ manage }) => manage === 'observe').length;
  const rest = observed === 0 ? '' : `, ${observed} of them observed only`;
  return `${out}: ${count(documents.length, 'resource')} of ${count(targets.length, 'target')} in ${count(texts.size, 'file')}${rest}`;
}
