import { type FoundLayout, findLayouts } from '../manifests/layout/find-layouts.ts';
import { unifiedDiff } from '../render/unified-diff.ts';
import { count } from '../render/words.ts';
import { hasErrors, paintFor, writeDiagnostics, writeFile } from './console-output.ts';
import { EXIT, type Io } from './io.ts';

export interface FmtOptions {
  readonly check?: true;
  readonly diff?: true;
  readonly color: boolean;
}

/** Standard output has the names of the files, or the difference, so that others can go on with it. */
export async function fmtCommand(paths: readonly string[], options: FmtOptions, io: Io): Promise<number> {
  const { layouts, diagnostics } = findLayouts(paths.length === 0 ? ['.'] : paths, io.cwd);
  writeDiagnostics(diagnostics, options, io);
  const changed = layouts.filter(({ before, after }) => before !== after);
  const writes = options.check !== true && options.diff !== true;
  for (const layout of changed) {
    if (writes) writeFile(layout.path, layout.after, io);
    io.stdout.write(options.diff === true ? shown(layout, options, io) : `${layout.name}\n`);
  }
  io.stderr.write(`${conclusion(changed.length, layouts.length, writes)}\n`);
  const fails = hasErrors(diagnostics) || (options.check === true && changed.length > 0);
  return fails ? EXIT.error : EXIT.done;
}

function shown({ name, before, after }: FoundLayout, options: FmtOptions, io: Io): string {
  return unifiedDiff(name, before, after, paintFor(io.stdout, options, io.env));
}

function conclusion(changed: number, all: number, writes: boolean): string {
  const files = `${count(all, 'file')} with manifests`;
  if (changed === 0) return `${files}, laid out already.`;
  return writes ? `${files}, ${changed} laid out anew.` : `${files}, ${changed} would be laid out anew.`;
}
