/** What every command writes, and where: results to stdout, everything else to stderr. */
import { closeSync, lstatSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import { renderDiagnostics } from '../render/diagnostics.ts';
import { createPaint, type Paint } from '../render/paint.ts';
import { printable } from '../render/printable.ts';
import type { Io, Output } from './io.ts';
import type { OutputOptions, Sink } from './options.ts';

const DEFAULT_COLUMNS = 80;

/** @param output null for a file, which has no colours */
export function paintFor(
  output: Output | null,
  { color }: Pick<OutputOptions, 'color'>,
  env: Io['env'],
): Paint {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0';
  const refused = !color || (env.NO_COLOR !== undefined && env.NO_COLOR !== '');
  return createPaint(output !== null && !refused && (output.isTerminal || forced));
}

export function columnsOf(output: Output): number {
  return output.columns > 0 ? output.columns : DEFAULT_COLUMNS;
}

export function writeDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: Omit<OutputOptions, 'output'>,
  io: Io,
): void {
  const shown =
    options.quiet === true ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics;
  const look = { columns: columnsOf(io.stderr), paint: paintFor(io.stderr, options, io.env) };
  io.stderr.write(renderDiagnostics(shown, look));
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** One error of ours, as a person reads it. A bug says that it is one; nothing has a stack trace. */
export function describeError(error: unknown, paint: Paint): string {
  if (error instanceof MuleteerError && error.code !== 'bug') {
    const hint = error.hint === null ? '' : `\n  ${printable(error.hint)}`;
    return `${paint.red('error:')} ${paint.bold(printable(error.message))}${hint}\n`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `${paint.red('error:')} ${paint.bold(`this is a bug in Muleteer: ${printable(message)}`)}\n  please report it, with the command that you ran\n`;
}

/** Sends a result to each sink that was asked for; text to stdout unless another format goes there. */
export function writeResults(
  sinks: readonly (Sink & { readonly target?: string | null })[],
  render: (format: string, output: Output | null, target: string | null) => string,
  io: Io,
): void {
  const toStdout = sinks.some(({ file }) => file === null);
  const failures: unknown[] = [];
  const all = toStdout ? sinks : [{ format: 'text', file: null }, ...sinks];
  for (const { format, file, target = null } of all) {
    // Told while it happened: `event-stream.ts`.
    if (format === 'ndjson') continue;
    if (file === null) io.stdout.write(render(format, io.stdout, target));
    else attempt(() => writeFile(file, io.mask.apply(render(format, null, target)), io), failures);
  }
  // One that fails keeps no other from its result.
  if (failures.length > 0) throw failures[0];
}

function attempt(write: () => void, failures: unknown[]): void {
  try {
    write();
  } catch (error) {
    failures.push(error);
  }
}

/** Nothing is masked here. */
export function writeFile(file: string, text: string, { cwd }: Io): void {
  write(resolve(cwd, file), text, 'w');
}

/** Never over one that is there. */
export function writeNewFile(file: string, text: string, { cwd }: Io): void {
  write(resolve(cwd, file), text, 'wx');
}

function write(path: string, text: string, flag: 'w' | 'wx'): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text, { flag });
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

export function notWritable(path: string, cause: unknown): MuleteerError {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new MuleteerError('usage', `cannot write ${path}${code}`, { cause });
}

/**
 * Before anything is written to a service: a report that has no place afterwards would be lost. A run that fails later
 * leaves no empty file behind, which whoever reads reports would take for a broken one.
 */
export function assertWritable(sinks: readonly Sink[], { cwd }: Io): void {
  const paths = sinks.flatMap(({ file }) => (file === null ? [] : resolve(cwd, file)));
  assertApart(paths);
  for (const path of paths) {
    try {
      makeFolder(dirname(path));
      // A link is somebody's, also where it leads nowhere yet.
      const isNew = lstatSync(path, { throwIfNoEntry: false }) === undefined;
      closeSync(openSync(path, 'a'));
      if (isNew) rmSync(path);
    } catch (cause) {
      throw notWritable(path, cause);
    }
  }
}

/** The second would overwrite the first. Devices take any number. */
function assertApart(paths: readonly string[]): void {
  const twice = paths.find((path, index) => paths.indexOf(path) !== index && !path.startsWith('/dev/'));
  if (twice === undefined) return;
  throw new MuleteerError('usage', `two outputs would go into ${twice}`, {
    hint: 'give each -o a file of its own',
  });
}

/** What we write, or wrote and are handed back: in the work tree it is no change of the manifests. */
export function ownFiles(
  { output, plan, live }: Pick<OutputOptions, 'output'> & { readonly plan?: string; readonly live?: string },
  { cwd }: Io,
): readonly string[] {
  return [...output.map(({ file }) => file), plan ?? null, live ?? null].flatMap((file) =>
    file === null ? [] : resolve(cwd, file),
  );
}
