/** A place in the schema of a kind, found as people name it: `spec.targets.cluster`, through lists and free maps. */

import { didYouMean } from '../model/did-you-mean.ts';
import { MuleteerError } from '../model/errors.ts';
import { isJsonObject, KIND_NAMES, kindSchema } from './schema-documents.ts';
import type { KindName } from './schemas.ts';

/** As much of a JSON Schema as an explanation is made from. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly then?: SchemaNode;
  readonly else?: SchemaNode;
  readonly not?: unknown;
}

export interface SchemaPlace {
  readonly kind: KindName;
  /** From the document's root; lists have no step of their own. */
  readonly path: readonly string[];
  readonly node: SchemaNode;
  /** The map that it is a key of; null for the document itself. */
  readonly parent: SchemaNode | null;
}

/** `Application.spec.artifact`. Kinds may be written in small letters, lists with brackets. */
export function findPlace(written: string): SchemaPlace {
  const [word = '', ...steps] = written.replace(/\[\d*\]/g, '').split('.');
  const kind = kindNamed(word);
  const root: SchemaPlace = { kind, path: [], node: kindSchema(kind), parent: null };
  return steps.reduce<SchemaPlace>(stepInto, root);
}

/** @throws MuleteerError `usage`, with the kind that was probably meant */
export function kindNamed(word: string): KindName {
  const kind = KIND_NAMES.find((name) => name.toLowerCase() === word.toLowerCase());
  if (kind !== undefined) return kind;
  const hint = didYouMean(word, KIND_NAMES) ?? `there is ${KIND_NAMES.join(', ')}`;
  throw new MuleteerError('usage', `no kind is called ${word === '' ? '(empty)' : word}`, { hint });
}

export function nameOfPlace({ kind, path }: Pick<SchemaPlace, 'kind' | 'path'>): string {
  return [kind, ...path].join('.');
}

/** The map that a value is, or that each item of a list is. */
export function mapOf(kind: KindName, node: SchemaNode): SchemaNode {
  const own = resolved(kind, node);
  return own.items === undefined ? own : mapOf(kind, own.items);
}

/** The keys of a map, those of its alternatives included, without the forbidden ones. */
export function keysOf(kind: KindName, node: SchemaNode): ReadonlyMap<string, SchemaNode> {
  const { properties = {}, oneOf = [], anyOf = [], allOf = [], then, else: otherwise } = resolved(kind, node);
  const own = Object.entries(properties).map(([key, one]) => [key, resolved(kind, one)] as const);
  const branches = [...oneOf, ...anyOf, ...allOf, ...(then === undefined ? [] : [then])];
  const others = [...branches, ...(otherwise === undefined ? [] : [otherwise])].flatMap((branch) => [
    ...keysOf(kind, branch),
  ]);
  // What alternatives say of a key adds to what stands there already.
  const described = [...own, ...others].filter(([, one]) => one.title !== undefined && one.not === undefined);
  const keys = new Map<string, SchemaNode>();
  for (const [key, one] of described) keys.set(key, keys.get(key) ?? one);
  return keys;
}

function stepInto(place: SchemaPlace, key: string): SchemaPlace {
  const parent = mapOf(place.kind, place.node);
  const { additionalProperties } = parent;
  const free = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const found = keysOf(place.kind, parent).get(key) ?? parent.properties?.[key] ?? free;
  if (found !== undefined) {
    return { kind: place.kind, path: [...place.path, key], node: resolved(place.kind, found), parent };
  }
  throw new MuleteerError('usage', `${nameOfPlace(place)} has no key ${key}`, { hint: hintFor(key, place) });
}

function hintFor(key: string, place: SchemaPlace): string {
  const known = [...keysOf(place.kind, mapOf(place.kind, place.node)).keys()];
  const root = { kind: place.kind, path: [], node: kindSchema(place.kind), parent: null };
  const home = [...placesBelow(root)].find(({ path }) => path.at(-1) === key);
  if (home !== undefined) return `there is ${nameOfPlace(home)}`;
  return didYouMean(key, known) ?? (known.length === 0 ? 'it has none' : `known here: ${known.join(', ')}`);
}

function* placesBelow(place: SchemaPlace): Generator<SchemaPlace> {
  const parent = mapOf(place.kind, place.node);
  for (const [key, node] of keysOf(place.kind, parent)) {
    const below = { kind: place.kind, path: [...place.path, key], node, parent };
    yield below;
    yield* placesBelow(below);
  }
}

function resolved(kind: KindName, node: SchemaNode): SchemaNode {
  const { $ref, ...own } = node;
  if ($ref === undefined) return node;
  const steps = $ref.split('/').slice(1);
  const found = steps.reduce<unknown>(
    (at, step) => (isJsonObject(at) ? at[step] : undefined),
    kindSchema(kind),
  );
  return { ...resolved(kind, (found ?? {}) as SchemaNode), ...own };
}
