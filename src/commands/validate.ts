import type { Json } from '../model/json.ts';
import { diagnosticToJson } from '../render/plan-json.ts';
import { count } from '../render/words.ts';
import { hasErrors, writeDiagnostics, writeResults } from './console-output.ts';
import { noCommands } from './exec-options.ts';
import { EXIT, type Io } from './io.ts';
import { type Loaded, load } from './load.ts';
import type { OutputOptions } from './options.ts';

export async function validateCommand(
  paths: readonly string[],
  options: OutputOptions,
  io: Io,
): Promise<number> {
  const loaded = await load(paths, io, noCommands('validate runs no command'));
  const asJson = options.output.some(({ format, file }) => format === 'json' && file === null);
  if (!asJson) writeDiagnostics(loaded.diagnostics, options, io);
  const valid = !hasErrors(loaded.diagnostics);
  writeResults(options.output, (format) => (format === 'json' ? json(loaded) : text(loaded, valid)), io);
  return valid ? EXIT.done : EXIT.error;
}

function json({ diagnostics, targets }: Loaded): string {
  const result: Json = {
    valid: !hasErrors(diagnostics),
    targets: targets.map(({ name, kind, resources }) => ({ name, kind, resources: resources.length })),
    diagnostics: diagnostics.map(diagnosticToJson),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

function text({ targets, rules: { policies } }: Loaded, valid: boolean): string {
  if (!valid) return '';
  const resources = targets.flatMap((target) => target.resources).length;
  const rules = policies.length === 0 ? '' : `, ${count(policies.length, 'policy', 'policies')}`;
  return `Valid: ${count(targets.length, 'target')}, ${count(resources, 'resource')}${rules}.\n`;
}
