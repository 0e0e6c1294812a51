/** The keys of a schema, each with what the reference says of it. */
import { limitsOf, requirementOf, written } from '../../src/authoring/key-facts.ts';
import {
  keysOf,
  mapOf,
  placesBelow,
  rootPlace,
  type SchemaNode,
  type SchemaPlace,
} from '../../src/manifests/schema-node.ts';
import { typeOf } from './schema-type.ts';

export interface SchemaKey {
  /** With brackets behind lists: `spec.targets[].cluster`. */
  readonly shown: string;
  readonly title: string | undefined;
  readonly description: string;
  readonly type: string;
  /** The definition that says the rest, where it is described by itself. */
  readonly definition: string | null;
  /** `yes`, `no`, or when. */
  readonly required: string;
  readonly fallback: string | undefined;
  /** The map with a heading that it is a key of; empty for the document itself. */
  readonly section: string;
  readonly hasHeading: boolean;
  readonly facts: readonly (readonly [label: string, values: readonly string[]])[];
}

/** How many steps a map may be away from the document to have a heading of its own. */
const DEEPEST_HEADING = 2;

/** @param apart definitions that are described by themselves, and not wherever they are used */
export function keysIn(schema: SchemaNode, apart: readonly string[] = []): readonly SchemaKey[] {
  const keys: SchemaKey[] = [];
  const shown = new Map<string, string>([['', '']]);
  const headings = new Set(['']);
  for (const place of placesBelow(rootPlace('', schema))) {
    const above = shown.get(place.path.slice(0, -1).join('.'));
    if (above === undefined) continue;
    const key = keyAt(place, { above, headings, definition: definitionOf(place, apart) });
    keys.push(key);
    if (key.hasHeading) headings.add(key.shown);
    // Without an entry nothing below it is shown.
    if (key.definition === null)
      shown.set(place.path.join('.'), `${key.shown}${isList(place.node) ? '[]' : ''}`);
  }
  return keys;
}

interface Around {
  readonly above: string;
  readonly headings: ReadonlySet<string>;
  readonly definition: string | null;
}

function keyAt(place: SchemaPlace, { above, headings, definition }: Around): SchemaKey {
  const { root, path, node } = place;
  const name = [above, path.at(-1) ?? ''].filter((part) => part !== '').join('.');
  const isMap = definition === null && keysOf(root, mapOf(root, node)).size > 0;
  return {
    shown: name,
    title: node.title,
    description: node.description ?? '',
    type: typeOf(root, node),
    definition,
    required: requirementOf(place),
    fallback: node.default === undefined ? undefined : written(node.default),
    section: [...headings].findLast((heading) => isBelow(name, heading)) ?? '',
    hasHeading: isMap && path.length <= DEEPEST_HEADING,
    facts: factsOf(root, node),
  };
}

function isBelow(name: string, heading: string): boolean {
  return heading === '' || name.startsWith(`${heading}.`) || name.startsWith(`${heading}[].`);
}

function isList({ items }: SchemaNode): boolean {
  return items !== undefined;
}

function factsOf(root: SchemaNode, node: SchemaNode): SchemaKey['facts'] {
  const items = node.items === undefined ? {} : mapOf(root, node.items);
  const limits = limitsOf(node);
  const facts: SchemaKey['facts'] = [
    ['Values', valuesOf(node)],
    ['Each item', valuesOf(items)],
    ['Pattern', [node.pattern ?? items.pattern ?? ''].filter((pattern) => pattern !== '')],
    ['Examples', [...(node.examples ?? []), ...(items.examples ?? [])].map(written)],
    ['Limits', limits === '' ? [] : [limits]],
  ];
  return facts.filter(([, values]) => values.length > 0);
}

/** A title often names the values already. */
function valuesOf({ enum: values = [], const: only, title = '' }: SchemaNode): readonly string[] {
  const all = [...values, ...(only === undefined ? [] : [only])].map(written);
  return all.every((value) => title.split(/[ ,]+/).includes(value)) ? [] : all;
}

function definitionOf({ parent, path }: SchemaPlace, apart: readonly string[]): string | null {
  const raw = parent?.properties?.[path.at(-1) ?? ''];
  const name = (raw?.$ref ?? raw?.items?.$ref ?? '').split('/').at(-1) ?? '';
  return apart.includes(name) ? name : null;
}
