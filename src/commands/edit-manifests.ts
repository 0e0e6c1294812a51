/** Edits of manifests in place: made in memory, checked as a whole, shown as a diff, and only then written. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Edit, editDocuments, type RefusedEdit } from '../manifests/edit/edit-document.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import type { Manifest } from '../model/manifest.ts';
import type { DesiredTarget } from '../model/target.ts';
import { unifiedDiff } from '../render/unified-diff.ts';
import { hasErrors, notWritable, paintFor, writeDiagnostics } from './console-output.ts';
import type { Io } from './io.ts';
import { load } from './load.ts';
import type { OutputOptions } from './options.ts';

export interface ManifestEdits {
  readonly manifest: Manifest;
  readonly edits: readonly Edit[];
}

/** What files would say. */
export interface EditedFiles {
  /** In the order of their names. */
  readonly files: readonly EditedFile[];
  /** What cannot be edited in place. */
  readonly refusals: readonly Diagnostic[];
}

export interface EditedFile {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export function editFiles(edits: readonly ManifestEdits[], { cwd }: Io): EditedFiles {
  const refusals: Diagnostic[] = [];
  const names = [...new Set(edits.map(({ manifest }) => manifest.origin.file))].sort();
  const files = names.map((name) => {
    const path = resolve(cwd, name);
    const before = readText(path);
    const own = edits.filter(({ manifest }) => manifest.origin.file === name);
    const jobs = own.map(({ manifest, edits: ofOne }) => ({ start: manifest.origin, edits: ofOne }));
    const { text: after, refused } = editDocuments(before.slice(markOf(before).length), jobs);
    refusals.push(...refused.map((one) => refusal(own, one)));
    return { path, name, before, after: `${markOf(before)}${after}` };
  });
  return { files: files.filter(({ before, after }) => before !== after), refusals };
}

/** Bytes that are no UTF-8 would not come back as they were; the manifests were read as UTF-8 already. */
export function readText(path: string): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
}

/** Some editors start a file with a mark that is no part of its text. */
function markOf(text: string): string {
  return text.startsWith('\uFEFF') ? '\uFEFF' : '';
}

function refusal(edits: readonly ManifestEdits[], { start, path, why, line }: RefusedEdit): Diagnostic {
  const manifest = edits.find((one) => one.manifest.origin === start)?.manifest;
  const message = `${path.join('.')} of ${manifest?.kind} ${manifest?.metadata.name}: ${why}`;
  const origin = { file: manifest?.origin.file ?? '', line, column: 1 };
  return liveDiagnostic('error', 'not_editable', message, { origin });
}

/** What the manifests would say, errors included. */
export function loadEdited(paths: readonly string[], { files }: EditedFiles, io: Io) {
  const texts = new Map(files.map(({ path, after }) => [path, after.slice(markOf(after).length)]));
  return load(paths, io, texts);
}

/** The resources that say something else than before, as `TARGET KEY`. */
export function changedResources(
  before: readonly DesiredTarget[],
  after: readonly DesiredTarget[],
): readonly string[] {
  const [old, now] = [specsOf(before), specsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.filter((name) => !isDeepStrictEqual(old.get(name), now.get(name)));
}

function specsOf(targets: readonly DesiredTarget[]): ReadonlyMap<string, unknown> {
  return new Map(
    targets.flatMap(({ name, resources }) =>
      resources.map(
        ({ key, spec, manifest: { metadata } }) => [`${name} ${key}`, { spec, metadata }] as const,
      ),
    ),
  );
}

export interface ShowOptions extends Omit<OutputOptions, 'output'> {
  readonly dryRun?: true;
}

/** Shows what changes, and writes it unless the person only wants to look. */
export function finishEdits({ files }: EditedFiles, options: ShowOptions, io: Io): void {
  const paint = paintFor(io.stdout, options, io.env);
  for (const { name, before, after } of files) io.stdout.write(unifiedDiff(name, before, after, paint));
  if (options.dryRun === true) return;
  for (const { path, after } of files) {
    try {
      writeFileSync(path, after);
    } catch (cause) {
      throw notWritable(path, cause);
    }
  }
}

/** @returns whether the manifests are right; what is wrong with them was told */
export function assertValid(diagnostics: readonly Diagnostic[], options: ShowOptions, io: Io): boolean {
  if (!hasErrors(diagnostics)) return true;
  writeDiagnostics(
    diagnostics.filter(({ severity }) => severity === 'error'),
    options,
    io,
  );
  return false;
}
