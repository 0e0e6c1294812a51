/** One edit of a YAML text, as the stretch that it replaces. Every other sign stays as it is. */
import {
  isCollection,
  isMap,
  isScalar,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Json } from '../../model/json.ts';
import { colonEnd, contentEnd, type Place, pairEnd, startOf } from './find-place.ts';
import { type Context, type Quotes, valueText } from './scalar-text.ts';

export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Puts another value where one is. */
export function replaceValue({ node, parent, index, inFlow }: Place, value: Json, text: string): Splice {
  const context: Context = inFlow ? 'flow' : 'block';
  const isBlock = isCollection(node) && node.flow !== true;
  const isEmpty = node === null || (isScalar(node) && node.range?.[0] === node.range?.[1]);
  if (isBlock || isEmpty) {
    const start =
      parent === null ? (node === null ? text.length : startOf(node)) : valueStart(parent, index, text);
    const end = isEmpty ? start : contentEnd(node, text);
    return { start, end, text: `${parent === null ? '' : ' '}${valueText(value, context)}` };
  }
  const written = valueText(value, context, quotesOf(node));
  return { start: startOf(node), end: contentEnd(node, text), text: written };
}

/** Behind the colon, or the dash, that the value follows. */
function valueStart(parent: YAMLMap<Node, Node | null> | YAMLSeq<Node>, index: number, text: string): number {
  if (isMap(parent)) return colonEnd((parent.items[index] as Pair<Node, Node | null>).key, text);
  const item = parent.items[index] as Node;
  return text.lastIndexOf('-', startOf(item) - 1) + 1;
}

function quotesOf(node: Node): Quotes {
  if (!isScalar(node)) return 'plain';
  if (node.type === Scalar.QUOTE_SINGLE) return 'single';
  return node.type === Scalar.QUOTE_DOUBLE ? 'double' : 'plain';
}

/** Adds a key to a map, or an item to a list. */
export function addValue(
  { node, inFlow }: Place,
  step: string | number,
  value: Json,
  text: string,
): Splice | null {
  if (!isCollection(node)) return null;
  const collection = node as YAMLMap<Node, Node | null> | YAMLSeq<Node>;
  const context: Context = inFlow || collection.flow === true ? 'flow' : 'block';
  const key = isMap(collection) ? `${valueText(String(step), context)}: ` : '';
  const written = `${key}${valueText(value, context)}`;
  const last = collection.items.at(-1);
  if (collection.flow === true) {
    if (last !== undefined) return insert(endOf(collection, last, text), `, ${written}`);
    const [open, close] = isMap(collection) ? ['{ ', ' }'] : ['[', ']'];
    const [start, end] = [startOf(collection), contentEnd(collection, text)];
    return { start, end, text: `${open}${written}${close}` };
  }
  if (last === undefined) return null;
  const at = lineEnd(endOf(collection, last, text), text);
  const indent = ' '.repeat(columnOf(startOf(collection), text));
  return insert(at, `${newline(text)}${indent}${isMap(collection) ? '' : '- '}${written}`);
}

/** Takes a key or an item out, with the comment behind it on its line. */
export function removeValue({ parent, index }: Place, text: string): Splice | null {
  if (parent === null) return null;
  const { items } = parent;
  const [item, next, before] = [items[index], items[index + 1], items[index - 1]];
  if (item === undefined) return null;
  const end = endOf(parent, item, text);
  if (parent.flow === true) {
    if (next !== undefined) return { start: startOfItem(item), end: startOfItem(next), text: '' };
    return { start: before === undefined ? startOfItem(item) : endOf(parent, before, text), end, text: '' };
  }
  const start = isMap(parent) ? startOfItem(item) : text.lastIndexOf('-', startOfItem(item) - 1);
  const line = text.lastIndexOf('\n', start - 1) + 1;
  // The first key of a map that is an item of a list stands behind the item's dash.
  const isAlone = text.slice(line, start).trim() === '';
  const stop = lineEnd(end, text);
  if (!isAlone && next !== undefined) return joined(start, stop, startOfItem(next), text);
  if (line === 0) return { start: 0, end: Math.min(stop + newline(text).length, text.length), text: '' };
  return { start: text[line - 2] === '\r' ? line - 2 : line - 1, end: stop, text: '' };
}

/** The next key moves up to the dash, unless a comment stands in between. */
function joined(start: number, stop: number, next: number, text: string): Splice {
  if (!text.slice(stop, next).includes('#')) return { start, end: next, text: '' };
  return { start: text.slice(0, start).trimEnd().length, end: stop, text: '' };
}

type Item = Pair<Node, Node | null> | Node;

function startOfItem(item: Item): number {
  return 'key' in item && item.key !== undefined ? startOf((item as Pair<Node>).key) : startOf(item as Node);
}

function endOf(parent: YAMLMap<Node, Node | null> | YAMLSeq<Node>, item: unknown, text: string): number {
  return isMap(parent) ? pairEnd(item as Pair<Node, Node | null>, text) : contentEnd(item as Node, text);
}

function insert(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

function columnOf(offset: number, text: string): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** The end of the line, before what ends it. */
function lineEnd(offset: number, text: string): number {
  const at = text.indexOf('\n', offset);
  if (at === -1) return text.length;
  return text[at - 1] === '\r' && at > offset ? at - 1 : at;
}

/** As the text's own lines end. */
function newline(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
