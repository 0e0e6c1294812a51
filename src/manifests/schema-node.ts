/** A place in the schema of a kind, found as people name it: `spec.targets.cluster`, through lists and free maps. */

import { didYouMean } from '../model/did-you-mean.ts';
import { MuleteerError } from '../model/errors.ts';
import { KIND_NAMES, kindSchema } from './schema-documents.ts';
import type { KindName } from './schemas.ts';
import { isMap } from './unreadable.ts';

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
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly if?: unknown;
  readonly then?: SchemaNode;
  readonly else?: SchemaNode;
  readonly not?: unknown;
}

export interface SchemaPlace {
  /** What the schema describes: a kind. */
  readonly name: string;
  /** The whole schema, which references point into. */
  readonly root: SchemaNode;
  /** From the document's root; lists have no step of their own, any key of a free map is `*`. */
  readonly path: readonly string[];
  readonly node: SchemaNode;
  /** The map that it is a key of; null for the document itself. */
  readonly parent: SchemaNode | null;
}

/** `Application.spec.artifact`. Kinds may be written in small letters, lists with brackets. */
export function findPlace(written: string): SchemaPlace {
  const [word = '', ...steps] = written.replace(/\[\d*\]/g, '').split('.');
  const kind = kindNamed(word);
  return steps.reduce<SchemaPlace>(stepInto, rootPlace(kind, kindSchema(kind)));
}

/** The document that a schema describes. */
export function rootPlace(name: string, schema: SchemaNode): SchemaPlace {
  return { name, root: schema, path: [], node: schema, parent: null };
}

/** @throws MuleteerError `usage`, with the kind that was probably meant */
export function kindNamed(word: string): KindName {
  const kind = KIND_NAMES.find((name) => name.toLowerCase() === word.toLowerCase());
  if (kind !== undefined) return kind;
  const hint = didYouMean(word, KIND_NAMES) ?? `there is ${KIND_NAMES.join(', ')}`;
  throw new MuleteerError('usage', `no kind is called ${word === '' ? '(empty)' : word}`, { hint });
}

export function nameOfPlace({ name, path }: Pick<SchemaPlace, 'name' | 'path'>): string {
  return [name, ...path].join('.');
}

/** The map that a value is, or that each item of a list is. */
export function mapOf(root: SchemaNode, node: SchemaNode): SchemaNode {
  const own = resolved(root, node);
  return own.items === undefined ? own : mapOf(root, own.items);
}

/** The keys of a map, those of its alternatives included, without the forbidden ones. */
export function keysOf(root: SchemaNode, node: SchemaNode): ReadonlyMap<string, SchemaNode> {
  const { properties = {}, oneOf = [], anyOf = [], allOf = [], then, else: otherwise } = resolved(root, node);
  const keys = new Map<string, SchemaNode>();
  for (const [key, one] of Object.entries(properties)) keys.set(key, resolved(root, one));
  const branches = [...oneOf, ...anyOf, ...allOf, ...(then === undefined ? [] : [then])];
  const others = [...branches, ...(otherwise === undefined ? [] : [otherwise])].flatMap((branch) => [
    ...keysOf(root, branch),
  ]);
  // What alternatives say of a key adds to what stands there already.
  const described = others.filter(([, { title, description }]) => (title ?? description) !== undefined);
  for (const [key, one] of described) keys.set(key, keys.get(key) ?? one);
  return new Map([...keys].filter(([, one]) => one.not === undefined));
}

/** Every key below a place, each before its own keys. */
export function* placesBelow(place: SchemaPlace): Generator<SchemaPlace> {
  const { name, root } = place;
  const parent = mapOf(root, place.node);
  const free = freeValue(root, parent);
  const keys = free?.description === undefined ? [] : ([['*', free]] as const);
  for (const [key, node] of [...keysOf(root, parent), ...keys]) {
    const below = { name, root, path: [...place.path, key], node, parent };
    yield below;
    yield* placesBelow(below);
  }
}

/** What stands behind the keys of a map whose keys are free. */
function freeValue(root: SchemaNode, { additionalProperties }: SchemaNode): SchemaNode | undefined {
  return typeof additionalProperties === 'object' ? resolved(root, additionalProperties) : undefined;
}

function stepInto(place: SchemaPlace, key: string): SchemaPlace {
  const { name, root } = place;
  const parent = mapOf(root, place.node);
  const found = keysOf(root, parent).get(key) ?? parent.properties?.[key] ?? freeValue(root, parent);
  if (found !== undefined)
    return { name, root, path: [...place.path, key], node: resolved(root, found), parent };
  throw new MuleteerError('usage', `${nameOfPlace(place)} has no key ${key}`, { hint: hintFor(key, place) });
}

function hintFor(key: string, place: SchemaPlace): string {
  const { name, root } = place;
  const known = [...keysOf(root, mapOf(root, place.node)).keys()];
  const home = [...placesBelow(rootPlace(name, root))].find(({ path }) => path.at(-1) === key);
  if (home !== undefined) return `there is ${nameOfPlace(home)}`;
  return didYouMean(key, known) ?? (known.length === 0 ? 'it has none' : `known here: ${known.join(', ')}`);
}

export function resolved(root: SchemaNode, node: SchemaNode): SchemaNode {
  const { $ref, ...own } = node;
  if ($ref === undefined) return node;
  const steps = $ref.split('/').slice(1);
  const found = steps.reduce<unknown>((at, step) => (isMap(at) ? at[step] : undefined), root);
  return { ...resolved(root, (found ?? {}) as SchemaNode), ...own };
}
