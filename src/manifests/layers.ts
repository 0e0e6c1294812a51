/**
 * Who wrote what, in a document that was merged from several. A layer is a document of the repository, or the part of
 * one that is a patch; a later layer lies over the earlier ones, as `mergePatch` lays it.
 */
import type { DocumentPath } from '../model/manifest.ts';
import type { SourceDocument } from './source-document.ts';
import { isMap } from './unreadable.ts';

export interface Layer {
  readonly document: SourceDocument;
  /** Where in that document it starts. */
  readonly at: DocumentPath;
  readonly value: unknown;
}

export interface Writer {
  readonly layer: Layer;
  /** The place in the layer's document. */
  readonly path: DocumentPath;
}

export type Layers = readonly [Layer, ...Layer[]];

/**
 * The layer that decides about a place: the one that wrote its value, replaced it or took it out. A map that several
 * layers wrote together is where it was first; of what nobody wrote it is whoever came nearest, the first of them.
 */
export function writerOf(layers: Layers, path: DocumentPath): Writer {
  const [first] = layers;
  if (path.length === 0) return { layer: first, path: first.at };
  let nearest = { layer: first, depth: 0 };
  let found: Layer | null = null;
  for (const layer of [...layers].reverse()) {
    const { depth, value } = reach(layer.value, path);
    const isThere = depth === path.length;
    if (!isMap(value)) {
      // A single value, a list or null decides about everything below it, unless a later layer made a map of it.
      const isOverlaid = found !== null || (!isThere && layer !== nearest.layer && nearest.depth >= depth);
      if (isOverlaid) break;
      return writer(layer, path.slice(0, depth));
    }
    if (isThere) found = layer;
    if (depth >= nearest.depth) nearest = { layer, depth };
  }
  return found === null ? writer(nearest.layer, path.slice(0, nearest.depth)) : writer(found, path);
}

function writer(layer: Layer, path: DocumentPath): Writer {
  return { layer, path: [...layer.at, ...path] };
}

/** How many steps of a path a value has, and what is there. */
function reach(value: unknown, path: DocumentPath): { readonly depth: number; readonly value: unknown } {
  let current = value;
  for (const [depth, step] of path.entries()) {
    const next = childOf(current, step);
    if (next === undefined) return { depth, value: current };
    current = next;
  }
  return { depth: path.length, value: current };
}

export function childOf(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
