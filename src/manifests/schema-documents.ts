/**
 * The schemas as people are given them: whole, so that a copy in a repository needs no other file. The one of all
 * manifests holds those of the kinds as definitions; editors find the right one by the `kind` of a document.
 */
import manifest from '../../schemas/manifest.schema.json' with { type: 'json' };
import type { Json } from '../model/json.ts';
import { type KindName, SCHEMAS } from './schemas.ts';
import { isMap } from './unreadable.ts';

type JsonObject = { readonly [key: string]: Json };

export const KIND_NAMES = Object.keys(SCHEMAS) as readonly KindName[];

/** The schema of one kind. */
export function kindSchema(kind: KindName): JsonObject {
  return SCHEMAS[kind] as JsonObject;
}

/** The schema of any manifest. */
export function manifestSchema(): JsonObject {
  const definitions = Object.fromEntries(KIND_NAMES.map((kind) => [kind, definitionOf(kind)]));
  return { ...(withReferences(manifest, toDefinition) as JsonObject), $defs: definitions };
}

function definitionOf(kind: KindName): JsonObject {
  const { $schema: _, ...schema } = kindSchema(kind);
  return withReferences(schema, (reference) => reference.replace(/^#/, `#/$defs/${kind}`)) as JsonObject;
}

/** `cluster.schema.json`, the name of a file, as the place of its copy. */
function toDefinition(reference: string): string {
  const name = reference.replace(/\.schema\.json$/, '').replaceAll('-', '');
  const kind = KIND_NAMES.find((one) => one.toLowerCase() === name);
  return kind === undefined ? reference : `#/$defs/${kind}`;
}

function withReferences(value: Json, change: (reference: string) => string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withReferences(item, change));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === '$ref' && typeof item === 'string' ? change(item) : withReferences(item, change),
    ]),
  );
}
