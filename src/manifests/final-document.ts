import type { Json } from '../model/json.ts';
import type { FileReference } from '../model/kind.ts';
import type { DocumentPath, Manifest } from '../model/manifest.ts';
import type { PatchedEnvelope } from './patch-members.ts';
import { pointerTo } from './resolve-spec.ts';
import { pathFrom } from './target-document.ts';
import { isTargetKind } from './target-kinds.ts';
import { isMap, type PlainMap } from './unreadable.ts';
import { fillValues, type ValueTable } from './value-tables.ts';

export interface FinalRequest {
  readonly envelope: PatchedEnvelope;
  readonly manifest: Manifest;
  /** The spec with its placeholders, without what a target says of others' documents. */
  readonly written: unknown;
  readonly values: ValueTable;
  readonly files: (manifest: Manifest) => readonly FileReference[];
}

/**
 * A document as one would write it in a file of a folder, were there no bases, patches and values. It is made from
 * the text, not from what the text stands for, so that no secret can be in it.
 */
export function finalDocument(request: FinalRequest, folder: string): Json {
  const { manifest, written, values } = request;
  const { kind, metadata } = manifest;
  const files = new Set(request.files(manifest).map(({ path }) => pointerTo(path)));
  const fill = (text: string, path: DocumentPath): string => {
    const moved = (file: string) => pathFrom(folder, manifest.fileAt(path, file));
    const filled = fillValues(text, values, moved);
    return files.has(pointerTo(path)) ? moved(filled) : filled;
  };
  const spec = mapTexts(withoutValues(written, kind), ['spec'], fill);
  const { name, environment, console, ...more } = metadata;
  const target = environment === undefined ? { console } : { environment };
  const named = { name, ...(isTargetKind(kind) ? {} : target), ...more };
  // What was read from YAML is JSON; an interface of it is no index type.
  const head = { apiVersion: 'muleteer/v1', kind, metadata: named as unknown as Json };
  return 'spec' in request.envelope.content ? { ...head, spec } : head;
}

/** They are filled in wherever they are used. */
function withoutValues(spec: unknown, kind: string): unknown {
  if (!isTargetKind(kind) || !isMap(spec)) return spec;
  const { values: _, ...rest }: PlainMap = spec;
  return rest;
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
