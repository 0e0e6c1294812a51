/** Exported documents as files: composed, checked as they will be read, and written without touching what is there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { documentOf, type ExportedDocument } from '../authoring/export-documents.ts';
import { createFileNames, type Layout } from '../authoring/file-names.ts';
import { declarations } from '../kinds/index.ts';
import { writeDocument } from '../manifests/edit/write-document.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import { groupBy } from '../model/group-by.ts';
import type { Json } from '../model/json.ts';
import type { ResourceKindName } from '../model/manifest.ts';
import { NOT_RUN, readText } from './edit-manifests.ts';
import { type ExportTargets, shownPath } from './export-targets.ts';
import type { Io } from './io.ts';
import { load } from './load.ts';

export interface ExportPlace {
  /** Absolute. */
  readonly out: string;
  readonly layout: Layout;
  readonly targets: ExportTargets;
  /** Live id of an application → the name of its file below `artifacts`. */
  readonly artifacts: ReadonlyMap<ExportedDocument['live'], string>;
}

interface Composed {
  /** Absolute path → text. */
  readonly texts: ReadonlyMap<string, string>;
  documentAt(diagnostic: Diagnostic): ExportedDocument | undefined;
}

export interface Checked extends Pick<Composed, 'texts'> {
  readonly documents: readonly ExportedDocument[];
  /** What could not be said in full, or at all, and why. */
  readonly notes: readonly {
    readonly document: ExportedDocument;
    readonly why: string;
    readonly leftOut: boolean;
  }[];
}

/**
 * What no manifest can say is observed only; what cannot even be observed is left out, and then what refers to it.
 * @throws MuleteerError `bug` where something else than a new document would be wrong
 */
export async function composeChecked(
  given: readonly ExportedDocument[],
  place: ExportPlace,
  io: Io,
): Promise<Checked> {
  let documents = given;
  const notes: Checked['notes'][number][] = [];
  for (;;) {
    const composed = compose(documents, place, io);
    const texts = new Map([...place.targets.files, ...composed.texts]);
    const { diagnostics } = await load(place.targets.paths, io, NOT_RUN, { texts });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return { documents, notes, texts };
    const wrong = new Map(errors.map((error) => [composed.documentAt(error), error.message]));
    const other = errors.find((error) => composed.documentAt(error) === undefined);
    if (other !== undefined)
      throw new MuleteerError('bug', `what is exported would not be valid: ${other.message}`);
    documents = documents.flatMap((document) => {
      const why = wrong.get(document);
      if (why === undefined) return [document];
      const leftOut = document.manage === 'observe' || document.live.identity.kind === 'Server';
      notes.push({ document, why, leftOut });
      return leftOut ? [] : [{ ...document, manage: 'observe' as const }];
    });
  }
}

function compose(documents: readonly ExportedDocument[], place: ExportPlace, io: Io): Composed {
  const fileOf = createFileNames(place.layout);
  const files = groupBy(documents, (document) => join(place.out, document.target, fileOf(document)));
  const texts = new Map<string, string>();
  const starts = new Map<string, readonly { readonly line: number; readonly document: ExportedDocument }[]>();
  for (const [path, own] of files) {
    let text = headOf(own);
    const lines = own.map((document, index) => {
      if (index > 0) text += '---\n';
      const line = text.split('\n').length;
      text += textOf(document, place);
      return { line, document };
    });
    texts.set(path, text);
    starts.set(shownPath(path, io), lines);
  }
  return {
    texts,
    documentAt: ({ origin }) =>
      origin === null
        ? undefined
        : starts.get(origin.file)?.findLast(({ line }) => line <= origin.line)?.document,
  };
}

const PROPERTIES = `# Properties cannot be read back: those that are set stay as they are, until spec.properties declares them all.
`;

function headOf(documents: readonly ExportedDocument[]): string {
  return documents.some(({ live, manage }) => live.identity.kind === 'Application' && manage === 'full')
    ? PROPERTIES
    : '';
}

function textOf(document: ExportedDocument, { targets, layout, artifacts }: ExportPlace): string {
  const { kind } = document.live.identity;
  const declaration = declarations.find((one) => one.kind === kind);
  if (declaration === undefined) throw new MuleteerError('bug', `nobody declares a ${kind}`);
  const file = artifacts.get(document.live);
  const up = layout === 'resource' ? '../' : './';
  const artifact: Json | undefined = file === undefined ? undefined : { file: `${up}artifacts/${file}` };
  // A target of our own stands in the folder above; others may stand anywhere.
  const isOwn = targets.files.size > 0;
  const metadata: Readonly<Record<string, Json>> = isOwn ? {} : { [keyOf(kind)]: document.target };
  return writeDocument(documentOf(document, declaration, { metadata, artifact }));
}

function keyOf(kind: ResourceKindName): 'environment' | 'console' {
  return declarations.find((one) => one.kind === kind)?.targetKind === 'Console' ? 'console' : 'environment';
}

/** @throws MuleteerError naming what would be overwritten: what is there is somebody's */
export function assertNothingOverwritten(texts: ReadonlyMap<string, string>, io: Io): void {
  const taken = [...texts]
    .filter(([path, text]) => existsSync(path) && readText(path) !== text)
    .map(([path]) => shownPath(path, io));
  if (taken.length === 0) return;
  const more = taken.length > 3 ? ` and ${taken.length - 3} more` : '';
  const verb = taken.length === 1 ? 'is' : 'are';
  throw new MuleteerError(
    'usage',
    `${taken.slice(0, 3).join(', ')}${more} ${verb} there already, and would be overwritten`,
    {
      hint: 'export writes new files only: name an empty folder, or `muleteer adopt ADDRESS` for what is declared',
    },
  );
}
