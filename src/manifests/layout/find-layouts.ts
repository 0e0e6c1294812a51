import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, liveDiagnostic } from '../../model/diagnostic.ts';
import { NOTHING_STAMPED } from '../../model/stamped-values.ts';
import { findFiles, manifestsBelow } from '../find-files.ts';
import { parseFile } from '../parse-file.ts';
import { isInside, policyFolder } from '../repository-root.ts';
import { layOut } from './lay-out.ts';

/** One file with manifests: as it is, and in the layout of all. */
export interface FoundLayout {
  readonly path: string;
  /** Relative to the working folder. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export interface FoundLayouts {
  readonly layouts: readonly FoundLayout[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Candidate {
  readonly path: string;
  readonly root: string;
}

/** The files at the given paths that hold a manifest, a policy or an approval. Those with mistakes are reported. */
export function findLayouts(given: readonly string[], cwd: string): FoundLayouts {
  const found = findFiles(given, cwd);
  const manifests = found.files.filter(({ selected }) => selected);
  const policies = found.paths.flatMap(({ root, given: path }) => policiesAt(resolve(cwd, path), root));
  const files = new Map([...manifests, ...policies].map((file) => [file.path, file] as const));
  const read = [...files.values()].sort(byPath).map((file) => readLayout(file, cwd));
  return {
    layouts: read.flatMap(({ layouts }) => layouts),
    diagnostics: [...found.diagnostics, ...read.flatMap(({ diagnostics }) => diagnostics)],
  };
}

/** `policies/` is no part of what its neighbours' PATH stands for, since it holds no manifests. */
function policiesAt(path: string, root: string): readonly Candidate[] {
  const folder = policyFolder(root);
  if (!existsSync(folder)) return [];
  const { files } = manifestsBelow(folder);
  return files.filter((file) => isInside(path, file)).map((file) => ({ path: file, root }));
}

function readLayout({ path, root }: Candidate, cwd: string): FoundLayouts {
  // Other tools' files are not even parsed.
  const { documents, diagnostics } = parseFile(
    { path, root, selected: false },
    { cwd, known: NOTHING_STAMPED },
  );
  const [document] = documents;
  if (document === undefined || diagnostics.length > 0) return { layouts: [], diagnostics };
  const { name, source } = document.file;
  const before = source.text;
  const { text: after, manifests, left } = layOut(before);
  if (manifests === 0) return { layouts: [], diagnostics: [] };
  return {
    layouts: [{ path, name, before, after }],
    diagnostics: left.map((line) => leftAsItIs(name, line)),
  };
}

function leftAsItIs(name: string, line: number): Diagnostic {
  const message = `the document at ${name}:${line} cannot be laid out without a change of what it says, and stays as it is`;
  return liveDiagnostic('warning', 'not_laid_out', message);
}

function byPath(left: Candidate, right: Candidate): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
