import { dirname, resolve } from 'node:path';
import { yamlText } from '../manifests/yaml-text.ts';
import type { Origin } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { DesiredTarget } from '../model/target.ts';
import { printable } from '../render/printable.ts';
import { assertWritable, hasErrors, writeDiagnostics, writeFile } from './console-output.ts';
import { noCommands } from './exec-options.ts';
import { EXIT, type Io } from './io.ts';
import { load, narrow } from './load.ts';
import type { OutputOptions, SelectionOptions } from './options.ts';

export type RenderOptions = OutputOptions & Pick<SelectionOptions, 'target'>;

export async function renderCommand(
  paths: readonly string[],
  options: RenderOptions,
  io: Io,
): Promise<number> {
  const { targets, diagnostics } = await load(paths, io, noCommands('render runs no command', options));
  writeDiagnostics(diagnostics, options, io);
  if (hasErrors(diagnostics)) return EXIT.error;
  const chosen = narrow(targets, { target: options.target, only: [], exclude: [], selector: [] });
  const sinks = options.output.length === 0 ? [{ format: 'yaml', file: null }] : options.output;
  assertWritable(sinks, io);
  for (const { format, file } of sinks) {
    // Paths in it start where it is: in the file's folder, or in the one that the command runs in.
    const folder = file === null ? io.cwd : dirname(resolve(io.cwd, file));
    const text = format === 'json' ? asJson(chosen, folder) : asYaml(chosen, folder);
    if (file === null) io.stdout.write(text);
    else writeFile(file, io.mask.apply(text), io);
  }
  return EXIT.done;
}

/** Each document says where it comes from, in a comment. */
function asYaml(targets: readonly DesiredTarget[], folder: string): string {
  const documents = targets.flatMap(documentsOf);
  return documents
    .map((manifest) => `# ${printable(originWords(manifest))}\n${yamlText(manifest.final(folder))}`)
    .join('---\n');
}

function originWords({ origin, patchedBy }: Manifest): string {
  const patches = patchedBy.map(placeOf);
  return `${placeOf(origin)}${patches.length === 0 ? '' : `, patched by ${patches.join(' and ')}`}`;
}

function placeOf({ file, line }: Origin): string {
  return `${file}:${line}`;
}

function asJson(targets: readonly DesiredTarget[], folder: string): string {
  const documents = targets.flatMap((target) =>
    documentsOf(target).map((manifest) => ({
      target: target.name,
      origin: { ...manifest.origin },
      patched_by: manifest.patchedBy.map((origin) => ({ ...origin })),
      manifest: manifest.final(folder),
    })),
  );
  return `${JSON.stringify(documents satisfies Json, null, 2)}\n`;
}

const KINDS: readonly string[] = ['Server', 'ServerGroup', 'Cluster', 'Application', 'UserGroup', 'Removed'];

/**
 * The target, then what it has: by kind, name and place, so that the order is that of no file, and two targets of one
 * base can be laid beside each other.
 */
function documentsOf({ manifest, resources, removals }: DesiredTarget): readonly Manifest[] {
  const documents = new Map<Manifest, string>();
  for (const { manifest: declaring, key } of resources)
    documents.set(declaring, documents.get(declaring) ?? key);
  for (const { manifest: removed } of removals) documents.set(removed, removed.metadata.name);
  const sorted = [...documents].sort(
    ([left, one], [right, other]) =>
      KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind) || (one < other ? -1 : one > other ? 1 : 0),
  );
  return [manifest, ...sorted.map(([document]) => document)];
}
