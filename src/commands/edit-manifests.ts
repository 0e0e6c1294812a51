/** Edits of manifests in place: made in memory, checked as a whole, shown as a diff, and only then written. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { LoadCommands } from '../manifests/build-all.ts';
import {
  type DocumentEdits,
  type Edit,
  END_OF_LIST,
  editDocuments,
  type RefusedEdit,
} from '../manifests/edit/edit-document.ts';
import { type Diagnostic, liveDiagnostic, type Origin } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import { groupBy } from '../model/group-by.ts';
import type { DocumentPath, Manifest } from '../model/manifest.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import { formsOf } from '../reconcile/select.ts';
import { unifiedDiff } from '../render/unified-diff.ts';
import { hasErrors, paintFor, writeDiagnostics, writeFile } from './console-output.ts';
import { noCommands } from './exec-options.ts';
import type { Io } from './io.ts';
import { load } from './load.ts';
import type { OutputOptions } from './options.ts';

/** What manifests say is edited as it is written: nobody needs what a program would print. */
export const NOT_RUN: LoadCommands = noCommands('it is not needed');

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

/** @throws MuleteerError `manifests` where one place should say two things */
export function editFiles(edits: readonly ManifestEdits[], { cwd }: Io): EditedFiles {
  const refusals: Diagnostic[] = [];
  const byFile = groupBy(mergePlaces(edits.flatMap(placesOf)), ({ document }) => document.file);
  const files = [...byFile.keys()].sort().map((name) => {
    const path = resolve(cwd, name);
    const before = readText(path);
    const own = byFile.get(name) ?? [];
    const jobs = [...groupBy(own, startOf).values()].map(jobOf);
    const { text: after, refused } = editDocuments(before.slice(markOf(before).length), jobs);
    refusals.push(...refused.map((one) => refusal(own, one)));
    return { path, name, before, after: `${markOf(before)}${after}` };
  });
  return { files: files.filter(({ before, after }) => before !== after), refusals };
}

/** An edit where it is made: that may be a patch, or a base. */
interface PlacedEdit extends Edit {
  readonly manifest: Manifest;
  readonly document: Origin;
  /** The place as the manifest has it. */
  readonly meant: DocumentPath;
}

function placesOf({ manifest, edits }: ManifestEdits): readonly PlacedEdit[] {
  return edits.map(({ path: meant, value }) => ({ ...manifest.writtenAt(meant), value, manifest, meant }));
}

/** What stands for several resources, or for those of several targets, is edited once. */
function mergePlaces(edits: readonly PlacedEdit[]): readonly PlacedEdit[] {
  const places = new Map<string, PlacedEdit>();
  for (const edit of edits) {
    const place = placeOf(edit);
    const known = places.get(place);
    if (known !== undefined && !isDeepStrictEqual(known.value, edit.value)) throw disagreeing(edit);
    places.set(place, edit);
  }
  return [...places.values()];
}

/** Of what is added to a list there may be several. */
function placeOf({ document: { file, line, column }, path, value }: PlacedEdit): string {
  const added = path.at(-1) === END_OF_LIST ? [value] : [];
  return JSON.stringify([file, line, column, path, ...added]);
}

function disagreeing({ manifest, meant }: PlacedEdit): MuleteerError {
  const { kind, metadata } = manifest;
  const message = `${kind} ${metadata.name} is live with more than one ${meant.slice(1).join('.')}, and has one manifest`;
  const { file, line } = manifest.locate(meant).origin;
  return new MuleteerError('manifests', message, {
    hint: `${file}:${line}: write a manifest or a patch for each, and adopt again; nothing was written`,
  });
}

function startOf({ document: { line, column } }: PlacedEdit): string {
  return `${line}:${column}`;
}

function jobOf(edits: readonly PlacedEdit[]): DocumentEdits {
  const [{ document }] = edits as readonly [PlacedEdit];
  return { start: document, edits };
}

/** Bytes that are no UTF-8 would not come back as they were; the manifests were read as UTF-8 already. */
export function readText(path: string): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
}

/** Some editors start a file with a mark that is no part of its text. */
function markOf(text: string): string {
  return text.startsWith('\uFEFF') ? '\uFEFF' : '';
}

function refusal(edits: readonly PlacedEdit[], { start, path, why, line }: RefusedEdit): Diagnostic {
  const edit = edits.find(
    (one) => one.document.line === start.line && (path.length === 0 || isDeepStrictEqual(one.path, path)),
  );
  const place = (path.length === 0 ? path : (edit?.meant ?? path)).join('.');
  const name = `${edit?.manifest.kind} ${edit?.manifest.metadata.name}`;
  const message = `${place === '' ? name : `${place} of ${name}`}: ${why}`;
  const origin = { file: edit?.document.file ?? '', line, column: 1 };
  return liveDiagnostic('error', 'not_editable', message, { origin });
}

/** What the manifests would say, errors included. */
export function loadEdited(paths: readonly string[], { files }: EditedFiles, io: Io) {
  const texts = new Map(files.map(({ path, after }) => [path, after.slice(markOf(after).length)]));
  return load(paths, io, NOT_RUN, { texts });
}

/** The resources that say something else than before. */
export function changedResources(
  before: readonly DesiredTarget[],
  after: readonly DesiredTarget[],
): readonly DesiredResource[] {
  const [old, now] = [resourcesOf(before), resourcesOf(after)];
  const all = new Map([...now, ...old]);
  return [...all].flatMap(([name, one]) =>
    isDeepStrictEqual(saidBy(old.get(name)), saidBy(now.get(name))) ? [] : [one],
  );
}

/** As a person writes it, in its shortest form. */
export function addressOf({ target, key }: Pick<DesiredResource, 'target' | 'key'>): string {
  return formsOf(target, key)[0] ?? `${target}/${key}`;
}

function resourcesOf(targets: readonly DesiredTarget[]): ReadonlyMap<string, DesiredResource> {
  const all = targets.flatMap(({ resources }) => resources);
  return new Map(all.map((one) => [`${one.target} ${one.key}`, one]));
}

function saidBy(resource: DesiredResource | undefined): unknown {
  return resource === undefined ? null : { spec: resource.spec, metadata: resource.manifest.metadata };
}

export interface ShowOptions extends Omit<OutputOptions, 'output'> {
  readonly dryRun?: true;
}

/** Shows what changes, and writes it unless the person only wants to look. */
export function finishEdits({ files }: EditedFiles, options: ShowOptions, io: Io): void {
  const paint = paintFor(io.stdout, options, io.env);
  for (const { name, before, after } of files) io.stdout.write(unifiedDiff(name, before, after, paint));
  if (options.dryRun === true) return;
  for (const { path, after } of files) writeFile(path, after, io);
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
