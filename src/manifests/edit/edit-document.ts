/**
 * Changes values of one document of a file in place: comments, order, quotes, anchors and line ends of everything
 * else stay, byte for byte. Each edit is proved: the text is read again and must say what it said before, but for
 * the value that was to change. What cannot be done like that is refused, and is left to a person.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Json } from '../../model/json.ts';
import type { DocumentPath } from '../../model/manifest.ts';
import { findPlace, findShared, type Place, type Shared, sharedAbove } from './find-place.ts';
import { addValue, removeValue, replaceValue, type Splice } from './splice.ts';

/** `value` undefined: the key, or the item of the list, goes. An index behind the end of a list adds to it. */
export interface Edit {
  readonly path: DocumentPath;
  readonly value: Json | undefined;
}

/** An index behind the end of every list. */
export const END_OF_LIST = Number.MAX_SAFE_INTEGER;

/** Which document of a file: where its content starts, as `Manifest.origin` says it. */
export interface DocumentStart {
  readonly line: number;
  readonly column: number;
}

export interface DocumentEdits {
  readonly start: DocumentStart;
  readonly edits: readonly Edit[];
}

/** An edit that cannot be made in place; those behind it, of the same document, are not made either. */
export interface RefusedEdit {
  readonly start: DocumentStart;
  readonly path: DocumentPath;
  readonly why: string;
  readonly line: number;
}

export interface Edited {
  readonly text: string;
  readonly refused: readonly RefusedEdit[];
}

/** From the last document to the first, so that what one edit moves is behind the next. */
export function editDocuments(text: string, given: readonly DocumentEdits[]): Edited {
  const partAt = partsOf(text);
  const jobs = given.map((job) => ({ ...job, part: partAt(job.start) }));
  const refused: RefusedEdit[] = [];
  let edited = text;
  for (const { start, edits, part } of jobs.sort((a, b) => (b.part?.index ?? 0) - (a.part?.index ?? 0))) {
    if (part === null) {
      refused.push({ start, path: [], why: 'the document is not there any more', line: start.line });
      continue;
    }
    const { text: own, refused: not } = editPart(
      edited.slice(part.from, part.to ?? edited.length),
      part,
      edits,
    );
    refused.push(...not.map((one) => ({ ...one, start })));
    edited = `${edited.slice(0, part.from)}${own}${part.to === null ? '' : edited.slice(part.to)}`;
  }
  return { text: edited, refused };
}

function editPart(
  text: string,
  { indexInPart, lineBefore }: Part,
  edits: readonly Edit[],
): { readonly text: string; readonly refused: readonly Omit<RefusedEdit, 'start'>[] } {
  let own = text;
  for (const edit of edits) {
    const edited = applyEdit(own, indexInPart, edit);
    if (typeof edited !== 'string') {
      const line = lineBefore + lineAt(own, edited.start);
      return { text, refused: [{ path: edit.path, why: edited.refused, line }] };
    }
    own = edited;
  }
  return { text: own, refused: [] };
}

interface Part {
  /** Which document of the file it is. */
  readonly index: number;
  readonly content: unknown;
  /** The stretch of text that is read again for each edit: its own, if it reads the same by itself. */
  readonly from: number;
  /** Null: to the end of the text, wherever that is by then. */
  readonly to: number | null;
  readonly indexInPart: number;
  readonly lineBefore: number;
}

/** A file may hold hundreds of documents: it is read as a whole only once. */
function partsOf(text: string): (start: DocumentStart) => Part | null {
  const lines = new LineCounter();
  const documents = read(text, lines);
  const indexes = new Map(
    documents.map((document, index) => {
      const { line, col } = lines.linePos(document.contents?.range?.[0] ?? document.range[0]);
      return [`${line}:${col}`, index] as const;
    }),
  );
  return ({ line, column }) => {
    const index = indexes.get(`${line}:${column}`);
    const document = index === undefined ? undefined : documents[index];
    if (index === undefined || document === undefined) return null;
    const content = contentOf(document);
    const from = index === 0 ? 0 : document.range[0];
    const to = documents[index + 1]?.range[0] ?? null;
    const [alone, ...more] = read(text.slice(from, to ?? text.length));
    const isAlone = alone !== undefined && more.length === 0 && isDeepStrictEqual(contentOf(alone), content);
    if (!isAlone) return { index, content, from: 0, to: null, indexInPart: index, lineBefore: 0 };
    return { index, content, from, to, indexInPart: 0, lineBefore: lines.linePos(from).line - 1 };
  };
}

