import type { Json } from '../model/json.ts';
import type { FileReference } from '../model/kind.ts';
import type { DocumentPath, Manifest } from '../model/manifest.ts';
import { pointerTo } from './resolve-spec.ts';
import { pathFrom } from './target-document.ts';
import { ABOUT_OTHERS, isTargetKind } from './target-kinds.ts';
import { isMap, type PlainMap } from './unreadable.ts';
import { fillValues, type ValueTable } from './value-tables.ts';

export interface FinalSurroundings {
  readonly values: ValueTable;
  /** The files that the manifest names. */
  readonly files: readonly FileReference[];
}

/**
 * A document as one would write it in a file of a folder, were there no bases, patches and values. It is made from
 * the text, not from what the text stands for, so that no secret can be in it.
 */
export function finalDocument(
  manifest: Manifest & { readonly written: PlainMap },
  { values, files }: FinalSurroundings,
  folder: string,
): Json {
  const { kind, metadata, written } = manifest;
  const named = new Set(files.map(({ path }) => pointerTo(path)));
  const fill = (text: string, path: DocumentPath): string => {
    const moved = (file: string) => pathFrom(folder, manifest.fileAt(path, file));
    const filled = fillValues(text, values, moved);
    return named.has(pointerTo(path)) ? moved(filled) : filled;
  };
  const spec = mapTexts(ofItsOwn(written.spec ?? {}, kind), ['spec'], fill);
  const { name, environment, console, ...more } = metadata;
  const target = environment === undefined ? { console } : { environment };
  const own = { name, ...(isTargetKind(kind) ? {} : target), ...more };
  // What was read from YAML is JSON; an interface of it is no index type.
  const head = { apiVersion: 'muleteer/v1', kind, metadata: own as unknown as Json };
  return 'spec' in written ? { ...head, spec } : head;
}

/** Values are filled in wherever they are used. */
function ofItsOwn(spec: unknown, kind: string): unknown {
  if (!isTargetKind(kind) || !isMap(spec)) return spec;
  const isOwn = ([key]: readonly [string, unknown]) => key !== 'values' && !ABOUT_OTHERS.includes(key);
  return Object.fromEntries(Object.entries(spec).filter(isOwn));
}

function mapTexts(
  value: unknown,
  path: DocumentPath,
  change: (text: string, path: DocumentPath) => string,
): Json {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, [...path, index], change));
  if (!isMap(value)) return value as Json;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, mapTexts(item, [...path, key], change)]));
}
