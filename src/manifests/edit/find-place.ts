/** Where a path leads in a document's text. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { DocumentPath } from '../../model/manifest.ts';

type Collection = YAMLMap<Node, Node | null> | YAMLSeq<Node>;

/** A value that is there, and what it is in; or the map or list that it would be added to. */
export interface Place {
  /** The innermost part of the path that is there; null: an empty document. */
  readonly node: Node | null;
  readonly parent: Collection | null;
  /** Its place among the parent's items. */
  readonly index: number;
  /** How many steps of the path are there. */
  readonly depth: number;
  /** Inside brackets or braces. */
  readonly inFlow: boolean;
}

/** Why a place cannot be edited: somebody else's text would change. */
export interface Shared {
  readonly anchor: string;
  /** Where in the text it is. */
  readonly start: number;
}

export function findPlace(document: Document, path: DocumentPath): Place | Shared {
  let place: Place = { node: document.contents, parent: null, index: 0, depth: 0, inFlow: false };
  for (const step of path) {
    const { node, depth } = place;
    if (isAlias(node)) return { anchor: node.source, start: startOf(node) };
    const inFlow = place.inFlow || (isCollection(node) && node.flow === true);
    const index = indexOf(node, step);
    if (index === -1) return { ...place, inFlow };
    const item = (node as Collection).items[index] as Pair<Node, Node | null> | Node;
    const inner = isMap(node) ? (item as Pair<Node, Node | null>).value : (item as Node);
    place = { node: inner, parent: node as Collection, index, depth: depth + 1, inFlow };
  }
  return place;
}

function indexOf(node: unknown, step: string | number): number {
  if (isMap(node))
    return node.items.findIndex(({ key }) => isScalar(key) && String(key.value) === String(step));
  return isSeq(node) && Number(step) < node.items.length ? Number(step) : -1;
}

/** An anchor in a part of the document that is repeated elsewhere: to change the one would change the other. */
export function findShared(document: Document, node: Node | null): Shared | null {
  if (node === null || isAlias(node)) return null;
  const used = new Set<string>();
  visit(document, { Alias: (_, { source }) => void used.add(source) });
  let found: Shared | null = null;
  visit(node, {
    Node: (_, inner) => {
      const anchor = isAlias(inner) ? undefined : inner.anchor;
      if (anchor === undefined || !used.has(anchor)) return undefined;
      found = { anchor, start: startOf(inner) };
      return visit.BREAK;
    },
  });
  return found;
}

/** Every anchored value that a place lies in. */
export function sharedAbove(document: Document, path: DocumentPath): Shared | null {
  const used = new Set<string>();
  visit(document, { Alias: (_, { source }) => void used.add(source) });
  for (let depth = 0; depth <= path.length; depth++) {
    const place = findPlace(document, path.slice(0, depth));
    if ('anchor' in place) return place;
    const { node } = place;
    if (place.depth < depth || node === null || isAlias(node)) continue;
    if (node.anchor !== undefined && used.has(node.anchor))
      return { anchor: node.anchor, start: startOf(node) };
  }
  return null;
}

export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** The end of the last sign that belongs to a value, without blank lines and comments behind it. */
export function contentEnd(node: Node | null, text: string): number {
  const end = node?.range?.[1] ?? 0;
  if (isCollection(node) && node.flow !== true) {
    const last = node.items.at(-1) as Pair<Node, Node | null> | Node | undefined;
    if (last === undefined) return end;
    return isMap(node) ? pairEnd(last as Pair<Node, Node | null>, text) : contentEnd(last as Node, text);
  }
  return startOf(node as Node) + text.slice(startOf(node as Node), end).trimEnd().length;
}

export function pairEnd({ key, value }: Pair<Node, Node | null>, text: string): number {
  const colon = colonEnd(key, text);
  return value === null || value.range?.[0] === value.range?.[1] ? colon : contentEnd(value, text);
}

/** Right behind the colon of a key. */
export function colonEnd(key: Node, text: string): number {
  const end = key.range?.[1] ?? 0;
  const colon = text.indexOf(':', end);
  return colon === -1 ? end : colon + 1;
}
