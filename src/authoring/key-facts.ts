/** What a schema says of one key besides its description, in words: for the terminal and for the reference. */

import { keysOf, resolved, type SchemaNode, type SchemaPlace } from '../manifests/schema-node.ts';
import { list } from '../render/words.ts';
import { conditionOf } from './required-when.ts';

/** Whether a key has to be there, where the map is that it stands in: `yes`, `no`, or when. */
export function requirementOf({ root, path, parent }: Omit<SchemaPlace, 'name' | 'node'>): string {
  const key = path.at(-1) ?? '';
  if (parent === null || key === '*') return 'no';
  if (parent.required?.includes(key) === true) return 'yes';
  return alternativesTo(key, root, parent) ?? companionsOf(key, parent) ?? conditionOf(root, path) ?? 'no';
}

function alternativesTo(key: string, root: SchemaNode, parent: SchemaNode): string | undefined {
  const { oneOf = [], anyOf = [], minProperties, maxProperties } = parent;
  const branches = [...oneOf, ...anyOf].map((branch) => resolved(root, branch));
  // Whole maps, one of which it is: what all of them need is always there.
  const maps = branches.filter(({ properties }) => properties !== undefined);
  if (maps.length > 0 && maps.every(({ required = [] }) => required.includes(key))) return 'yes';
  const single = minProperties === 1 && maxProperties === 1;
  const keys = single ? [...keysOf(root, parent).keys()] : branches.flatMap(ownChoice);
  return keys.includes(key) ? `one of ${list(keys)}` : undefined;
}

/** The keys that are nothing without it. */
function companionsOf(key: string, { dependentRequired = {} }: SchemaNode): string | undefined {
  const others = Object.entries(dependentRequired).filter(([, needed]) => needed.includes(key));
  return others.length === 0 ? undefined : `with ${list(others.map(([other]) => other))}`;
}

/** What a branch asks for that describes no map of its own. */
function ownChoice({ properties, required = [] }: SchemaNode): readonly string[] {
  return properties === undefined ? required : [];
}

export function limitsOf({ minimum, maximum, minItems, maxItems, maxLength }: SchemaNode): string {
  const limits = [
    minimum === undefined ? [] : `at least ${minimum}`,
    maximum === undefined ? [] : `at most ${maximum}`,
    minItems === undefined ? [] : `at least ${minItems} in the list`,
    maxItems === undefined ? [] : `at most ${maxItems} in the list`,
    maxLength === undefined ? [] : `at most ${maxLength} letters`,
  ];
  return limits.flat().join(', ');
}

/** A value as a manifest writes it. */
export function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
