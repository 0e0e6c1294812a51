import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { findClosest } from '../model/did-you-mean.ts';
import type { FileReference } from '../model/kind.ts';
import { type Manifest, manifestDiagnostic } from '../model/manifest.ts';
import { hasPlaceholder } from './placeholders.ts';
import type { RealFolders } from './real-folders.ts';
import { isInside } from './repository-root.ts';
import type { DiagnosticWords } from './source-document.ts';

export interface Repository {
  readonly root: string;
  readonly realFolders: RealFolders;
}

/** Checks the files that a manifest names: inside the repository, there, a plain file, not too big. */
export function checkFiles(
  manifest: Manifest,
  references: readonly FileReference[],
  repository: Repository,
): readonly Diagnostic[] {
  return references.flatMap((reference) => {
    // Its name is not known yet, for a reason that is reported.
    if (hasPlaceholder(reference.file)) return [];
    const path = manifest.fileAt(reference.path, reference.file);
    const folder = () => manifest.fileAt(reference.path, '.');
    const words = findFileMistake(reference, { ...repository, path, folder });
    return words === undefined ? [] : [manifestDiagnostic(manifest, reference.path, words)];
  });
}

interface Whereabouts extends Repository {
  readonly path: string;
  /** Where the path starts from. */
  readonly folder: () => string;
}

function findFileMistake(
  reference: FileReference,
  { root, realFolders, path, folder }: Whereabouts,
): DiagnosticWords | undefined {
  const { file, use, maxBytes = Number.POSITIVE_INFINITY } = reference;
  if (!isInside(root, path)) return outside(file);
  const found = lookUp(use === 'write' ? dirname(path) : path, realFolders);
  if (found === undefined) {
    const what = use === 'write' ? `the folder of ${file} is not there` : `the file ${file} is not there`;
    const meant = use === 'write' ? undefined : similarFile(file, folder());
    const hint = meant === undefined ? 'paths are relative to the manifest' : `did you mean ${meant}?`;
    return { code: 'file_not_found', message: what, hint };
  }
  if (!isInside(realFolders.of(root), found.real)) return outside(file);
  if (use === 'write') return undefined;
  const { stats } = found;
  if (!stats.isFile()) return { code: 'not_a_file', message: `${file} is not a file` };
  if (stats.size <= maxBytes) return undefined;
  const message = `${file} has ${megabytes(stats.size)}, the service takes at most ${megabytes(maxBytes)}`;
  return { code: 'file_too_large', message };
}

interface Found {
  readonly stats: Stats;
  /** Where it is, whatever links lead to it. */
  readonly real: string;
}

function lookUp(path: string, realFolders: RealFolders): Found | undefined {
  try {
    const stats = lstatSync(path);
    return stats.isFile()
      ? { stats, real: realFolders.of(dirname(path)) }
      : { stats: statSync(path), real: realpathSync.native(path) };
  } catch {
    return undefined;
  }
}

/** The file that a path with one misspelt step most likely means. */
function similarFile(file: string, folder: string): string | undefined {
  const steps = file.split('/');
  const wrong = steps.findIndex(
    (_, index) => statOf(resolve(folder, ...steps.slice(0, index + 1))) === undefined,
  );
  const closest = findClosest(steps[wrong] ?? '', namesIn(resolve(folder, ...steps.slice(0, wrong))));
  // Another version is no slip of the keyboard.
  if (closest === undefined || withoutDigits(closest) === withoutDigits(steps[wrong] ?? '')) return undefined;
  const meant = steps.with(wrong, closest).join('/');
  return statOf(resolve(folder, meant))?.isFile() === true ? meant : undefined;
}

function withoutDigits(name: string): string {
  return name.replace(/\d+/g, '0');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function outside(file: string): DiagnosticWords {
  const message = `${file} lies outside the repository`;
  return {
    code: 'file_outside',
    message,
    hint: 'a commit says what is applied, so files lie in the repository',
  };
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Upwards, so that one byte too many never reads as exactly the limit. */
function megabytes(bytes: number): string {
  return `${Math.ceil((bytes / 1_048_576) * 10) / 10} MB`;
}
