/**
 * The folders that targets name as their bases. What stands in one belongs to every target that names it, and to no
 * other; where PATH is plays no part in it.
 */
import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DocumentPath, UnreadableManifest } from '../model/manifest.ts';
import { manifestsBelow } from './find-files.ts';
import type { ParsedFiles } from './parsed-files.ts';
import { hasPlaceholder } from './placeholders.ts';
import { isInside, policyFolder } from './repository-root.ts';
import type { DiagnosticWords, SourceDocument } from './source-document.ts';
import { isTargetKind } from './target-kinds.ts';
import { isMap, unreadableFrom } from './unreadable.ts';

/** A base, as one target names it. */
export interface NamedBase {
  readonly owner: SourceDocument;
  /** Where its manifest names it. */
  readonly path: DocumentPath;
  /** As written. */
  readonly name: string;
  /** Absolute. */
  readonly files: readonly string[];
}

export interface ReadBases {
  readonly bases: readonly NamedBase[];
  /** What a base that cannot be read may have held. */
  readonly unreadable: readonly UnreadableManifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Adds the files of all bases to those that are parsed. */
export function readBases(files: ParsedFiles): ReadBases {
  const folders = new Map<string, FolderFiles>();
  const bases: NamedBase[] = [];
  const unreadable: UnreadableManifest[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const owner of files.documents.filter(isTargetDocument)) {
    for (const { path, name } of basesOf(owner)) {
      if (isNamedBefore(owner, path, name)) continue;
      const read = readBase(owner, name, { files, folders });
      if ('code' in read) {
        diagnostics.push(owner.diagnostic(path, read));
        unreadable.push({
          ...unreadableFrom(owner.value),
          kind: null,
          name: null,
          target: targetName(owner),
        });
      } else {
        diagnostics.push(...read.diagnostics);
        bases.push({ owner, path, name, files: read.files });
      }
    }
  }
  return { bases, unreadable, diagnostics };
}

type FolderFiles = ReturnType<typeof manifestsBelow>;

interface Reading {
  readonly files: ParsedFiles;
  /** Many targets name one base. */
  readonly folders: Map<string, FolderFiles>;
}

function isTargetDocument({ value }: SourceDocument): boolean {
  return isMap(value) && value.apiVersion === 'muleteer/v1' && isTargetKind(String(value.kind));
}

function targetName({ value }: SourceDocument): string | null {
  const metadata = isMap(value) && isMap(value.metadata) ? value.metadata : {};
  return typeof metadata.name === 'string' ? metadata.name : null;
}

/** What is no text is a mistake of shape, and reported as that. */
function basesOf({
  value,
}: SourceDocument): readonly { readonly path: DocumentPath; readonly name: string }[] {
  const spec = isMap(value) && isMap(value.spec) ? value.spec : {};
  const named: readonly unknown[] = Array.isArray(spec.bases) ? spec.bases : [];
  return named.flatMap((name, index) =>
    typeof name === 'string' && name !== '' ? [{ path: ['spec', 'bases', index], name }] : [],
  );
}

/** Also by another name, through a link: its files would be two by theirs. */
function isNamedBefore(owner: SourceDocument, path: DocumentPath, name: string): boolean {
  const index = Number(path.at(-1));
  const real = (folder: string) => realFolder(resolve(owner.file.folder, folder));
  const folder = real(name);
  return (
    folder !== null &&
    basesOf(owner).some((one) => Number(one.path.at(-1)) < index && real(one.name) === folder)
  );
}

function realFolder(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function readBase(owner: SourceDocument, name: string, reading: Reading): FolderFiles | DiagnosticWords {
  if (hasPlaceholder(name)) return PLACEHOLDER;
  const { folder, root, selected } = owner.file;
  const path = resolve(folder, name);
  const mistake = findMistake(path, name, root);
  if (mistake !== undefined) return mistake;
  const known = reading.folders.get(path);
  const below = known ?? manifestsBelow(path, policyFolder(root));
  reading.folders.set(path, below);
  for (const file of below.files) reading.files.add({ path: file, root, selected });
  if (below.files.some((file) => !reading.files.isEmpty(file)) || below.diagnostics.length > 0)
    return known === undefined ? below : { ...below, diagnostics: [] };
  return {
    code: 'base_empty',
    message: `no manifest in the base ${name}`,
    hint: 'a base holds manifests of resources',
  };
}

const PLACEHOLDER = {
  code: 'placeholder_in_base',
  message: 'a base is a folder, and its path holds no placeholders',
  hint: 'name the folder itself',
};

function findMistake(path: string, name: string, root: string): DiagnosticWords | undefined {
  const outside = { code: 'base_outside', message: `the base ${name} lies outside the repository` };
  const advice = 'a commit says what is applied, so a base lies in the repository';
  if (!isInside(root, path)) return { ...outside, hint: advice };
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined)
    return { code: 'base_not_found', message: `the base ${name} is not there`, hint: RELATIVE };
  if (!stat.isDirectory())
    return {
      code: 'base_not_found',
      message: `the base ${name} is not a folder`,
      hint: 'name the folder it is in',
    };
  if (!isInside(realpathSync(root), realpathSync(path))) return { ...outside, hint: advice };
  if (!isInside(policyFolder(root), path)) return undefined;
  return {
    code: 'base_empty',
    message: `policies/ holds rules over plans, and is no base`,
    hint: 'name another folder',
  };
}

const RELATIVE = 'paths are relative to the manifest';
