import { isCollection, isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { kindSchema } from '../schema-documents.ts';
import { keysOf, mapOf, type SchemaNode } from '../schema-node.ts';
import type { KindName } from '../schemas.ts';

/** The order of the keys that every document has, whatever its kind. */
export const ENVELOPE = ['apiVersion', 'kind', 'metadata', 'spec'];

export interface Rules {
  readonly kind: KindName;
  /** What the value was read from. */
  readonly text: string;
}

/** Puts the keys of a value, and of all below it, into the order of its schema. */
export function arrangeKeys(value: unknown, schema: SchemaNode, rules: Rules): void {
  const root = kindSchema(rules.kind);
  if (isSeq(value)) for (const item of value.items) arrangeKeys(item, mapOf(root, schema), rules);
  if (!isMap(value)) return;
  const known = keysOf(root, schema);
  sortKeys(value, [...known.keys()], rules.text);
  for (const { key, value: child } of value.items) {
    const below = isScalar(key) ? known.get(String(key.value)) : undefined;
    if (below !== undefined) arrangeKeys(child, below, rules);
  }
}

/** A key that is not named, such as a misspelt one, stays behind the one that it follows. */
export function sortKeys(map: YAMLMap, keys: readonly string[], text: string): void {
  let last = -1;
  const ranks = new Map<Pair, number>();
  for (const pair of map.items) {
    const index = isScalar(pair.key) ? keys.indexOf(String(pair.key.value)) : -1;
    if (index >= 0) last = index;
    ranks.set(pair, last);
  }
  const rank = (pair: Pair): number => ranks.get(pair) ?? last;
  const sorted = [...map.items].sort((left, right) => rank(left) - rank(right));
  if (sorted.every((pair, index) => pair === map.items[index])) return;
  const [first] = map.items;
  if (first !== undefined) giveComment(map, first, text);
  map.items = sorted;
  const [top] = sorted;
  // A blank line between entries is none above the first.
  if (isNode(top?.key)) top.key.spaceBefore = false;
}

/** The parser gives the comment above a map's first key to the map; it has to go where the key goes. */
function giveComment(map: YAMLMap, { key }: Pair, text: string): void {
  const start = map.range?.[0];
  if (!isNode(key) || map.flow === true || start === undefined || map.commentBefore == null) return;
  const above = text.slice(0, start).split('\n').slice(0, -1);
  const owner = above.findLast((line) => line.trim() !== '' && !line.trim().startsWith('#')) ?? '';
  const lines = map.commentBefore.split('\n');
  // A comment behind the map's own key is about the map: `spec: # all of it`.
  const own = / #/.test(owner) ? lines.splice(0, 1) : [];
  key.commentBefore = lines.join('\n') || null;
  map.commentBefore = own.join('\n') || null;
}

/** What stands in braces or brackets over several lines becomes a block. */
export function openBlocks(value: unknown, text: string): void {
  if (!isCollection(value)) return;
  const [start, end] = value.range ?? [0, 0];
  const isSpread = value.flow === true && text.slice(start, end).includes('\n');
  if (isSpread && value.items.length > 0) value.flow = false;
  if (value.flow === true) return;
  for (const item of value.items) openBlocks(isNode(item) ? item : (item as Pair).value, text);
}