function read(text: string, lineCounter = new LineCounter()): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text, {
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter,
  });
  return documents as readonly Document.Parsed[];
}

function contentOf(document: Document | undefined): unknown {
  return document?.toJS({ maxAliasCount: 1000 });
}

interface Refused {
  readonly refused: string;
  readonly start: number;
}

function applyEdit(text: string, index: number, edit: Edit): string | Refused {
  const documents = read(text);
  const document = documents[index];
  if (document === undefined) return { refused: 'the document is not there any more', start: 0 };
  const { path, value } = edit;
  const shared = sharedAbove(document, path.slice(0, -1));
  const place = shared ?? findPlace(document, path);
  if ('anchor' in place) return sharedWith(place);
  const anchored = place.depth === path.length ? findShared(document, place.node) : null;
  if (anchored !== null) return sharedWith(anchored);
  const splice = isLast(place, edit)
    ? spliceOf(
        findPlace(document, path.slice(0, -1)) as Place,
        { path: path.slice(0, -1), value: emptyOf(place) },
        text,
      )
    : spliceOf(place, edit, text);
  const cannot = {
    refused: `cannot be edited in place; write it by hand`,
    start: place.node?.range?.[0] ?? 0,
  };
  if (splice === null) return cannot;
  const edited = `${text.slice(0, splice.start)}${splice.text}${text.slice(splice.end)}`;
  const expected = documents.map((one, at) =>
    at === index ? changed(contentOf(one), path, value) : contentOf(one),
  );
  return says(edited, expected) ? edited : cannot;
}

/** What is left of a map or list without its last item has to be written, or it would become null. */
function isLast({ parent, depth }: Place, { path, value }: Edit): boolean {
  return value === undefined && depth === path.length && parent?.items.length === 1;
}

function emptyOf({ parent }: Place): Json {
  return isSeq(parent) ? [] : {};
}

function sharedWith({ anchor, start }: Shared): Refused {
  return {
    refused: `the text of &${anchor} is used in other places as well (*${anchor}); write it out there`,
    start,
  };
}

function spliceOf(place: Place, { path, value }: Edit, text: string): Splice | null {
  if (place.depth === path.length)
    return value === undefined ? removeValue(place, text) : replaceValue(place, value, text);
  if (value === undefined) return null;
  const [step = '', ...rest] = path.slice(place.depth);
  const inner = wrapped(rest, value);
  const isEmpty = place.node === null || (isScalar(place.node) && place.node.value === null);
  return isEmpty ? replaceValue(place, wrapped([step], inner), text) : addValue(place, step, inner, text);
}

/** A value below keys that are not there yet. */
function wrapped(path: DocumentPath, value: Json): Json {
  return path.reduceRight<Json>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  );
}

function says(text: string, expected: readonly unknown[]): boolean {
  const documents = read(text);
  const isClean = documents.every(({ errors, warnings }) => errors.length + warnings.length === 0);
  try {
    return isClean && isDeepStrictEqual(documents.map(contentOf), expected);
  } catch {
    return false;
  }
}

/** The same change, made to the value instead of the text. */
function changed(value: unknown, path: DocumentPath, to: Json | undefined): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (Array.isArray(value) || (value === undefined && typeof step === 'number')) {
    const items: unknown[] = [...(value ?? [])];
    const at = Math.min(Number(step), items.length);
    if (rest.length === 0 && to === undefined) items.splice(at, 1);
    else items[at] = changed(items[at], rest, to);
    return items;
  }
  const map = { ...(value as Record<string, unknown> | null | undefined) };
  if (rest.length === 0 && to === undefined) delete map[step];
  else map[step] = changed(map[step], rest, to);
  return map;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
