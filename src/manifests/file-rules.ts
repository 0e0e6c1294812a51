import { realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { FileReference } from '../model/kind.ts';
import { type Manifest, manifestDiagnostic } from '../model/manifest.ts';
import { hasPlaceholder } from './placeholders.ts';
import { isInside } from './repository-root.ts';
import type { DiagnosticWords } from './source-document.ts';

/** Checks the files that a manifest names: inside the repository, there, a plain file, not too big. */
export function checkFiles(
  manifest: Manifest,
  references: readonly FileReference[],
  root: string,
): readonly Diagnostic[] {
  return references.flatMap((reference) => {
    // Its name is not known yet, for a reason that is reported.
    if (hasPlaceholder(reference.file)) return [];
    const words = findFileMistake(reference, manifest.fileAt(reference.path, reference.file), root);
    return words === undefined ? [] : [manifestDiagnostic(manifest, reference.path, words)];
  });
}

function findFileMistake(reference: FileReference, path: string, root: string): DiagnosticWords | undefined {
  const { file, use, maxBytes = Number.POSITIVE_INFINITY } = reference;
  if (!isInside(root, path)) return outside(file);
  const stat = statOf(use === 'write' ? dirname(path) : path);
  if (stat === undefined) {
    const what = use === 'write' ? `the folder of ${file} is not there` : `the file ${file} is not there`;
    return { code: 'file_not_found', message: what, hint: 'paths are relative to the manifest' };
  }
  if (!isInside(realpathSync(root), realpathSync(use === 'write' ? dirname(path) : path)))
    return outside(file);
  if (use === 'write') return undefined;
  if (!stat.isFile()) return { code: 'not_a_file', message: `${file} is not a file` };
  if (stat.size <= maxBytes) return undefined;
  const message = `${file} has ${megabytes(stat.size)}, the service takes at most ${megabytes(maxBytes)}`;
  return { code: 'file_too_large', message };
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
